/** One pass over the files: all lines of one kind, decided and written in groups. */

import type { JudgeContent } from '../agenda/deciding/judge-profiles.ts';
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import { toReference } from '../fhir/reference.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { Forecast } from './forecast.ts';
import { ForecastGroups } from './forecast-groups.ts';
import type { Kind } from './line-kinds.ts';
import { isTooLarge, LineWriter } from './line-writer.ts';
import { type Forecaster, readGroups } from './read-groups.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Repeats } from './repeats.ts';
import type { Report } from './report.ts';
import type { Survey, SurveyedFile } from './survey.ts';
import { WantedSlots } from './wanted-slots.ts';
import { writeForecast } from './write-forecast.ts';
import { written } from './write-lines.ts';

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
  /** Absent: each line is looked at. */
  readonly forecaster?: Forecaster | undefined;
}

/** Writes all lines of this kind; those of slots under which appointments may refer to them are added to the survey's names. */
export async function writePass(kind: Kind, options: PassOptions): Promise<void> {
  const pass = new Pass(kind, options);
  for (const surveyed of options.survey.files) await pass.writeFile(surveyed);
}

class Pass {
  readonly #kind: Kind;
  readonly #options: PassOptions;
  readonly #wanted: WantedSlots;
  readonly #lines: LineWriter;
  /** How many forecasts did not hold, since one did. */
  #misses = 0;

  constructor(kind: Kind, options: PassOptions) {
    this.#kind = kind;
    this.#options = options;
    this.#wanted = new WantedSlots(options.survey);
    this.#lines = new LineWriter(kind, options, this.#wanted);
  }

  async writeFile(surveyed: SurveyedFile): Promise<void> {
    const { onBytes, baseUrl } = this.#options;
    const forecaster = this.#forecasterFor(surveyed);
    const ready = new ForecastGroups();
    for await (const { pieces, forecast } of readGroups(surveyed, { kind: this.#kind, onBytes, baseUrl, forecaster })) {
      const found = await forecast;
      if (found) ready.add(pieces, found);
      if (!found || ready.isFull) await this.#writeForecast(surveyed, ready);
      if (!found) await this.#lines.write(surveyed, pieces);
    }
    await this.#writeForecast(surveyed, ready);
  }

  /** What is judged, or only rehearsed, is looked at line by line. */
  #forecasterFor({ kinds }: SurveyedFile): Forecaster | undefined {
    const { forecaster, judgeContent, rehearsal } = this.#options;
    if (!forecaster || this.#kind !== 'slot' || judgeContent || rehearsal) return undefined;
    if (kinds.countOf('slot') < forecaster.fewestPieces) return undefined;
    return {
      ...forecaster,
      forecast: async (...asked) => (this.#isHopeless ? undefined : forecaster.forecast(...asked)),
    };
  }

  /** Whether most lines seem to be there already. */
  get #isHopeless(): boolean {
    return this.#misses >= mostMisses;
  }

  /** Writes all that is ready, as it was forecast if that holds. */
  async #writeForecast(surveyed: SurveyedFile, ready: ForecastGroups): Promise<void> {
    const { pieces, forecast } = ready.take();
    if (pieces.length === 0) return;
    const holds = await this.#tryForecast(forecast);
    this.#misses = holds ? 0 : this.#misses + 1;
    if (holds) this.#settle(forecast);
    else await this.#lines.write(surveyed, pieces);
  }

  /** False, and nothing is written, where it does not hold or the store takes only smaller changes. */
  async #tryForecast(forecast: Forecast): Promise<boolean> {
    const { store, survey, repeats } = this.#options;
    try {
      return await store.transact(writeForecast(forecast, { names: survey.names, repeats }));
    } catch (error) {
      if (isTooLarge(error)) return false;
      throw error;
    }
  }

  #settle({ slots, names }: Forecast): void {
    const { report, repeats } = this.#options;
    for (const [index, slot] of slots.entries()) {
      const reference = toReference(slot);
      const called = this.#wanted.calledAmong(() => [reference, ...(names.get(index) ?? [])]);
      report.count('created', slot.type);
      repeats.set(reference, written);
      this.#wanted.accept(reference, called);
    }
  }
}

/** So many forecasts in a row that did not hold are enough. */
const mostMisses = 3;
