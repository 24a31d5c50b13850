/** One pass over the files: all lines of one kind, decided and written in groups. */

import type { JudgeContent } from '../agenda/deciding/judge-profiles.ts';
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import { type Issue, OutcomeError } from '../fhir/outcome.ts';
import type { ResourceKey } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { resolveConditions } from './conditions.ts';
import { identifiersOf, namesOf, reasonOf } from './import-line.ts';
import { judgeAhead } from './judge-ahead.ts';
import { judgeResolved } from './judge-resource.ts';
import { LineGroup } from './line-group.ts';
import type { Kind } from './line-kinds.ts';
import { toCondition } from './names.ts';
import type { Piece, Place } from './piece.ts';
import { named, readPiece } from './read-piece.ts';
import { resolveReferences } from './references.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Repeats } from './repeats.ts';
import type { Notice, Report } from './report.ts';
import { piecesOf, type Survey, type SurveyedFile } from './survey.ts';
import { type Outcome, type ReadyLine, writeLines } from './write-lines.ts';

export interface PassOptions {
  readonly store: ResourceStore;
  readonly newId: () => string;
  readonly judgeContent?: JudgeContent | undefined;
  readonly destinations: readonly Destination[];
  readonly baseUrl?: string | undefined;
  readonly survey: Survey;
  /** What the passes before have said, and this one. */
  readonly repeats: Repeats;
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
  readonly surveyed: SurveyedFile;
  readonly place: Place;
  /** Whether the base must tell where some of its references lead. */
  readonly isOpen: boolean;
  /** Of the piece, in its file. */
  readonly index: number;
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof OutcomeError && error.issues.some(({ code }) => code === 'too-costly');

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

  async writeFile(surveyed: SurveyedFile): Promise<void> {
    for await (const pieces of piecesOf(surveyed, this.#kind, this.#options.onBytes)) {
      for (const { piece, index } of pieces) this.#add(surveyed, piece, index);
      if (this.#group.isFull) await this.#flush();
    }
    await this.#flush();
  }

  #add(surveyed: SurveyedFile, piece: Piece, index: number): void {
    const { line, fault } = readPiece(piece, this.#options.baseUrl);
    const { report, survey } = this.#options;
    if (!line) {
      if (fault !== undefined) report.tell(surveyed.file.name, piece, { severity: 'bad', reason: fault });
      return;
    }
    const placed = { ...line, surveyed, place: placeOf(piece), index, outside: [], isOpen: false };
    if (fault !== undefined) {
      this.#refuse(placed, fault);
      return;
    }
    try {
      const { outside, isOpen } = resolveReferences(line.resource, survey.names);
      const issues = judgeResolved(line.resource);
      if (issues.length > 0) throw new OutcomeError(issues);
      // Of its own kind some lines may yet be refused: of the directory it is told when all are known.
      const known = this.#kind === 'directory' ? outside.filter(({ isRefused }) => !isRefused) : outside;
      this.#group.add({ ...placed, outside: known, isOpen }, 'bytes' in piece ? piece.bytes.length : 0);
    } catch (error) {
      this.#refuse(placed, reasonOf(error));
    }
  }

  /** The line is bad, and not there for others to refer to. */
  #refuse(line: Placed, reason: string): void {
    if (this.#kind === 'directory' || this.#calledOf(line).length > 0) this.#options.survey.names.refuse(line);
    this.#drop(line, reason);
  }

  /** The line is bad; another, which is good, has its name. */
  #drop(line: Placed, reason: string): void {
    line.surveyed.kinds.drop(line.index);
    this.#tell(line, 'bad', reason);
  }

  async #flush(): Promise<void> {
    await this.#write(await this.#judged(await this.#resolved(this.#group.take())));
  }

  /** Writes the lines together; where the store takes only smaller changes, each half by itself. */
  async #write(lines: readonly Placed[]): Promise<void> {
    if (lines.length === 0) return;
    try {
      await this.#writeTogether(lines);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (lines.length === 1) return this.#refuse(lines[0]!, reasonOf(error));
      const half = Math.ceil(lines.length / 2);
      for (const part of [lines.slice(0, half), lines.slice(half)]) await this.#write(part);
    }
  }

  async #writeTogether(lines: readonly Placed[]): Promise<void> {
    const { store, newId, destinations, survey, rehearsal, repeats } = this.#options;
    const identities = this.#kind === 'directory' ? survey.identities : undefined;
    const { outcomes, changes } = await store.transact(
      writeLines(lines, { newId, destinations, identities, rehearsal, repeats }),
    );
    for (const [index, line] of lines.entries()) this.#settle(line, outcomes[index]!);
    rehearsal?.note(changes, (resource) => this.#isWanted(resource));
  }

  /** The lines whose conditional references could be made real. */
  async #resolved(lines: readonly Placed[]): Promise<readonly Placed[]> {
    const open = lines.filter(({ isOpen }) => isOpen);
    if (open.length === 0) return lines;
    const resources = open.map(({ resource }) => resource);
    const answers = new Map(open.map((line, index) => [line, index]));
    const resolved = await resolveConditions(resources, this.#options.store);
    return lines.flatMap((line) => {
      const resource = answers.has(line) ? resolved[answers.get(line)!]! : line.resource;
      if (typeof resource !== 'string') return { ...line, resource };
      this.#refuse(line, resource);
      return [];
    });
  }

  /** The lines whose content is good. */
  async #judged(lines: readonly Placed[]): Promise<readonly Placed[]> {
    const { store, judgeContent, rehearsal } = this.#options;
    if (!judgeContent) return lines;
    const find = (key: ResourceKey) => rehearsal?.find(key);
    const resources = lines.map(({ resource }) => resource);
    const issues = await judgeAhead(resources, judgeContent, { store, find });
    return lines.filter((line, index) => this.#isGood(line, issues[index]!));
  }

  #isGood(line: Placed, issues: readonly Issue[]): boolean {
    const errors = issues.filter(({ severity }) => severity === 'error' || severity === 'fatal');
    if (errors.length === 0) {
      for (const { diagnostics } of issues) this.#tell(line, 'warning', diagnostics);
      return true;
    }
    this.#refuse(line, new OutcomeError(errors).message);
    return false;
  }

  #tell(line: Placed, severity: Notice['severity'], reason: string): void {
    this.#options.report.tell(line.surveyed.file.name, line.place, { severity, reason: named(line, reason) });
  }

  /** Whether what is written of it will be looked at by later lines. */
  #isWanted({ resourceType, id }: AgendaResource): boolean {
    if (this.#kind === 'slot') return this.#wanted.has(`${resourceType}/${id}`);
    return resourceType === (this.#kind === 'directory' ? 'Schedule' : 'Slot');
  }

  #settle(line: Placed, outcome: Outcome): void {
    const { report, survey, repeats } = this.#options;
    const { resourceType } = line.resource;
    if (outcome.fate === 'bad') {
      if (outcome.isDuplicate) this.#drop(line, outcome.reason);
      else this.#refuse(line, outcome.reason);
      return;
    }
    report.count(outcome.fate, resourceType);
    if (outcome.reason) this.#tell(line, 'kept', outcome.reason);
    for (const warning of outcome.warnings) this.#tell(line, 'warning', warning);
    const reference = `${resourceType}/${outcome.resource.id}`;
    if (outcome.fate !== 'kept') repeats.set(reference, outcome.content);
    survey.names.accept(reference);
    const called = this.#calledOf(line);
    if (called.length > 0) this.#wanted.add(reference);
    for (const one of called) survey.names.set(one, reference);
  }

  /** What the import's appointments call this slot; nothing when none has it. */
  #calledOf(line: Placed): readonly string[] {
    const { slotNames } = this.#options.survey;
    if (slotNames.size === 0 || line.resource.resourceType !== 'Slot') return [];
    return [...namesOf(line), ...identifiersOf(line).map(toCondition)].filter((one) => slotNames.has(one));
  }
}

/** Where it stands: a group holds a thousand of them, and their text no more. */
const placeOf = ({ line, entry }: Piece): Place => (entry === undefined ? { line } : { line, entry });
