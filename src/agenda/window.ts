/** What the guide's searches have in common: a window of time, and free slots alone (SPEC §3, §4). */
import { type Issue, issue, OutcomeError } from '../fhir/outcome.ts';
import type { Criterion, Search } from '../fhir/search/criterion.ts';

/** Milliseconds since 1970, `from` inclusive, `to` exclusive. */
export interface SearchWindow {
  readonly from: number;
  readonly to: number;
}

/** What a search says of the slots it wants, by the names its parameters have in the query. */
export interface WindowCriteria {
  readonly slotCriteria: readonly Criterion[];
  readonly names: { readonly start: string; readonly status: string };
  /** What is wrong elsewhere in the search, to be told in one answer. */
  readonly otherIssues: readonly Issue[];
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
    ...severalValuesIssues(starts, asked.names.start),
    ...asked.otherIssues,
  ];
  if (issues.length > 0) throw new OutcomeError(issues);
  return {
    window: { from: Math.max(...from), to: Math.min(...to) },
    further: asked.slotCriteria.filter((one) => !isBound(one) && !statuses.includes(one)),
  };
}

/** Whether the total alone is wanted (`_summary=count`). `_count` changes nothing in the guide's searches, 0 included. */
export const wantsTotalAlone = ({ isCountOnly, count }: Search): boolean => isCountOnly && count > 0;

const isBound = (criterion: Criterion): boolean =>
  criterion.kind === 'date' &&
  criterion.param === 'start' &&
  criterion.anyOf.every(({ prefix }) => /^[gl]e$/.test(prefix));

/** The guide's definition of `start` (slot-sp-start) allows it several times, but no list: either end would do. */
const severalValuesIssues = (starts: readonly Criterion[], name: string): Issue[] =>
  starts.some((one) => one.kind === 'date' && one.anyOf.length > 1)
    ? [issue('value', `${name} has one date each time it stands here; write it twice for a window`, name)]
    : [];

type Range = { readonly from: number; readonly to: number };

const boundsOf = (starts: readonly Criterion[], prefix: 'ge' | 'le', bound: (range: Range) => number): number[] =>
  starts.flatMap((one) =>
    one.kind === 'date' ? one.anyOf.filter((match) => match.prefix === prefix).map(({ range }) => bound(range)) : [],
  );

/** The issue that tells of a mandatory parameter which is not there. */
export const missing = (name: string, wanted: string): Issue =>
  issue('required', `${name} is mandatory here: ${wanted}`, name);

function statusIssues(statuses: readonly Criterion[], name: string): Issue[] {
  if (statuses.length === 0) return [missing(name, 'status=free')];
  const isFree = statuses.every(
    (one) => one.kind === 'term' && !one.negated && one.anyOf.every(({ value }) => value === 'free'),
  );
  return isFree ? [] : [issue('value', `${name} is free in this search, nothing else`, name)];
}
