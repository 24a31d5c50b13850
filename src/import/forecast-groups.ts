/** Groups that follow each other and have forecasts, to be written together. */
import type { ReadyResource } from '../store/ready-resource.ts';
import type { IdentifierKey } from '../store/unit-of-work.ts';
import type { Forecast } from './forecast.ts';
import { mostWritten } from './line-group.ts';
import type { IndexedPiece } from './read-groups.ts';

export class ForecastGroups {
  #pieces: IndexedPiece[] = [];
  #slots: ReadyResource[] = [];
  #identifiers: IdentifierKey[] = [];
  #references = new Set<string>();
  #names = new Map<number, readonly string[]>();

  get isFull(): boolean {
    return this.#pieces.length >= mostWritten.lines;
  }

  add(pieces: readonly IndexedPiece[], { slots, identifiers, references, names }: Forecast): void {
    for (const [index, others] of names) this.#names.set(this.#slots.length + index, others);
    this.#pieces.push(...pieces);
    this.#slots.push(...slots);
    this.#identifiers.push(...identifiers);
    for (const reference of references) this.#references.add(reference);
  }

  /** All of them, with the forecast of all; begins anew. */
  take(): { readonly pieces: readonly IndexedPiece[]; readonly forecast: Forecast } {
    const references = [...this.#references];
    const forecast = { slots: this.#slots, identifiers: this.#identifiers, references, names: this.#names };
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#slots = [];
    this.#identifiers = [];
    this.#references = new Set();
    this.#names = new Map();
    return { pieces, forecast };
  }
}
