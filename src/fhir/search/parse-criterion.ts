/** One search parameter's text, made into a criterion. https://hl7.org/fhir/R4/search.html#modifiers */
import { parseDateTime } from '../instant.ts';
import { toPrefixedValue } from '../national-identifier.ts';
import { refuse } from '../outcome.ts';
import { parseReference } from '../reference.ts';
import { isResourceType, type ResourceType } from '../resource-type.ts';
import type { Criterion, DateMatch, DatePrefix, TermMatch } from './criterion.ts';
import { normalizeString } from './extract-index-entries.ts';
import { findSearchParameter, type SearchParameter, searchParameters } from './search-parameter.ts';
import { splitBar, splitValues, unescapeValue } from './split-values.ts';

/** A parameter as asked: the name in full, for messages, and its value. */
export interface AskedParameter {
  readonly name: string;
  readonly value: string;
}

/**
 * The criterion that `asked` states for `type`; undefined when the type has no such parameter.
 * @throws OutcomeError naming the parameter for an unknown modifier, a bad value or a chain that leads nowhere.
 */
export function parseCriterion(type: ResourceType, asked: AskedParameter): Criterion | undefined {
  return parseNamed(type, asked.name, asked);
}

function parseNamed(type: ResourceType, path: string, asked: AskedParameter): Criterion | undefined {
  if (path.startsWith('_has:')) return parseHas(path, asked);
  const dot = path.indexOf('.');
  if (dot >= 0) return parseChain(type, { head: path.slice(0, dot), rest: path.slice(dot + 1) }, asked);
  const [code = '', modifier] = splitModifier(path);
  if (code === '_id') return { kind: 'id', anyOf: valuesOf(asked, modifier) };
  if (code === '_lastUpdated') {
    return { kind: 'lastUpdated', anyOf: valuesOf(asked, modifier).map((value) => parseDateMatch(value, asked)) };
  }
  const parameter = findSearchParameter(type, code);
  if (!parameter) return undefined;
  if (modifier === 'missing') return { kind: 'missing', param: code, isMissing: parseBoolean(asked) };
  return parseByType(parameter, modifier, asked);
}

function splitModifier(path: string): [string, string | undefined] {
  const colon = path.indexOf(':');
  return colon < 0 ? [path, undefined] : [path.slice(0, colon), path.slice(colon + 1)];
}

/** `_has:Slot:schedule:start`: a Slot whose `schedule` refers here, and whose `start` … */
function parseHas(path: string, asked: AskedParameter): Criterion {
  const [, source = '', param = '', ...rest] = path.split(':');
  if (!isResourceType(source) || rest.length === 0) {
    return refuse('value', `${asked.name}: expected _has:<type>:<reference parameter>:<parameter>`, asked.name);
  }
  requireReference(source, param, asked);
  const criterion = parseNamed(source, rest.join(':'), asked);
  if (!criterion) return refuseUnknownInner(source, rest.join(':'), asked);
  return { kind: 'has', source, param, criterion };
}

function parseChain(type: ResourceType, link: { head: string; rest: string }, asked: AskedParameter): Criterion {
  const [param, targetName] = splitModifier(link.head);
  const parameter = requireReference(type, param, asked);
  const target = chainTarget(parameter, targetName, asked);
  const criterion = parseNamed(target, link.rest, asked);
  if (!criterion) return refuseUnknownInner(target, link.rest, asked);
  return { kind: 'chain', param, target, criterion };
}

function requireReference(type: ResourceType, param: string, asked: AskedParameter): SearchParameter {
  const parameter = findSearchParameter(type, param);
  if (parameter?.type === 'reference') return parameter;
  const known = searchParameters[type].filter((one) => one.type === 'reference').map((one) => one.code);
  return refuse(
    'value',
    `${asked.name}: ${type} has no reference parameter "${param}"; it has ${known.join(', ') || 'none'}`,
    asked.name,
  );
}

function chainTarget(parameter: SearchParameter, name: string | undefined, asked: AskedParameter): ResourceType {
  const targets = parameter.targets ?? [];
  if (name === undefined && targets.length === 1) return targets[0]!;
  const target = targets.find((one) => one === name);
  if (target) return target;
  return refuse(
    'value',
    `${asked.name}: "${parameter.code}" leads to ${targets.join(', ')}; say which, as in ${parameter.code}:${targets[0]}`,
    asked.name,
  );
}

const refuseUnknownInner = (type: ResourceType, code: string, asked: AskedParameter): never =>
  refuse('value', `${asked.name}: ${type} has no search parameter "${code}"`, asked.name);

function parseByType(parameter: SearchParameter, modifier: string | undefined, asked: AskedParameter): Criterion {
  switch (parameter.type) {
    case 'date':
      refuseModifier(modifier, [], asked);
      return {
        kind: 'date',
        param: parameter.code,
        anyOf: valuesOf(asked).map((value) => parseDateMatch(value, asked)),
      };
    case 'string':
      refuseModifier(modifier, ['exact', 'contains'], asked);
      return terms(parameter.code, asked, (value) => parseStringMatch(value, modifier, asked));
    case 'token':
      refuseModifier(modifier, ['not'], asked);
      return { ...terms(parameter.code, asked, parseTokenMatch), negated: modifier === 'not' };
    case 'reference':
      return parseReferenceCriterion(parameter, modifier, asked);
  }
}

type TermCriterion = Extract<Criterion, { kind: 'term' }>;

const terms = (param: string, asked: AskedParameter, parse: (value: string) => TermMatch): TermCriterion => ({
  kind: 'term',
  param,
  anyOf: valuesOf(asked).map(parse),
  negated: false,
});

function refuseModifier(modifier: string | undefined, allowed: readonly string[], asked: AskedParameter): void {
  if (modifier === undefined || allowed.includes(modifier)) return;
  const list = [...allowed, 'missing'].map((one) => `:${one}`).join(', ');
  refuse('not-supported', `${asked.name}: unknown modifier ":${modifier}"; this parameter takes ${list}`, asked.name);
}

function valuesOf(asked: AskedParameter, modifier?: string): string[] {
  refuseModifier(modifier, [], asked);
  const values = splitValues(asked.value);
  if (values.some((value) => value === '')) refuse('value', `${asked.name} has an empty value`, asked.name);
  return values;
}

function parseBoolean(asked: AskedParameter): boolean {
  if (asked.value === 'true' || asked.value === 'false') return asked.value === 'true';
  return refuse('value', `${asked.name} is true or false, not "${asked.value}"`, asked.name);
}

const servedPrefixes: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

function parseDateMatch(value: string, asked: AskedParameter): DateMatch {
  const [, prefix = 'eq', text = ''] = /^([a-z]{2})?(.*)$/s.exec(value) ?? [];
  if (!servedPrefixes.has(prefix)) {
    refuse(
      'not-supported',
      `${asked.name}: prefix "${prefix}" is none of ${[...servedPrefixes].join(', ')}`,
      asked.name,
    );
  }
  const range = parseDateTime(text);
  if (range) return { prefix: prefix as DatePrefix, range };
  return refuse(
    'value',
    `${asked.name}: "${text}" is not a date of the calendar such as 2026-11-23 or 2026-11-23T09:00:00+01:00`,
    asked.name,
  );
}

function parseStringMatch(value: string, modifier: string | undefined, asked: AskedParameter): TermMatch {
  const text = unescapeValue(value);
  const normalized = normalizeString(text);
  if (modifier === 'exact') return { scope: text, value: normalized, comparison: 'equals' };
  if (normalized === '') refuse('value', `${asked.name} has no letter or digit to look for`, asked.name);
  return { value: normalized, comparison: modifier === 'contains' ? 'contains' : 'startsWith' };
}

function parseTokenMatch(value: string): TermMatch {
  const [before, code] = splitBar(value);
  if (code === undefined) return { value: before, comparison: 'equals' };
  if (code === '') return { scope: before, comparison: 'equals' };
  return { scope: before, value: toPrefixedValue(before, code), comparison: 'equals' };
}

function parseReferenceCriterion(
  parameter: SearchParameter,
  modifier: string | undefined,
  asked: AskedParameter,
): Criterion {
  if (modifier === 'identifier') return terms(`${parameter.code}:identifier`, asked, parseTokenMatch);
  const isType = modifier !== undefined && parameter.targets?.some((target) => target === modifier);
  if (!isType) refuseModifier(modifier, ['identifier', ...(parameter.targets ?? [])], asked);
  return terms(parameter.code, asked, (value) => parseReferenceMatch(value, modifier));
}

function parseReferenceMatch(value: string, type: string | undefined): TermMatch {
  const text = unescapeValue(value);
  const key = parseReference(text);
  if (key) return { scope: key.type, value: type && type !== key.type ? '' : key.id, comparison: 'equals' };
  return { ...(type ? { scope: type } : {}), value: text, comparison: 'equals' };
}
