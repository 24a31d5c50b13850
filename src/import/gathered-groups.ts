/** Groups that follow each other and are written together: all with forecasts, or all without. */
import type { ReadyResource } from '../store/ready-resource.ts';
import type { IdentifierKey } from '../store/unit-of-work.ts';
import type { Forecast } from './forecast.ts';
import { mostWritten } from './line-group.ts';
import { bytesOf, type IndexedPiece } from './read-groups.ts';

export interface Gathered {
  readonly pieces: readonly IndexedPiece[];
  /** Of all of them; undefined where each line is to be looked at. */
  readonly forecast: Forecast | undefined;
}

export class GatheredGroups {
  #pieces: IndexedPiece[] = [];
  #bytes = 0;
  #forecast: JoinedForecast | undefined;

  get isFull(): boolean {
    return this.#pieces.length >= mostWritten.lines || this.#bytes >= mostWritten.bytes;
  }

  /** Whether a group with this forecast, or without one, can be added to those that are there. */
  takes(forecast: Forecast | undefined): boolean {
    return this.#pieces.length === 0 || (forecast === undefined) === (this.#forecast === undefined);
  }

  add(pieces: readonly IndexedPiece[], forecast: Forecast | undefined): void {
    this.#pieces.push(...pieces);
    this.#bytes += bytesOf(pieces);
    if (!forecast) return;
    this.#forecast ??= new JoinedForecast();
    this.#forecast.join(forecast);
  }

  /** All of them; begins anew. */
  take(): Gathered {
    const taken = { pieces: this.#pieces, forecast: this.#forecast };
    this.#pieces = [];
    this.#bytes = 0;
    this.#forecast = undefined;
    return taken;
  }
}

/** The forecast of groups that follow each other. */
class JoinedForecast implements Forecast {
  readonly slots: ReadyResource[] = [];
  readonly identifiers: IdentifierKey[] = [];
  readonly names = new Map<number, readonly string[]>();
  readonly #references = new Set<string>();

  get references(): readonly string[] {
    return [...this.#references];
  }

  join({ slots, identifiers, references, names }: Forecast): void {
    for (const [index, others] of names) this.names.set(this.slots.length + index, others);
    this.slots.push(...slots);
    this.identifiers.push(...identifiers);
    for (const reference of references) this.#references.add(reference);
  }
}
