/** One pass over the files: all lines of one kind, decided and written in groups. */

import { toReference } from '../fhir/reference.ts';
import type { Forecast } from './forecast.ts';
import { GatheredGroups } from './gathered-groups.ts';
import type { Kind } from './line-kinds.ts';
import { isTooLarge, LineWriter } from './line-writer.ts';
import type { PassOptions } from './pass-options.ts';
import { type Forecaster, readGroups } from './read-groups.ts';
import type { SurveyedFile } from './survey.ts';
import { WantedSlots } from './wanted-slots.ts';
import { writeForecast } from './write-forecast.ts';
import { written } from './write-lines.ts';

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
    const gathered = new GatheredGroups();
    for await (const { pieces, forecast } of readGroups(surveyed, { kind: this.#kind, onBytes, baseUrl, forecaster })) {
      const found = await forecast;
      if (!gathered.takes(found)) await this.#write(surveyed, gathered);
      gathered.add(pieces, found);
      if (gathered.isFull) await this.#write(surveyed, gathered);
    }
    await this.#write(surveyed, gathered);
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

  /** Writes what is gathered, as it was forecast if that holds. */
  async #write(surveyed: SurveyedFile, gathered: GatheredGroups): Promise<void> {
    const { pieces, forecast } = gathered.take();
    if (!forecast) return this.#lines.write(surveyed, pieces);
    const holds = await this.#tryForecast(forecast);
    this.#misses = holds ? 0 : this.#misses + 1;
    if (holds) this.#settle(forecast);
    else await this.#lines.write(surveyed, pieces);
  }

  /** False, and nothing is written, where it does not hold or the store takes only smaller changes. */
  async #tryForecast(forecast: Forecast): Promise<boolean> {
    const { store, survey } = this.#options;
    try {
      return await store.transact(writeForecast(forecast, survey.names));
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
