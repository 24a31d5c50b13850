/** The bases that a command line names: a data folder, or the URI of a MongoDB database. */
import { projectSlot } from '../agenda/render/slot.ts';
import { SqliteContents } from '../store/sqlite/sqlite-contents.ts';
import { SqliteCopy } from '../store/sqlite/sqlite-copy.ts';
import { CopyRefused, type StoreContents, type StoreCopy } from '../store/store-contents.ts';
import { isMeantAsUri } from '../uri-text.ts';
import { databaseFile } from './open-store.ts';

/** All that a base holds. Rejects with one sentence for a person. */
export async function openContents(where: string): Promise<StoreContents> {
  if (!isMongoUri(where)) return SqliteContents.open(databaseFile(where));
  const { MongoContents } = await import('../store/mongo/mongo-contents.ts');
  return MongoContents.open(where);
}

/** A base that is to become a copy. Rejects with one sentence for a person. */
export async function openCopy(where: string): Promise<StoreCopy> {
  if (!isMongoUri(where)) return new SqliteCopy(databaseFile(where), projectSlot);
  const { MongoCopy } = await import('../store/mongo/mongo-copy.ts');
  return MongoCopy.open(where, projectSlot);
}

/** Never told again what was given: it may hold a password. Nor is a folder made that has one in its name. */
function isMongoUri(where: string): boolean {
  if (/^mongodb(\+srv)?:\/\//.test(where)) return true;
  if (!isMeantAsUri(where)) return false;
  throw new CopyRefused('A base is a data folder, or a URI that begins with mongodb:// or mongodb+srv://.');
}
