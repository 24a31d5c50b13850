/** How FHIR compares one element with one value of a search. https://hl7.org/fhir/R4/search.html#ptypes */
import { DateTime } from 'luxon';

export type Json = Readonly<Record<string, unknown>>;

interface Coded {
  readonly system: string;
  readonly code: string;
}

/** The codes of a code, boolean, Coding, CodeableConcept, Identifier or ContactPoint. */
function codesOf(element: unknown): readonly Coded[] {
  if (typeof element !== 'object') return [{ system: '', code: String(element) }];
  const { coding, system, code, value } = element as {
    coding?: unknown[];
    system?: string;
    code?: string;
    value?: string;
  };
  if (coding) return coding.flatMap(codesOf);
  const text = code ?? value;
  return text === undefined ? [] : [{ system: system ?? '', code: text }];
}

const typeDigit: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'urn:oid:1.2.250.1.71.4.2.1': { 11: '8', 9: '0' },
  'urn:oid:1.2.250.1.71.4.2.2': { 9: '1', 14: '3' },
};

/** SPEC §2: a national value is the same with its type digit and without. */
const national = ({ system, code }: Coded): string =>
  /^[0-9]+$/.test(code) ? (typeDigit[system]?.[code.length] ?? '') + code : code;

export function hasToken(element: unknown, asked: string): boolean {
  const [first = '', second] = asked.split('|');
  return codesOf(element).some(({ system, code }) => {
    if (second !== undefined && system !== first) return false;
    const wanted = second ?? first;
    return wanted === '' || national({ system, code }) === national({ system, code: wanted });
  });
}

const fold = (text: string): string =>
  [...text.normalize('NFD')]
    .filter((character) => !/\p{Mark}/u.test(character))
    .join('')
    .toLowerCase();

export function hasString(text: string, asked: string, modifier: string): boolean {
  if (modifier === 'exact') return text === asked;
  return modifier === 'contains' ? fold(text).includes(fold(asked)) : fold(text).startsWith(fold(asked));
}

interface Span {
  readonly first: number;
  readonly after: number;
}

/** The time that a text of this precision covers; a text without offset is meant in Paris. */
function spanOf(text: string): Span {
  const clock = text.split('T')[1]?.replace(/(Z|[+-]\d\d:\d\d)$/, '');
  const units = { 5: 'minute', 8: 'second' } as const;
  const days = { 4: 'year', 7: 'month', 10: 'day' } as const;
  const unit = clock === undefined ? days[text.length as 4] : (units[clock.length as 5] ?? 'millisecond');
  const start = DateTime.fromISO(text, { zone: 'Europe/Paris' });
  return { first: start.toMillis(), after: start.plus({ [unit]: 1 }).toMillis() };
}

const spanOfElement = (element: unknown): Span => {
  if (typeof element === 'string') return spanOf(element);
  const { start, end } = element as { start?: string; end?: string };
  return { first: start ? spanOf(start).first : -Infinity, after: end ? spanOf(end).after : Infinity };
};

/** When a date, an instant or a Period begins, in milliseconds since 1970. */
export const beginOf = (element: unknown): number => spanOfElement(element).first;

/** https://hl7.org/fhir/R4/search.html#prefix */
export function hasDate(element: unknown, asked: string): boolean {
  const prefix = /^[a-z]{2}/.exec(asked)?.[0] ?? 'eq';
  const value = spanOf(asked.replace(/^[a-z]{2}/, ''));
  const target = spanOfElement(element);
  const isContained = value.first <= target.first && target.after <= value.after;
  const reachesBelow = target.first < value.first;
  const reachesAbove = target.after > value.after;
  const verdicts: Readonly<Record<string, boolean>> = {
    eq: isContained,
    ne: !isContained,
    lt: reachesBelow,
    gt: reachesAbove,
    le: reachesBelow || isContained,
    ge: reachesAbove || isContained,
  };
  return verdicts[prefix]!;
}

export function hasReference(element: Json, asked: string, modifier: string): boolean {
  if (modifier === 'identifier') return element.identifier !== undefined && hasToken(element.identifier, asked);
  const reference = (element.reference as string | undefined) ?? '';
  const [type, id] = reference.split('/');
  if (modifier !== '' && type !== modifier) return false;
  return asked === reference || asked === id;
}

/** The references that elements of type Reference hold. */
export const referencesIn = (elements: readonly unknown[]): readonly string[] =>
  elements.flatMap((element) => ((element as Json).reference as string | undefined) ?? []);
