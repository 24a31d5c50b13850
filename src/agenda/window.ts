/** What the guide's searches have in common: a window of time, free slots, 1 to 25 identifiers (SPEC §3, §4). */
import { type Issue, issue, OutcomeError } from '../fhir/outcome.ts';
import type { Criterion } from '../fhir/search/criterion.ts';

/** The identifiers that one search may name. */
export const maxIdentifiers = 25;

/** Milliseconds since 1970, `from` inclusive, `to` exclusive. */
export interface SearchWindow {
  readonly from: number;
  readonly to: number;
}

/** What a search says of the slots it wants, by the names its parameters have in the query. */
export interface WindowCriteria {
  readonly slotCriteria: readonly Criterion[];
  /** The criteria that say whose slots, the last link of the chain each. */
  readonly identifiers: readonly Criterion[];
  readonly names: { readonly start: string; readonly status: string; readonly identifier: string };
}

/**
 * The window that the mandatory parameters say, and what else is asked of the slots.
 * @throws OutcomeError that names each mandatory parameter that is missing or not what the guide wants.
 */
export function readWindow(asked: WindowCriteria): { window: SearchWindow; further: readonly Criterion[] } {
  const starts = asked.slotCriteria.filter((one) => one.kind === 'date' && one.param === 'start');
  const statuses = asked.slotCriteria.filter((one) => one.kind === 'term' && one.param === 'status');
  const from = boundsOf(starts, 'ge', (range) => range.from);
  const to = boundsOf(starts, 'le', (range) => range.to);
  const issues = [
    ...(from.length === 0 ? [missing(asked.names.start, 'start=ge<dateTime>, the beginning of the window')] : []),
    ...(to.length === 0 ? [missing(asked.names.start, 'start=le<dateTime>, the end of the window')] : []),
    ...statusIssues(statuses, asked.names.status),
    ...identifierIssues(asked.identifiers, asked.names.identifier),
  ];
  if (issues.length > 0) throw new OutcomeError(issues);
  return {
    window: { from: Math.max(...from), to: Math.min(...to) },
    further: asked.slotCriteria.filter((one) => !isBound(one) && !statuses.includes(one)),
  };
}

const isBound = (criterion: Criterion): boolean =>
  criterion.kind === 'date' &&
  criterion.param === 'start' &&
  criterion.anyOf.every(({ prefix }) => /^[gl]e$/.test(prefix));

type Range = { readonly from: number; readonly to: number };

const boundsOf = (starts: readonly Criterion[], prefix: 'ge' | 'le', bound: (range: Range) => number): number[] =>
  starts.flatMap((one) =>
    one.kind === 'date' ? one.anyOf.filter((match) => match.prefix === prefix).map(({ range }) => bound(range)) : [],
  );

const missing = (name: string, wanted: string): Issue =>
  issue('required', `${name} is mandatory here: ${wanted}`, name);

function statusIssues(statuses: readonly Criterion[], name: string): Issue[] {
  if (statuses.length === 0) return [missing(name, 'status=free')];
  const isFree = statuses.every(
    (one) => one.kind === 'term' && !one.negated && one.anyOf.every(({ value }) => value === 'free'),
  );
  return isFree ? [] : [issue('value', `${name} is free in this search, nothing else`, name)];
}

function identifierIssues(identifiers: readonly Criterion[], name: string): Issue[] {
  const count = identifiers.flatMap((one) => (one.kind === 'term' ? one.anyOf : [])).length;
  if (count === 0) return [missing(name, `<system>|<value>, 1 to ${maxIdentifiers} of them`)];
  if (count <= maxIdentifiers) return [];
  return [issue('value', `${name} has ${count} values; one search takes at most ${maxIdentifiers}`, name)];
}
