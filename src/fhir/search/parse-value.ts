/** One value of a search parameter, made into what it matches. https://hl7.org/fhir/R4/search.html#ptypes */
import { parseDateTime } from '../instant.ts';
import { toPrefixedValue } from '../national-identifier.ts';
import { refuse } from '../outcome.ts';
import { parseReference, relativize } from '../reference.ts';
import { identifierSystem } from '../sas.ts';
import type { DateMatch, DatePrefix, TermMatch } from './criterion.ts';
import { normalizeString } from './extract-index-entries.ts';
import { splitBar, unescapeValue } from './split-values.ts';

/** A parameter as asked: the name in full, for messages, and its value. */
export interface AskedParameter {
  readonly name: string;
  readonly value: string;
  /** What URLs of this server begin with, without a slash at its end. */
  readonly baseUrl?: string | undefined;
}

const servedPrefixes: ReadonlySet<string> = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/**
 * `ge2026-11-23`; without a prefix `eq`.
 * @throws OutcomeError for a prefix that is not served (`sa`, `eb`, `ap`), and for what is no date.
 */
export function parseDateMatch(value: string, asked: AskedParameter): DateMatch {
  const [, prefix = 'eq', text = ''] = /^(?:([a-z]{2})(?=\d))?(.*)$/s.exec(value) ?? [];
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

/** A string's beginning, or as `:exact` or `:contains` say. */
export function parseStringMatch(value: string, modifier: string | undefined, asked: AskedParameter): TermMatch {
  const text = unescapeValue(value);
  const normalized = normalizeString(text);
  if (modifier === 'exact') return { scope: text, value: normalized, comparison: 'equals' };
  if (normalized === '') refuse('value', `${asked.name} has no letter or digit to look for`, asked.name);
  return { value: normalized, comparison: modifier === 'contains' ? 'contains' : 'startsWith' };
}

/** `code`, `system|code`, `|code`, `system|`: one match, or several where a value without system may stand in the index with its type digit. */
export function parseTokenMatches(value: string, asked: AskedParameter): readonly TermMatch[] {
  const [before, code] = splitBar(value);
  if (code === undefined) return [{ value: before, comparison: 'equals' }, ...prefixedMatches(before)];
  if (code === '' && before === '') refuse('value', `${asked.name} has neither system nor code`, asked.name);
  if (code === '') return [{ scope: before, comparison: 'equals' }];
  return [{ scope: before, value: toPrefixedValue(before, code), comparison: 'equals' }];
}

const prefixedMatches = (code: string): TermMatch[] =>
  [identifierSystem.practitioner, identifierSystem.structure]
    .map((scope): TermMatch => ({ scope, value: toPrefixedValue(scope, code), comparison: 'equals' }))
    .filter((match) => match.value !== code);

/** `Practitioner/1`, `1` or a URL, which means the same when it is of this server; `type` is that of a modifier. */
export function parseReferenceMatch(value: string, type: string | undefined, { baseUrl }: AskedParameter): TermMatch {
  const asked = unescapeValue(value);
  const text = baseUrl === undefined ? asked : relativize(asked, baseUrl);
  const key = parseReference(text);
  if (key) return { scope: key.type, value: type && type !== key.type ? '' : key.id, comparison: 'equals' };
  return { ...(type ? { scope: type } : {}), value: text, comparison: 'equals' };
}
