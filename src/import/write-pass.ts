/** One pass over the files: all lines of one kind, decided and written in groups. */
import type { JudgeContent } from '../agenda/writing/judge-profiles.ts';
import { toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { type ImportFile, readPieces } from './import-file.ts';
import { type ImportLine, namesOf, reasonOf } from './import-line.ts';
import { LineGroup } from './line-group.ts';
import type { Kind } from './line-kinds.ts';
import type { Piece, Place } from './piece.ts';
import { resolveReferences } from './references.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Report } from './report.ts';
import type { Survey, SurveyedFile } from './survey.ts';
import { type Outcome, type ReadyLine, writeLines } from './write-lines.ts';

export interface PassOptions {
  readonly store: ResourceStore;
  readonly newId: () => string;
  readonly survey: Survey;
  /** Reads a piece and judges it by itself; undefined when there is nothing to import in it. */
  readonly read: (piece: Piece) => ImportLine | undefined;
  readonly report: Report;
  readonly onBytes: (count: number) => void;
  /** Absent: the changes are written. */
  readonly rehearsal?: Rehearsal | undefined;
  /** Absent: the content is not judged. */
  readonly judge?: JudgeContent | undefined;
}

/** Writes all lines of this kind; those of slots under which appointments may refer to them are added to the survey's names. */
export async function writePass(kind: Kind, options: PassOptions): Promise<void> {
  const pass = new Pass(kind, options);
  for (const surveyed of options.survey.files) await pass.writeFile(surveyed);
}

interface Placed extends ReadyLine {
  readonly place: Place;
}

class Pass {
  readonly #kind: Kind;
  readonly #options: PassOptions;
  readonly #group = new LineGroup<Placed>();
  /** Slots of the import that its appointments refer to, by their reference here. */
  readonly #wanted = new Set<string>();

  constructor(kind: Kind, options: PassOptions) {
    this.#kind = kind;
    this.#options = options;
  }

  async writeFile({ file, kinds }: SurveyedFile): Promise<void> {
    const last = kinds.lastOf(this.#kind);
    if (last < 0) return;
    let index = 0;
    for await (const pieces of readPieces(file, this.#options.onBytes)) {
      for (const piece of pieces) if (kinds.is(this.#kind, index++)) this.#add(file, piece);
      if (this.#group.isFull) await this.#flush(file);
      if (index > last) break;
    }
    await this.#flush(file);
  }

  #add(file: ImportFile, piece: Piece): void {
    const { read, survey, report } = this.#options;
    let line: ImportLine | undefined;
    try {
      line = read(piece);
      if (!line) return;
      const outside = resolveReferences(line.resource, survey.names);
      const { line: number, entry } = piece;
      const place = entry === undefined ? { line: number } : { line: number, entry };
      this.#group.add({ ...line, outside, place }, 'bytes' in piece ? piece.bytes.length : 0);
    } catch (error) {
      if (line) this.#forget(line);
      report.tell(file.name, piece, { severity: 'bad', reason: reasonOf(error) });
    }
  }

  /** What was not written is not there for others to refer to. */
  #forget(line: ImportLine): void {
    for (const name of namesOf(line)) this.#options.survey.names.delete(name);
  }

  async #flush(file: ImportFile): Promise<void> {
    const lines = this.#group.take();
    if (lines.length === 0) return;
    const { store, newId, survey, rehearsal, judge } = this.#options;
    const identities = this.#kind === 'directory' ? survey.identities : undefined;
    const { outcomes, changes } = await store.transact(writeLines(lines, { newId, identities, rehearsal, judge }));
    for (const [index, line] of lines.entries()) this.#settle(file, line, outcomes[index]!);
    rehearsal?.note(
      changes,
      ({ resourceType, id }) =>
        resourceType === 'Schedule' || this.#wanted.has(`${resourceType}/${id}`) || this.#kind === 'appointment',
    );
  }

  /** Appointments look at their slots, and the judge of a slot or an appointment at the schedule. */
  #isWanted({ resourceType, id }: AgendaResource): boolean {
    if (resourceType === 'Schedule') return true;
    return this.#kind === 'appointment' ? resourceType === 'Slot' : this.#wanted.has(`${resourceType}/${id}`);
  }

  #settle({ name }: ImportFile, line: Placed, outcome: Outcome): void {
    const { report, survey } = this.#options;
    const { place, resource } = line;
    const own = line.ownId === undefined ? '' : `${resource.resourceType}/${line.ownId}: `;
    const tell = (severity: 'bad' | 'kept' | 'warning', reason: string) =>
      report.tell(name, place, { severity, reason: own + reason });
    if (outcome.fate === 'bad') {
      this.#forget(line);
      tell('bad', outcome.reason);
      return;
    }
    report.count(outcome.fate, resource.resourceType);
    if (outcome.reason) tell('kept', outcome.reason);
    for (const doubt of outcome.doubts ?? []) tell('warning', doubt);
    for (const key of outcome.dangling) tell('warning', `refers to ${toReference(key)}, which does not exist (yet)`);
    const called = namesOf(line).filter((one) => survey.slotNames.has(one));
    const reference = `${resource.resourceType}/${outcome.resource.id}`;
    if (called.length > 0) this.#wanted.add(reference);
    for (const one of called) survey.names.set(one, reference);
  }
}
