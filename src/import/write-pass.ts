/** One pass over the files: all lines of one kind, decided and written in groups. */

import type { JudgeContent } from '../agenda/deciding/judge-profiles.ts';
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import { type Issue, OutcomeError } from '../fhir/outcome.ts';
import type { ResourceKey } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { type ImportFile, readPieces } from './import-file.ts';
import { type ImportLine, namesOf, reasonOf } from './import-line.ts';
import { judgeAhead } from './judge-ahead.ts';
import { judgeResolved } from './judge-resource.ts';
import { LineGroup } from './line-group.ts';
import type { Kind } from './line-kinds.ts';
import type { Piece, Place } from './piece.ts';
import { resolveReferences } from './references.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Notice, Report } from './report.ts';
import type { Survey, SurveyedFile } from './survey.ts';
import { type Outcome, type ReadyLine, writeLines } from './write-lines.ts';

export interface PassOptions {
  readonly store: ResourceStore;
  readonly newId: () => string;
  readonly judgeContent?: JudgeContent | undefined;
  readonly destinations: readonly Destination[];
  readonly survey: Survey;
  /** Reads a piece and judges it by itself; undefined when there is nothing to import in it. */
  readonly read: (piece: Piece) => ImportLine | undefined;
  readonly report: Report;
  readonly onBytes: (count: number) => void;
  /** Absent: the changes are written. */
  readonly rehearsal?: Rehearsal | undefined;
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
      const issues = judgeResolved(line.resource);
      if (issues.length > 0) throw new OutcomeError(issues);
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
    const lines = await this.#judged(file, this.#group.take());
    if (lines.length === 0) return;
    const { store, newId, destinations, survey, rehearsal } = this.#options;
    const identities = this.#kind === 'directory' ? survey.identities : undefined;
    const { outcomes, changes } = await store.transact(
      writeLines(lines, { newId, destinations, identities, rehearsal }),
    );
    for (const [index, line] of lines.entries()) this.#settle(file, line, outcomes[index]!);
    rehearsal?.note(changes, (resource) => this.#isWanted(resource));
  }

  /** The lines whose content is good. */
  async #judged(file: ImportFile, lines: readonly Placed[]): Promise<readonly Placed[]> {
    const { store, judgeContent, rehearsal } = this.#options;
    if (!judgeContent) return lines;
    const find = (key: ResourceKey) => rehearsal?.find(key);
    const resources = lines.map(({ resource }) => resource);
    const issues = await judgeAhead(resources, judgeContent, { store, find });
    return lines.filter((line, index) => this.#isGood(file, line, issues[index]!));
  }

  #isGood({ name }: ImportFile, line: Placed, issues: readonly Issue[]): boolean {
    const errors = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
    if (errors.length === 0) {
      for (const { diagnostics } of issues) this.#tell(name, line, 'warning', diagnostics);
      return true;
    }
    this.#forget(line);
    this.#tell(name, line, 'bad', new OutcomeError(errors).message);
    return false;
  }

  #tell(file: string, { place, resource, ownId }: Placed, severity: Notice['severity'], reason: string): void {
    const own = ownId === undefined ? '' : `${resource.resourceType}/${ownId}: `;
    this.#options.report.tell(file, place, { severity, reason: own + reason });
  }

  /** Whether what is written of it will be looked at by later lines. */
  #isWanted({ resourceType, id }: AgendaResource): boolean {
    if (this.#kind === 'slot') return this.#wanted.has(`${resourceType}/${id}`);
    return resourceType === (this.#kind === 'directory' ? 'Schedule' : 'Slot');
  }

  #settle({ name }: ImportFile, line: Placed, outcome: Outcome): void {
    const { report, survey } = this.#options;
    const { resourceType } = line.resource;
    if (outcome.fate === 'bad') {
      this.#forget(line);
      this.#tell(name, line, 'bad', outcome.reason);
      return;
    }
    report.count(outcome.fate, resourceType);
    if (outcome.reason) this.#tell(name, line, 'kept', outcome.reason);
    for (const warning of outcome.warnings) this.#tell(name, line, 'warning', warning);
    const called = namesOf(line).filter((one) => survey.slotNames.has(one));
    const reference = `${resourceType}/${outcome.resource.id}`;
    if (called.length > 0) this.#wanted.add(reference);
    for (const one of called) survey.names.set(one, reference);
  }
}
