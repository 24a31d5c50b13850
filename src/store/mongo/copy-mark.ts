/** The mark of a database that is an unfinished copy: a document that is there only as long. */
import type { Collection, Db } from 'mongodb';
import { type CopyMark, unfinishedCopy } from '../store-contents.ts';
import { StoreNotUsable } from '../store-not-usable.ts';

export interface MarkDocument extends CopyMark {
  readonly _id: 'copy';
}

export const markIn = (database: Db): Collection<MarkDocument> => database.collection('copy');

/** The mark, if there is one. */
export const findCopyMark = async (database: Db): Promise<CopyMark | undefined> =>
  (await markIn(database).findOne({ _id: 'copy' })) ?? undefined;

/** @throws StoreNotUsable for a database that is an unfinished copy. */
export async function refuseUnfinishedCopy(database: Db): Promise<void> {
  const mark = await findCopyMark(database);
  if (mark) throw new StoreNotUsable(unfinishedCopy('The MongoDB database', mark));
}
