/**
 * What becomes of a group of lines if each is a new slot whose references mean themselves, as most lines of most imports are.
 * It is found out without the base, by another thread while the group before is written; whether it holds is seen when the
 * group is (`write-forecast.ts`). By the same rules as every line: decided over a base that has nothing.
 */
import { OutcomeError, refuse } from '../fhir/outcome.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { ProjectSlot } from '../store/agenda-query.ts';
import { makeReady, type ReadyResource } from '../store/ready-resource.ts';
import type { Change, IdentifierKey } from '../store/unit-of-work.ts';
import { Identities } from './identity.ts';
import { type ImportLine, identifiersOf, namesOf } from './import-line.ts';
import { judgeResolved } from './judge-resource.ts';
import { Names, toCondition } from './names.ts';
import type { WholePiece } from './piece.ts';
import { readPiece } from './read-piece.ts';
import { forEachReference, resolveReferences } from './references.ts';
import { seesNothing } from './sees-nothing.ts';
import { writeLines } from './write-lines.ts';

/** Plain data: it may come from another thread. */
export interface Forecast {
  /** One a line, in their order. */
  readonly slots: readonly ReadyResource[];
  /** None of which anybody may have. */
  readonly identifiers: readonly IdentifierKey[];
  /** Each once, as they stand in the lines: they must mean what they say, and be there. */
  readonly references: readonly string[];
  /** By the place of a line: what it may be called beside its id, its full URL and identifiers. Without those that have none. */
  readonly names: ReadonlyMap<number, readonly string[]>;
}

export interface ForecastOptions {
  /** This server's own, if known. */
  readonly baseUrl?: string | undefined;
  readonly projectSlot: ProjectSlot;
}

/** Undefined when something of it is no slot with an id, or not good by itself: each line is to be looked at then. */
export function forecast(pieces: readonly WholePiece[], options: ForecastOptions): Forecast | undefined {
  const slots: ReadyResource[] = [];
  const identifiers: IdentifierKey[] = [];
  const references = new Set<string>();
  const names = new Map<number, readonly string[]>();
  // Few at a time: what was made of a line is garbage before it has grown old.
  for (let from = 0; from < pieces.length; from += linesAtOnce) {
    const lines = readSlots(pieces.slice(from, from + linesAtOnce), options.baseUrl);
    const resources = lines && decideNew(lines);
    if (!resources) return undefined;
    for (const [at, line] of lines.entries()) {
      const others = [...namesOf(line).slice(1), ...identifiersOf(line).map(toCondition)];
      if (others.length > 0) names.set(from + at, others);
      identifiers.push(...identifiersOf(line));
      forEachReference(line.resource, ({ reference }) => references.add(reference));
    }
    for (const resource of resources) slots.push(makeReady(resource, options.projectSlot));
  }
  return { slots, identifiers, references: [...references], names };
}

const linesAtOnce = 100;

/** The lines, if each is a slot with an id that is good by itself and refers to nothing that only the import or the base can tell. */
function readSlots(pieces: readonly WholePiece[], baseUrl: string | undefined): ImportLine[] | undefined {
  const lines: ImportLine[] = [];
  for (const piece of pieces) {
    const { line, fault } = readPiece(piece, baseUrl);
    if (!line || fault !== undefined || line.resource.resourceType !== 'Slot' || line.ownId === undefined)
      return undefined;
    if (!isPlain(line.resource) || judgeResolved(line.resource).length > 0) return undefined;
    lines.push(line);
  }
  return lines;
}

function isPlain(resource: AgendaResource): boolean {
  try {
    return !resolveReferences(resource, nobody).isOpen;
  } catch (error) {
    if (error instanceof OutcomeError) return false;
    throw error;
  }
}

/** Where a new id is wanted something is out of the ordinary: the line is bad here, and looked at later. */
const noNewId = (): never => refuse('duplicate', 'no id is made for a forecast');

/** An import without names. */
const nobody = new Names(new Identities(noNewId));

/** What the lines put, if all are created over a base that has nothing, and nothing is to be told of any. */
function decideNew(lines: readonly ImportLine[]): readonly AgendaResource[] | undefined {
  const ready = lines.map((line) => ({ ...line, outside: [] }));
  const unit = writeLines(ready, { newId: noNewId, destinations: [], repeats: { find: () => undefined } });
  const { changes, answer } = unit.decide(seesNothing);
  const isAllNew = answer([]).outcomes.every((outcome) => outcome.fate === 'created' && outcome.warnings.length === 0);
  const puts = (changes as readonly Change[]).flatMap((change) => (change.kind === 'put' ? change.resource : []));
  return isAllNew && puts.length === lines.length && puts.length === changes.length ? puts : undefined;
}
