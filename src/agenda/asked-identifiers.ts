/** Whose slots a search of the guide asks for: 1 to 25 national identifiers (SPEC §2, §3, §4). */
import { toPrefixedValue } from '../fhir/national-identifier.ts';
import { type Issue, issue } from '../fhir/outcome.ts';
import { identifierSystem } from '../fhir/sas.ts';
import type { Criterion, TermMatch } from '../fhir/search/criterion.ts';
import { missing } from './window.ts';

/** The identifiers that one search may name. */
export const maxIdentifiers = 25;

export interface AskedIdentifiers {
  /** What the store is asked; a value under another system matches nothing. */
  readonly criteria: readonly Criterion[];
  readonly issues: readonly Issue[];
}

interface Identified {
  /** The national system of those who are asked for. */
  readonly system: string;
  /** The parameter's name in the query. */
  readonly name: string;
}

/** Whether a criterion is about `identifier`, with a modifier or without. */
export const isIdentifier = (criterion: Criterion): boolean =>
  (criterion.kind === 'term' || criterion.kind === 'missing') && criterion.param === 'identifier';

/** What the last links of the chain (`…identifier=`) ask, held to what the guide allows. */
export function readIdentifiers(criteria: readonly Criterion[], { system, name }: Identified): AskedIdentifiers {
  const plain = criteria.filter((one) => one.kind === 'term' && !one.negated && one.param === 'identifier');
  const matches = plain.flatMap((one) => (one.kind === 'term' ? one.anyOf : []));
  return {
    criteria: plain.map((one) => (one.kind === 'term' ? { ...one, anyOf: nationalMatches(one.anyOf, system) } : one)),
    issues: [
      ...(plain.length < criteria.length ? [issue('not-supported', `${name} takes no modifier here`, name)] : []),
      ...(matches.some(({ value }) => value === undefined)
        ? [issue('value', `${name} has a system without value`, name)]
        : []),
      ...countIssues(plain.length === 0 ? 0 : countAsked(matches), name),
    ],
  };
}

const nationalMatches = (matches: readonly TermMatch[], system: string): TermMatch[] =>
  matches
    .filter(({ scope }) => scope === undefined || scope === system)
    .map((match) => ({
      ...match,
      scope: system,
      ...(match.value ? { value: toPrefixedValue(system, match.value) } : {}),
    }));

/** A value without system brings matches of its own for the systems in which it would have a type digit. */
function countAsked(matches: readonly TermMatch[]): number {
  const bare = matches.flatMap(({ scope, value }) => (scope === undefined && value ? [value] : []));
  const derived = new Set(bare.flatMap((value) => nationalSystems.map((system) => toPrefixedValue(system, value))));
  return matches.filter(({ scope, value }) => scope === undefined || !value || !derived.has(value)).length;
}

const nationalSystems = [identifierSystem.practitioner, identifierSystem.structure];

function countIssues(count: number, name: string): Issue[] {
  if (count === 0) return [missing(name, `<system>|<value>, 1 to ${maxIdentifiers} of them`)];
  if (count <= maxIdentifiers) return [];
  return [issue('value', `${name} has ${count} values; one search takes at most ${maxIdentifiers}`, name)];
}

/**
 * The same question, one identifier at a time, so that the answer to each can be kept; undefined when more is asked than
 * any of some identifiers.
 */
export function oneByOne(criteria: readonly Criterion[]): Criterion[] | undefined {
  const [only, ...others] = criteria;
  if (others.length > 0 || only?.kind !== 'term' || only.negated || only.param !== 'identifier') return undefined;
  return only.anyOf.map((match) => ({ ...only, anyOf: [match] }));
}
