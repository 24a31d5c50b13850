/** Lines of one kind, looked at one by one, decided and written together. */
import { type Issue, OutcomeError } from '../fhir/outcome.ts';
import type { ResourceKey } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { resolveConditions } from './conditions.ts';
import { reasonOf } from './import-line.ts';
import { judgeAhead } from './judge-ahead.ts';
import { judgeResolved } from './judge-resource.ts';
import type { Kind } from './line-kinds.ts';
import type { PassOptions } from './pass-options.ts';
import type { Piece, Place } from './piece.ts';
import type { IndexedPiece } from './read-groups.ts';
import { named, readPiece } from './read-piece.ts';
import { resolveReferences } from './references.ts';
import type { Notice } from './report.ts';
import type { SurveyedFile } from './survey.ts';
import type { WantedSlots } from './wanted-slots.ts';
import { type Outcome, type ReadyLine, writeLines } from './write-lines.ts';

interface Placed extends ReadyLine {
  readonly surveyed: SurveyedFile;
  readonly place: Place;
  /** Whether the base must tell where some of its references lead. */
  readonly isOpen: boolean;
  /** Of the piece, in its file. */
  readonly index: number;
}

/** Whether a store refused a change for its size: smaller ones it may take. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof OutcomeError && error.issues.some(({ code }) => code === 'too-costly');

export class LineWriter {
  readonly #kind: Kind;
  readonly #options: PassOptions;
  readonly #wanted: WantedSlots;

  constructor(kind: Kind, options: PassOptions, wanted: WantedSlots) {
    this.#kind = kind;
    this.#options = options;
    this.#wanted = wanted;
  }

  /** Writes what is good of a file's pieces, and tells what is not. */
  async write(surveyed: SurveyedFile, pieces: readonly IndexedPiece[]): Promise<void> {
    const lines = pieces.flatMap((one) => this.#read(surveyed, one) ?? []);
    await this.#writeAll(await this.#judged(await this.#resolved(lines)));
  }

  /** The line, with its references made those of this server; undefined when it is bad, which is told. */
  #read(surveyed: SurveyedFile, { piece, index }: IndexedPiece): Placed | undefined {
    const { line, fault } = readPiece(piece, this.#options.baseUrl);
    const { report, survey } = this.#options;
    if (!line) {
      if (fault !== undefined) report.tell(surveyed.file.name, piece, { severity: 'bad', reason: fault });
      return undefined;
    }
    const placed = { ...line, surveyed, place: placeOf(piece), index, outside: [], isOpen: false };
    if (fault !== undefined) return this.#refuse(placed, fault);
    try {
      const { outside, isOpen } = resolveReferences(line.resource, survey.names);
      const issues = judgeResolved(line.resource);
      if (issues.length > 0) throw new OutcomeError(issues);
      // Of its own kind some lines may yet be refused: of the directory it is told when all are known.
      const known = this.#kind === 'directory' ? outside.filter(({ isRefused }) => !isRefused) : outside;
      return { ...placed, outside: known, isOpen };
    } catch (error) {
      return this.#refuse(placed, reasonOf(error));
    }
  }

  /** The line is bad, and not there for others to refer to. */
  #refuse(line: Placed, reason: string): undefined {
    if (this.#kind === 'directory' || this.#wanted.isNamed(line)) this.#options.survey.names.refuse(line);
    this.#drop(line, reason);
  }

  /** The line is bad; another, which is good, has its name. */
  #drop(line: Placed, reason: string): void {
    line.surveyed.kinds.drop(line.index);
    this.#tell(line, 'bad', reason);
  }

  /** Writes the lines together; where the store takes only smaller changes, each half by itself. */
  async #writeAll(lines: readonly Placed[]): Promise<void> {
    if (lines.length === 0) return;
    try {
      await this.#writeTogether(lines);
    } catch (error) {
      if (!isTooLarge(error)) throw error;
      if (lines.length === 1) return this.#refuse(lines[0]!, reasonOf(error));
      const half = Math.ceil(lines.length / 2);
      for (const part of [lines.slice(0, half), lines.slice(half)]) await this.#writeAll(part);
    }
  }

  async #writeTogether(lines: readonly Placed[]): Promise<void> {
    const { store, newId, destinations, survey, rehearsal, repeats } = this.#options;
    const identities = this.#kind === 'directory' ? survey.identities : undefined;
    const written = await store.transact(writeLines(lines, { newId, destinations, identities, rehearsal, repeats }));
    const { outcomes, changes } = written;
    identities?.absorb(written.identities);
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
    const { report, repeats } = this.#options;
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
    this.#wanted.accept(reference, this.#wanted.calledOf(line));
  }
}

/** Where it stands: a group holds a thousand of them, and their text no more. */
const placeOf = ({ line, entry }: Piece): Place => (entry === undefined ? { line } : { line, entry });
