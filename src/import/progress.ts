/** How far an import is: bytes of its files read, over all passes. */
import type { ImportFile } from './import-file.ts';
import { type Kind, kinds } from './line-kinds.ts';
import type { Survey } from './survey.ts';

/** Both in bytes; `total` is a guess until the survey has told which passes there will be. */
export type ReportProgress = (done: number, total: number) => void;

export class Progress {
  readonly #report: ReportProgress;
  #done = 0;
  #total: number;
  /** How far this pass can bring it. */
  #end: number;

  constructor(files: readonly ImportFile[], report: ReportProgress = () => {}) {
    this.#report = report;
    this.#end = sizeOf(files);
    this.#total = 2 * this.#end;
  }

  readonly onBytes = (count: number): void => this.#moveTo(Math.min(this.#done + count, this.#end));

  /** The survey is over; every other pass will be made `times` times. */
  expect(survey: Survey, times: number): void {
    this.#total = this.#end + times * kinds.reduce((sum, kind) => sum + sizeOfPass(survey, kind), 0);
    this.#moveTo(this.#end);
  }

  beginPass(survey: Survey, kind: Kind): void {
    this.#end = this.#done + sizeOfPass(survey, kind);
  }

  /** A pass stops reading when it has all it wants. */
  endPass(): void {
    this.#moveTo(this.#end);
  }

  #moveTo(done: number): void {
    this.#done = done;
    this.#report(this.#done, this.#total);
  }
}

const sizeOf = (files: readonly ImportFile[]): number => files.reduce((sum, { size }) => sum + size, 0);

const sizeOfPass = ({ files }: Survey, kind: Kind): number =>
  sizeOf(files.filter((one) => one.kinds.lastOf(kind) >= 0).map(({ file }) => file));
