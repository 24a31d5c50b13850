/** What became of the lines of an import, told line by line and as a whole. */
import type { ResourceType } from '../fhir/resource-type.ts';
import type { Place } from './piece.ts';

/** `kept`: a slot that an appointment or hold has, left as it was. `bad`: not written. */
const fates = ['created', 'updated', 'unchanged', 'kept', 'bad'] as const;
export type Fate = (typeof fates)[number];

/** A line to tell a person of. `warning`: it was written, and something about it is odd. */
export interface Notice extends Place {
  readonly file: string;
  readonly severity: 'bad' | 'kept' | 'warning';
  readonly reason: string;
}

/** How many lines met each fate. */
export interface Summary extends Readonly<Record<Fate, number>> {
  /** Where nothing was written, and `created` and `updated` are 0: what would have become of the good lines. */
  readonly wouldCreate?: number;
  readonly wouldUpdate?: number;
  readonly warnings: number;
  /** Per type, the lines that are not bad. */
  readonly types: Readonly<Partial<Record<ResourceType, number>>>;
  /** Whether anything was allowed to be written: not in a dry run, nor when all were wanted and one was bad. */
  readonly isWritten: boolean;
}

export class Report {
  readonly #onNotice: (notice: Notice) => void;
  readonly #fates: Record<Fate, number> = { created: 0, updated: 0, unchanged: 0, kept: 0, bad: 0 };
  readonly #types: Partial<Record<ResourceType, number>> = {};
  #warnings = 0;

  constructor(onNotice: (notice: Notice) => void) {
    this.#onNotice = onNotice;
  }

  get bad(): number {
    return this.#fates.bad;
  }

  /** A line that is good. */
  count(fate: Exclude<Fate, 'bad'>, type: ResourceType): void {
    this.#fates[fate]++;
    this.#types[type] = (this.#types[type] ?? 0) + 1;
  }

  tell(file: string, { line, entry }: Place, { severity, reason }: Pick<Notice, 'severity' | 'reason'>): void {
    if (severity === 'bad') this.#fates.bad++;
    if (severity === 'warning') this.#warnings++;
    this.#onNotice({ file, line, ...(entry === undefined ? {} : { entry }), severity, reason });
  }

  summary(isWritten: boolean): Summary {
    const { created, updated } = this.#fates;
    const unwritten = { created: 0, updated: 0, wouldCreate: created, wouldUpdate: updated };
    return {
      ...this.#fates,
      ...(isWritten ? {} : unwritten),
      warnings: this.#warnings,
      types: this.#types,
      isWritten,
    };
  }
}

/** `slots.ndjson:12: the reason`, one line of text whatever the file holds. */
export function toText({ file, line, entry, severity, reason }: Notice): string {
  const place = `${file}:${line}${entry === undefined ? '' : ` entry[${entry}]`}`;
  return `${place}: ${severity === 'bad' ? '' : `${severity}: `}${reason}`.replace(/\p{Cc}+/gu, ' ');
}
