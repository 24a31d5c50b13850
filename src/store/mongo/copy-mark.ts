/** The mark of a database that is an unfinished copy: a document that is there only as long. */
import type { Collection, Db } from 'mongodb';
import { type CopyMark, unfinishedCopy } from '../store-contents.ts';
import { StoreNotUsable } from '../store-not-usable.ts';
import type { OpenDatabase } from './open-database.ts';

export interface MarkDocument extends CopyMark {
  readonly _id: 'copy';
}

export const markIn = (database: Db): Collection<MarkDocument> => database.collection('copy');

/** The mark, if there is one. */
export const findCopyMark = async (database: Db): Promise<CopyMark | undefined> =>
  (await markIn(database).findOne({ _id: 'copy' })) ?? undefined;

/** Closes a database that is an unfinished copy. @throws StoreNotUsable */
export async function refuseUnfinishedCopy({
  client,
  database,
}: Pick<OpenDatabase, 'client' | 'database'>): Promise<void> {
  const mark = await findCopyMark(database);
  if (!mark) return;
  await client.close();
  throw new StoreNotUsable(unfinishedCopy('The MongoDB database', mark));
}
