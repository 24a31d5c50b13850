/** A group of lines, decided and written together: one atomic change of the store. */
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import { Draft, keyOf } from '../agenda/writing/draft.ts';
import { OutcomeError } from '../fhir/outcome.ts';
import { type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { Change, Decision, Seen, Sees, UnitOfWork } from '../store/unit-of-work.ts';
import { drawOnce, Identities, type NewIdOf } from './identity.ts';
import { type ImportLine, identifiersOf, reasonOf } from './import-line.ts';
import { judgeLine, type Verdict } from './judge-line.ts';
import type { Outside } from './names.ts';
import type { Rehearsal } from './rehearsal.ts';
import { fingerprint, type Repeats } from './repeats.ts';

/** A line whose references are resolved. */
export interface ReadyLine extends ImportLine {
  readonly outside: readonly Outside[];
}

export type Outcome =
  | (Verdict & { readonly resource: AgendaResource; readonly content: number })
  | {
      readonly fate: 'bad';
      readonly reason: string;
      /** There is a good line of that name, or of that resource: it is only this one that is not taken. */
      readonly isDuplicate: boolean;
    };

export interface Written {
  /** One per line, in their order. */
  readonly outcomes: readonly Outcome[];
  /** What was drafted, whether or not it was written. */
  readonly changes: readonly Change[];
  /** Who the lines are, to be absorbed by those of the whole import, if they are theirs. */
  readonly identities: Identities;
}

export interface WriteOptions {
  readonly newId: () => string;
  /** Where changes of appointments are told. */
  readonly destinations: readonly Destination[];
  /** Those of the whole import, for lines that others may refer to; absent: each group's own. */
  readonly identities?: Identities | undefined;
  /** What earlier groups of the import have said. */
  readonly repeats: Pick<Repeats, 'find'>;
  /** Absent: the changes are written. */
  readonly rehearsal?: Rehearsal | undefined;
}

interface DecideOptions extends Omit<WriteOptions, 'newId'> {
  readonly newIdOf: NewIdOf;
}

/** The unit of work that writes these lines. */
export function writeLines(lines: readonly ReadyLine[], options: WriteOptions): UnitOfWork<Written> {
  const newIdOf = drawOnce(options.newId);
  return { sees: seesOf(lines), decide: (seen) => decide(lines, seen, { ...options, newIdOf }) };
}

/** What the lines will most likely need; slots matched by identifier are looked up when they are. */
export function seesOf(lines: readonly ReadyLine[]): Sees {
  const own = lines.flatMap(({ resource, ownId }) => (ownId ? [{ type: resource.resourceType, id: ownId }] : []));
  return {
    keys: [...own, ...lines.flatMap(({ outside }) => outside)],
    identifiers: lines.flatMap(identifiersOf),
    claims: own.filter(({ type }) => type === 'Slot').map(({ id }) => id),
  };
}

function decide(lines: readonly ReadyLine[], seenNow: Seen, options: DecideOptions): Decision<Written> {
  const seen = options.rehearsal?.over(seenNow) ?? seenNow;
  // Of the directory it is remembered who a line is, also of one that is refused: others refer to it, and are told so.
  const ofAll = options.identities?.fork();
  const identities = ofAll ?? new Identities(options.newIdOf);
  const draft = new Draft(seen);
  const rules = {
    destinations: options.destinations,
    exists: remembering((key) => seen.version(key)?.json !== undefined),
  };
  /** By reference, the fingerprints of what this group has said. */
  const said = new Map<string, number>();
  const outcomes = lines.map((line): Outcome => {
    try {
      const id = ofAll ? identities.meet(line, seen) : identities.identify(line, seen);
      const resource = { ...line.resource, id };
      const content = options.rehearsal ? fingerprint(JSON.stringify(resource)) : written;
      const key = keyOf(resource);
      const reference = toReference(key);
      const before = said.get(reference) ?? options.repeats.find(reference);
      const repeats = before === undefined ? undefined : before === content && content !== written ? 'same' : 'other';
      const verdict = judgeLine(draft, { resource, key, outside: line.outside, repeats }, rules);
      if (!ofAll) identities.remember(line, id);
      if (verdict.fate !== 'kept') said.set(reference, content);
      return { ...verdict, resource, content };
    } catch (error) {
      return { fate: 'bad', reason: reasonOf(error), isDuplicate: isDuplicate(error) };
    }
  });
  const { changes } = draft;
  return { changes: options.rehearsal ? [] : changes, answer: () => ({ outcomes, changes, identities }) };
}

/** For a fingerprint: what was said stands in the base, and is compared there. */
export const written = 0;

const isDuplicate = (error: unknown): boolean =>
  error instanceof OutcomeError && error.issues.some(({ code }) => code === 'duplicate');

function remembering(exists: (key: ResourceKey) => boolean): (key: ResourceKey) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    const name = toReference(key);
    const answer = known.get(name) ?? exists(key);
    known.set(name, answer);
    return answer;
  };
}
