/**
 * The first pass over the files: what each piece is, which resources the import has and under which ids they will be
 * kept. References that point forward, in whatever order the files come, are then as easy as those that point back.
 * Memory grows with the directory and the appointments, not with the slots.
 */
import type { Appointment } from '@medplum/fhirtypes';
import { findCondition } from '../agenda/writing/conditional-references.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { Seen } from '../store/unit-of-work.ts';
import { drawOnce, Identities } from './identity.ts';
import { type ImportFile, readPieces } from './import-file.ts';
import { type ImportLine, namesOf, reasonOf } from './import-line.ts';
import { LineGroup } from './line-group.ts';
import { type Kind, LineKinds } from './line-kinds.ts';
import { Names, toCondition } from './names.ts';
import type { Piece } from './piece.ts';
import { named, readPiece } from './read-piece.ts';
import type { Report } from './report.ts';
import { type ReadyLine, seesOf } from './write-lines.ts';

export interface SurveyedFile {
  readonly file: ImportFile;
  readonly kinds: LineKinds;
}

export interface Survey {
  readonly files: readonly SurveyedFile[];
  /** Of the directory's resources, and of slots once they are written. */
  readonly names: Names;
  readonly identities: Identities;
  /** What the appointments call the slots that they refer to. */
  readonly slotNames: ReadonlySet<string>;
}

export interface SurveyOptions {
  readonly baseUrl?: string | undefined;
  readonly store: ResourceStore;
  readonly newId: () => string;
  readonly report: Report;
  readonly onBytes: (count: number) => void;
}

/** Surveys the files; lines that are bad by themselves are told, but for slots, which are judged when they are written. */
export async function surveyFiles(files: readonly ImportFile[], options: SurveyOptions): Promise<Survey> {
  const surveyor = new Surveyor(options);
  const surveyed: SurveyedFile[] = [];
  for (const file of files) surveyed.push({ file, kinds: await surveyor.survey(file) });
  const { names, identities, slotNames } = surveyor;
  return { files: surveyed, names, identities, slotNames };
}

/** The file's pieces of a kind, in groups as they come, each with its index among all pieces; reads no further than it must. */
export async function* piecesOf(
  { file, kinds }: SurveyedFile,
  kind: Kind,
  onBytes: (count: number) => void,
): AsyncGenerator<readonly { readonly piece: Piece; readonly index: number }[]> {
  const last = kinds.lastOf(kind);
  if (last < 0) return;
  let next = 0;
  for await (const pieces of readPieces(file, onBytes)) {
    const first = next;
    next += pieces.length;
    yield pieces.map((piece, at) => ({ piece, index: first + at })).filter(({ index }) => kinds.is(kind, index));
    if (next > last) return;
  }
}

class Surveyor {
  readonly names: Names;
  readonly slotNames = new Set<string>();
  readonly identities: Identities;
  readonly #options: SurveyOptions;
  readonly #waiting = new LineGroup<ReadyLine>();

  constructor(options: SurveyOptions) {
    this.#options = options;
    this.identities = new Identities(drawOnce(options.newId));
    this.names = new Names(this.identities);
  }

  async survey(file: ImportFile): Promise<LineKinds> {
    const kinds = new LineKinds();
    for await (const pieces of readPieces(file, this.#options.onBytes)) {
      for (const piece of pieces) kinds.add(isPlainSlot(piece) ? 'slot' : this.#surveyPiece(file.name, piece));
      if (this.#waiting.isFull) await this.#identify();
    }
    await this.#identify();
    return kinds;
  }

  #surveyPiece(file: string, piece: Piece): Kind | undefined {
    const { line, fault } = readPiece(piece, this.#options.baseUrl);
    if (fault === undefined) return line && this.#surveyLine(line, 'bytes' in piece ? piece.bytes.length : 0);
    if (line && line.resource.resourceType !== 'Appointment') this.names.refuse(line);
    this.#options.report.tell(file, piece, { severity: 'bad', reason: line ? named(line, fault) : fault });
    return undefined;
  }

  #surveyLine(line: ImportLine, bytes: number): Kind {
    const { resource } = line;
    if (resource.resourceType === 'Slot') return 'slot';
    if (resource.resourceType === 'Appointment') {
      for (const name of slotNamesOf(resource)) this.slotNames.add(name);
      return 'appointment';
    }
    this.#waiting.add({ ...line, outside: [] }, bytes);
    return 'directory';
  }

  /** Finds out under which ids the waiting lines will be kept. One that cannot be told is told when it is to be written. */
  async #identify(): Promise<void> {
    const lines = this.#waiting.take();
    if (lines.length === 0) return;
    const { ids, identities } = await this.#options.store.transact({
      sees: seesOf(lines),
      decide: (seen) => {
        const identities = this.identities.fork();
        const ids = lines.map((line) => findId(line, { identities, seen }));
        return { changes: [], answer: () => ({ ids, identities }) };
      },
    });
    this.identities.absorb(identities);
    lines.forEach((line, index) => {
      if (ids[index] === undefined) return;
      for (const name of namesOf(line)) this.names.set(name, `${line.resource.resourceType}/${ids[index]}`);
    });
  }
}

/** Undefined when it cannot be told. */
function findId(line: ReadyLine, { identities, seen }: { identities: Identities; seen: Seen }): string | undefined {
  try {
    return identities.meet(line, seen);
  } catch (error) {
    reasonOf(error);
    return undefined;
  }
}

/** A condition in the one form that is the same for all who mean it. */
const slotNamesOf = ({ slot = [] }: Appointment): string[] =>
  slot.flatMap(({ reference = '' }) => {
    const identifier = findCondition(reference);
    return identifier ? toCondition(identifier) : reference;
  });

const slotStart = Buffer.from('{"resourceType":"Slot",');

/** A line that begins as those of most exports do: there is no need to read it to know that it is a slot, or bad. */
const isPlainSlot = (piece: Piece): boolean =>
  'bytes' in piece && piece.bytes.subarray(0, slotStart.length).equals(slotStart);
