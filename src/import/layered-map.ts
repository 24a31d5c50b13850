/** A map over another: what is set in it the other does not have, until it absorbs it. */
export class LayeredMap<Value extends {}> {
  readonly #own = new Map<string, Value>();
  readonly #below: LayeredMap<Value> | undefined;

  constructor(below?: LayeredMap<Value>) {
    this.#below = below;
  }

  /** Its own value, else that of the map below. */
  get(name: string): Value | undefined {
    return this.#own.get(name) ?? this.#below?.get(name);
  }

  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }

  /** Sets what was set in a map over this one. */
  absorb(over: LayeredMap<Value>): void {
    for (const [name, value] of over.#own) this.#own.set(name, value);
  }
}
