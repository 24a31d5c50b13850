/** One search parameter's text, made into a criterion. https://hl7.org/fhir/R4/search.html#modifiers */
import { refuse } from '../outcome.ts';
import { isResourceType, type ResourceType } from '../resource-type.ts';
import type { Criterion, TermMatch } from './criterion.ts';
import {
  type AskedParameter,
  parseDateMatch,
  parseReferenceMatch,
  parseStringMatch,
  parseTokenMatches,
} from './parse-value.ts';
import { findSearchParameter, type SearchParameter, searchParameters } from './search-parameter.ts';
import { splitValues } from './split-values.ts';

/** How many references a chain or `_has` may follow, one after the other. */
const mostLinks = 5;
const link = /\.|_has:/;

/**
 * The criterion that `asked` states for `type`; undefined when the type has no such parameter.
 * @throws OutcomeError naming the parameter for an unknown modifier, a bad value or a chain that leads nowhere.
 */
export function parseCriterion(type: ResourceType, asked: AskedParameter): Criterion | undefined {
  if (asked.name.split(link).length - 1 > mostLinks) {
    refuse('too-costly', `${asked.name}: a chain has at most ${mostLinks} links`, asked.name);
  }
  return parseNamed(type, asked.name, asked);
}

function parseNamed(type: ResourceType, path: string, asked: AskedParameter): Criterion | undefined {
  if (path.startsWith('_has:')) return parseHas(type, path, asked);
  const dot = path.indexOf('.');
  if (dot >= 0) {
    const head = path.slice(0, dot);
    if (!findSearchParameter(type, splitModifier(head)[0])) return undefined;
    return parseChain(type, { head, rest: path.slice(dot + 1) }, asked);
  }
  const [code = '', modifier] = splitModifier(path);
  if (code === '_id' || code === '_lastUpdated') return parseOfEveryType(code, modifier, asked);
  const parameter = findSearchParameter(type, code);
  if (!parameter) return undefined;
  if (modifier === 'missing') return { kind: 'missing', param: code, isMissing: parseBoolean(asked) };
  return parseByType(parameter, modifier, asked);
}

/** What every resource has: there is nothing to ask by a modifier. */
function parseOfEveryType(
  code: '_id' | '_lastUpdated',
  modifier: string | undefined,
  asked: AskedParameter,
): Criterion {
  if (modifier !== undefined) refuse('not-supported', `${asked.name}: ${code} takes no modifier`, asked.name);
  const values = valuesOf(asked);
  if (code === '_id') return { kind: 'id', anyOf: values };
  return { kind: 'lastUpdated', anyOf: values.map((value) => parseDateMatch(value, asked)) };
}

function splitModifier(path: string): [string, string | undefined] {
  const colon = path.indexOf(':');
  return colon < 0 ? [path, undefined] : [path.slice(0, colon), path.slice(colon + 1)];
}

/** `_has:Slot:schedule:start`: a Slot whose `schedule` refers here, and whose `start` … */
function parseHas(type: ResourceType, path: string, asked: AskedParameter): Criterion {
  const [, source = '', param = '', ...rest] = path.split(':');
  if (!isResourceType(source) || rest.length === 0) {
    return refuse('value', `${asked.name}: expected _has:<type>:<reference parameter>:<parameter>`, asked.name);
  }
  const { targets = [] } = requireReference(source, param, asked);
  if (!targets.includes(type)) {
    refuse('value', `${asked.name}: ${source}.${param} leads to ${targets.join(', ')}, not to ${type}`, asked.name);
  }
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
      return {
        ...terms(parameter.code, asked, (value) => parseTokenMatches(value, asked)),
        negated: modifier === 'not',
      };
    case 'reference':
      return parseReferenceCriterion(parameter, modifier, asked);
  }
}

type TermCriterion = Extract<Criterion, { kind: 'term' }>;

const terms = (
  param: string,
  asked: AskedParameter,
  parse: (value: string) => TermMatch | readonly TermMatch[],
): TermCriterion => ({
  kind: 'term',
  param,
  anyOf: valuesOf(asked).flatMap(parse),
  negated: false,
});

function refuseModifier(modifier: string | undefined, allowed: readonly string[], asked: AskedParameter): void {
  if (modifier === undefined || allowed.includes(modifier)) return;
  const list = [...allowed, 'missing'].map((one) => `:${one}`).join(', ');
  refuse('not-supported', `${asked.name}: unknown modifier ":${modifier}"; this parameter takes ${list}`, asked.name);
}

function valuesOf(asked: AskedParameter): string[] {
  const values = splitValues(asked.value);
  if (values.some((value) => value === '')) refuse('value', `${asked.name} has an empty value`, asked.name);
  return values;
}

function parseBoolean(asked: AskedParameter): boolean {
  if (asked.value === 'true' || asked.value === 'false') return asked.value === 'true';
  return refuse('value', `${asked.name} is true or false, not "${asked.value}"`, asked.name);
}

function parseReferenceCriterion(
  parameter: SearchParameter,
  modifier: string | undefined,
  asked: AskedParameter,
): Criterion {
  if (modifier === 'identifier') {
    return terms(`${parameter.code}:identifier`, asked, (value) => parseTokenMatches(value, asked));
  }
  const isType = modifier !== undefined && parameter.targets?.some((target) => target === modifier);
  if (!isType) refuseModifier(modifier, ['identifier', ...(parameter.targets ?? [])], asked);
  return terms(parameter.code, asked, (value) => parseReferenceMatch(value, modifier, asked));
}
