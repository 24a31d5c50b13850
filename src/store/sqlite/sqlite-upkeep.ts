/** A database file for who keeps it. It is opened to read alone, but for `migrate`. */
import { closeSync, existsSync, openSync, readSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { copyFacts, outboxFact, schemaFact, toFact, toMegabytes } from '../facts.ts';
import { wrongSchema } from '../schema-version.ts';
import { StoreNotUsable } from '../store-not-usable.ts';
import type { Fact, StoreUpkeep } from '../store-upkeep.ts';
import { findCopyMark, notEnded } from './copy-mark.ts';
import { openDatabase } from './open-database.ts';
import { migrations } from './schema.ts';
import { toStoreError } from './sqlite-error.ts';

export class SqliteUpkeep implements StoreUpkeep {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  async pending(): Promise<readonly string[]> {
    if (!existsSync(this.#file)) return [`make the database ${this.#file}, schema version ${migrations.length}`];
    const { version, mark } = this.#reading((database) => ({
      version: versionOf(database),
      mark: findCopyMark(database),
    }));
    if (version > migrations.length) throw wrongSchema(`The database ${this.#file}`, version, migrations.length);
    if (mark) throw notEnded(mark, this.#file);
    if (version === migrations.length) return [];
    return [`bring the schema from version ${version} to ${migrations.length}`];
  }

  async migrate(): Promise<readonly string[]> {
    const lines = await this.pending();
    openDatabase(this.#file, migrations).close();
    return lines;
  }

  async examine(): Promise<readonly Fact[]> {
    if (!existsSync(this.#file))
      throw new StoreNotUsable(`There is no database ${this.#file}: sas store migrate makes it.`);
    return this.#reading((database) => [
      fileFact(this.#file),
      diskFact(this.#file),
      versionFact(database),
      schemaFact(versionOf(database), migrations.length),
      ...copyFacts(findCopyMark(database)),
      journalFact(this.#file),
      integrityFact(database),
      ...(versionOf(database) === migrations.length ? [messagesFact(database), sizesFact(database)] : []),
    ]);
  }

  async close(): Promise<void> {}

  #reading<T>(work: (database: DatabaseSync) => T): T {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(readingUrl(this.#file), { readOnly: true, timeout: 5000 });
      return work(database);
    } catch (error) {
      const reason = toStoreError(error)?.reason;
      if (reason === undefined) throw error;
      throw new StoreNotUsable(`The database ${this.#file} cannot be used: ${reason}.`, { cause: error });
    } finally {
      database?.close();
    }
  }
}

/**
 * Where nobody has the file open, SQLite would leave its log and the index of it beside it, as files of the user who looks:
 * a server that is another user could then not start. It is told that nothing changes, and makes none.
 */
function readingUrl(file: string): URL {
  const url = pathToFileURL(file);
  if (!existsSync(`${file}-wal`)) url.searchParams.set('immutable', '1');
  return url;
}

const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];

const versionOf = (database: DatabaseSync): number => Number(pragma(database, 'user_version'));

/** What is committed and not in the file yet stands in its write-ahead log. */
function fileFact(file: string): Fact {
  const log = `${file}-wal`;
  const bytes = statSync(file).size;
  const walBytes = existsSync(log) ? statSync(log).size : 0;
  const text = `SQLite, ${file}, ${toMegabytes(bytes)} and ${toMegabytes(walBytes)} of write-ahead log`;
  return toFact('store', text, { kind: 'sqlite', file, bytes, walBytes });
}

/** Less than this, and the disk is full soon: writes are then refused. */
const leastFreeBytes = 200e6;

function diskFact(file: string): Fact {
  const { bavail, bsize } = statfsSync(dirname(file));
  const freeBytes = bavail * bsize;
  const isLow = freeBytes < leastFreeBytes;
  return toFact('disk', `${toMegabytes(freeBytes)} free`, { freeBytes }, isLow ? 'wrong' : 'good');
}

function versionFact(database: DatabaseSync): Fact {
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  return toFact('version', version, version);
}

/** As the file's header says. https://www.sqlite.org/fileformat.html#file_format_version_numbers */
function journalFact(file: string): Fact {
  const header = Buffer.alloc(20);
  const descriptor = openSync(file, 'r');
  readSync(descriptor, header);
  closeSync(descriptor);
  const mode = header[18] === 2 ? 'wal' : 'rollback';
  const text = `journal mode ${mode}, every commit synced to the disk`;
  return toFact('journal', text, { mode }, mode === 'wal' ? 'good' : 'wrong');
}

function integrityFact(database: DatabaseSync): Fact {
  const found = database
    .prepare('PRAGMA quick_check(5)')
    .all()
    .map((row) => String(Object.values(row)[0]));
  const isSound = found.length === 1 && found[0] === 'ok';
  const text = isSound ? 'no damage found (quick_check)' : `damaged: ${found.join('; ')}: restore a backup`;
  return toFact('integrity', text, isSound ? [] : found, isSound ? 'good' : 'wrong');
}

function messagesFact(database: DatabaseSync): Fact {
  const counts = database
    .prepare('SELECT count(*) AS messages, coalesce(sum(is_parked), 0) AS parked FROM outbox')
    .get();
  const { messages, parked } = counts as { messages: number; parked: number };
  return outboxFact('messages', { waiting: messages - parked, parked });
}

function sizesFact(database: DatabaseSync): Fact {
  const count = (table: string): number =>
    Number(Object.values(database.prepare(`SELECT count(*) FROM ${table}`).get() ?? {})[0]);
  const value = { resources: count('resource'), formerVersions: count('history'), freeSlots: count('agenda') };
  const [resources, former, free] = Object.values(value).map((one) => one.toLocaleString('en'));
  return toFact('sizes', `${resources} resources, ${former} former versions, ${free} free slots to be found`, value);
}
