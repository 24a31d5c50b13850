/** The mark of a file that is an unfinished copy: a table that is there only as long. */
import type { DatabaseSync } from 'node:sqlite';
import { type CopyMark, unfinishedCopy } from '../store-contents.ts';
import { StoreNotUsable } from '../store-not-usable.ts';

/** The mark, if there is one. */
export function findCopyMark(database: DatabaseSync): CopyMark | undefined {
  const isThere = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'unfinished_copy'`).get();
  if (!isThere) return undefined;
  return database.prepare('SELECT source, run, seq FROM unfinished_copy').get() as CopyMark | undefined;
}

/** Closes a file that is an unfinished copy. @throws StoreNotUsable */
export function refuseUnfinishedCopy(database: DatabaseSync, file: string): void {
  const mark = findCopyMark(database);
  if (!mark) return;
  database.close();
  throw notEnded(mark, file);
}

/** Why a file with a mark is of no use yet. */
export const notEnded = (mark: CopyMark, file: string): StoreNotUsable =>
  new StoreNotUsable(unfinishedCopy(`The database ${file}`, mark));

export const makeMarkTable = `CREATE TABLE IF NOT EXISTS unfinished_copy (
  source TEXT NOT NULL,
  run TEXT NOT NULL,
  seq INTEGER NOT NULL
)`;
