/** The port for who keeps a base: what it lacks, and how it is. It works beside running servers, and without any. */

/** One thing that was looked at. */
export interface Fact {
  /** For scripts: `clock`, `indexes`. */
  readonly name: string;
  /** For scripts: JSON. */
  readonly value: unknown;
  /** For a person: one line. */
  readonly text: string;
  /** `note`: allowed, and worth knowing. `wrong`: to be put right. */
  readonly verdict: 'good' | 'note' | 'wrong';
}

export interface StoreUpkeep {
  /**
   * What `migrate` would do, a line each; none when the base is up to date. Writes nothing.
   * @throws StoreNotUsable, of a copy that is not ended too
   */
  pending(): Promise<readonly string[]>;

  /** Does what `pending` tells; returns what was done. May be cut short and repeated. @throws StoreNotUsable */
  migrate(): Promise<readonly string[]>;

  /** Looks at all there is to know. Writes nothing. @throws StoreNotUsable */
  examine(): Promise<readonly Fact[]>;

  close(): Promise<void>;
}
