/** Opens the database file, brings its schema up to date, and tells in one sentence why that cannot be done. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { wrongSchema } from '../schema-version.ts';
import { StoreNotUsable } from '../store-not-usable.ts';
import { toStoreError } from './sqlite-error.ts';

/**
 * Every connection syncs each commit to disk (`synchronous=FULL`): what is acknowledged survives a crash of the machine.
 * Another process's write is waited for, `busyTimeoutMs` at most.
 * @throws StoreNotUsable when the file is damaged, locked, not writable or written by a newer version.
 */
export function openDatabase(file: string, migrations: readonly string[], busyTimeoutMs = 5000): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (file !== ':memory:') makeFolder(dirname(resolve(file)));
    database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    for (const pragma of pragmas) database.exec(`PRAGMA ${pragma}`);
    migrate(database, migrations, file);
    database.exec(`PRAGMA busy_timeout = ${blockingMs}`);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StoreNotUsable) throw error;
    const reason = toStoreError(error)?.reason ?? (error as Error).message;
    throw new StoreNotUsable(`The database ${file} cannot be used: ${reason}.`, { cause: error });
  }
}

/** Makes the folder and those above it. Node's own way (`recursive`) never returns where none can be made, as in `/proc`. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was first.
    if (!isFolder(folder)) throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Once open, SQLite's own waiting for others would hold up the whole process: it is kept short. */
const blockingMs = 10;

const pragmas = [
  'page_size = 8192',
  'journal_mode = WAL',
  'synchronous = FULL',
  // Often and little: a commit that has 64 MB to carry over holds searches up for a tenth of a second.
  'wal_autocheckpoint = 1000',
  'cache_size = -24576',
  'temp_store = MEMORY',
];

/** Writes the version even when it is the same: a file that is locked, or may only be read, shows itself at the start. */
function migrate(database: DatabaseSync, migrations: readonly string[], file: string): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = schemaVersionOf(database);
    if (version > migrations.length) throw wrongSchema(`The database ${file}`, version, migrations.length);
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    // In trouble SQLite may have ended it by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** How many migrations the file has had. */
export const schemaVersionOf = (database: DatabaseSync): number =>
  (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
