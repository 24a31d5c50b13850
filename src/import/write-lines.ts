/** A group of lines, decided and written together: one atomic change of the store. */
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import { Draft, keyOf } from '../agenda/writing/draft.ts';
import { type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { Change, Decision, Seen, Sees, UnitOfWork } from '../store/unit-of-work.ts';
import { Identities } from './identity.ts';
import { type ImportLine, identifiersOf, reasonOf } from './import-line.ts';
import { judgeLine, type Verdict } from './judge-line.ts';
import type { Rehearsal } from './rehearsal.ts';

/** A line whose references are resolved. */
export interface ReadyLine extends ImportLine {
  readonly outside: readonly ResourceKey[];
}

export type Outcome =
  | (Verdict & { readonly resource: AgendaResource })
  | { readonly fate: 'bad'; readonly reason: string };

export interface Written {
  /** One per line, in their order. */
  readonly outcomes: readonly Outcome[];
  /** What was drafted, whether or not it was written. */
  readonly changes: readonly Change[];
}

export interface WriteOptions {
  readonly newId: () => string;
  /** Where changes of appointments are told. */
  readonly destinations: readonly Destination[];
  /** Those of the whole import, for lines that others may refer to; absent: each group's own. */
  readonly identities?: Identities | undefined;
  /** Absent: the changes are written. */
  readonly rehearsal?: Rehearsal | undefined;
}

/** The unit of work that writes these lines. */
export const writeLines = (lines: readonly ReadyLine[], options: WriteOptions): UnitOfWork<Written> => ({
  sees: seesOf(lines),
  decide: (seen) => decide(lines, seen, options),
});

/** What the lines will most likely need; slots matched by identifier are looked up when they are. */
export function seesOf(lines: readonly ReadyLine[]): Sees {
  const own = lines.flatMap(({ resource, ownId }) => (ownId ? [{ type: resource.resourceType, id: ownId }] : []));
  return {
    keys: [...own, ...lines.flatMap(({ outside }) => outside)],
    identifiers: lines.flatMap(identifiersOf),
    claims: own.filter(({ type }) => type === 'Slot').map(({ id }) => id),
  };
}

function decide(lines: readonly ReadyLine[], seenNow: Seen, options: WriteOptions): Decision<Written> {
  const seen = options.rehearsal?.over(seenNow) ?? seenNow;
  const identities = options.identities ?? new Identities(options.newId);
  const draft = new Draft(seen);
  const rules = {
    destinations: options.destinations,
    exists: remembering((key) => seen.version(key)?.json !== undefined),
  };
  const outcomes = lines.map((line): Outcome => {
    try {
      const resource = { ...line.resource, id: identities.identify(line, seen) };
      const candidate = { resource, key: keyOf(resource), outside: line.outside };
      return { ...judgeLine(draft, candidate, rules), resource };
    } catch (error) {
      return { fate: 'bad', reason: reasonOf(error) };
    }
  });
  const { changes } = draft;
  return { changes: options.rehearsal ? [] : changes, answer: () => ({ outcomes, changes }) };
}

function remembering(exists: (key: ResourceKey) => boolean): (key: ResourceKey) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    const name = toReference(key);
    const answer = known.get(name) ?? exists(key);
    known.set(name, answer);
    return answer;
  };
}
