/** A MongoDB that was started for a test file. */
export interface StartedMongo {
  /** May name options, and no database. */
  readonly uri: string;
  readonly stop: () => Promise<void>;
}
