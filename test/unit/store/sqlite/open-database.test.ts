import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../../../src/store/sqlite/open-database.ts';
import { migrations } from '../../../../src/store/sqlite/schema.ts';
import { StoreNotUsable } from '../../../../src/store/store-not-usable.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sas-database-'));
  file = join(folder, 'agenda.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

const versionOf = (database: DatabaseSync) => database.prepare('PRAGMA user_version').get()?.user_version;

const tablesOf = (database: DatabaseSync) =>
  database
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
    .all()
    .map(({ name }) => name);

/** A database of this program, closed, with some rows in it. */
function makeDatabase(): void {
  const database = openDatabase(file, migrations);
  const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000)';
  database.exec(`${numbers} INSERT INTO claim (slot, holder) SELECT i, 'Appointment/1' FROM n`);
  database.close();
}

/** The sentence with which opening refuses: it names the file, and is one line ending in a full stop. */
function refusalOf(open: () => DatabaseSync): string {
  try {
    open().close();
  } catch (error) {
    expect(error).toBeInstanceOf(StoreNotUsable);
    const { message } = error as Error;
    expect(message).toMatch(/^The database [^\n]*[^.]\.$/);
    expect(message).toContain(file);
    return message.replace(file, '<file>');
  }
  throw new Error('the database was opened');
}

describe('a database file', () => {
  it('is made, with its folder and every table', () => {
    file = join(folder, 'a', 'b', 'agenda.db');
    const database = openDatabase(file, migrations);
    expect(versionOf(database)).toBe(migrations.length);
    expect(tablesOf(database)).toEqual(expect.arrayContaining(['resource', 'history', 'claim', 'outbox']));
    database.close();
  });

  it('keeps its contents when it is opened again, in WAL mode and synced at every commit', () => {
    makeDatabase();
    const database = openDatabase(file, migrations);
    expect(database.prepare('SELECT count(*) AS n FROM claim').get()?.n).toBe(20_000);
    expect(database.prepare('PRAGMA journal_mode').get()?.journal_mode).toBe('wal');
    expect(database.prepare('PRAGMA synchronous').get()?.synchronous).toBe(2);
    database.close();
  });

  it('of an older version is brought up to date and keeps what it holds', () => {
    const old = openDatabase(file, migrations.slice(0, 1));
    expect(versionOf(old)).toBe(1);
    expect(tablesOf(old)).not.toContain('claim');
    old.exec(`INSERT INTO resource (type, id, version, at, seq, method) VALUES ('Slot', 'a', 1, 0, 1, 'DELETE')`);
    old.close();
    const database = openDatabase(file, migrations);
    expect(versionOf(database)).toBe(migrations.length);
    expect(tablesOf(database)).toContain('claim');
    expect(database.prepare('SELECT id FROM resource').get()?.id).toBe('a');
    database.close();
  });

  it('whose lines were named by appointment gets them by identifier, and forgets nothing that was sent', () => {
    const old = openDatabase(file, migrations.slice(0, 3));
    const named = (value: string) => JSON.stringify({ identifier: [{ system: 'urn:a', value }], status: 'booked' });
    const keep = old.prepare(
      `INSERT INTO resource (type, id, version, at, seq, method, json) VALUES (?, ?, 2, 0, ?, 'PUT', ?)`,
    );
    keep.run('Appointment', '1', 1, named('new'));
    keep.run('Appointment', '2', 2, null);
    keep.run('Slot', '1', 3, named('slot'));
    const past = old.prepare(`INSERT INTO history VALUES ('Appointment', ?, 1, 0, 0, 'POST', ?)`);
    past.run('1', named('old'));
    past.run('2', named('gone'));
    const line = old.prepare('INSERT INTO outbox_line (destination, subject, fence, due) VALUES (?, ?, ?, ?)');
    line.run('platform', 'Appointment/1', 3, 5);
    line.run('platform', 'Appointment/2', 2, null);
    line.run('agenda', 'Appointment/1', 1, null);
    const message = old.prepare(
      `INSERT INTO outbox (destination, subject, body, at, is_parked) VALUES ('platform', 'Appointment/1', ?, 0, ?)`,
    );
    message.run(named('old'), 1);
    message.run(named('new'), 0);
    old.close();

    const database = openDatabase(file, migrations);
    const lines = database.prepare('SELECT destination, subject, fence, due FROM outbox_line ORDER BY 1, 2').all();
    expect(lines.map((row) => Object.values(row))).toEqual([
      ['agenda', 'Appointment/1', 1, null],
      ['platform', 'urn:a|gone', 2, null],
      ['platform', 'urn:a|new', 3, 0],
      ['platform', 'urn:a|old', 3, null],
    ]);
    const messages = database.prepare(`SELECT subject, body ->> '$.id' AS id FROM outbox ORDER BY seq`).all();
    expect(messages.map((row) => Object.values(row))).toEqual([
      ['urn:a|old', '1'],
      ['urn:a|new', '1'],
    ]);
    database.close();
  });

  it('of before claims told of vendors keeps its claims, none of them overruled', () => {
    const old = openDatabase(file, migrations.slice(0, 4));
    old.exec(`INSERT INTO claim (slot, holder) VALUES ('s1', 'Appointment/1')`);
    old.close();
    const database = openDatabase(file, migrations);
    expect(
      database
        .prepare('SELECT slot, holder, is_overruled FROM claim')
        .all()
        .map(({ ...row }) => row),
    ).toEqual([{ slot: 's1', holder: 'Appointment/1', is_overruled: 0 }]);
    database.close();
  });

  it('stays at its version when a step of the migration fails', () => {
    openDatabase(file, migrations).close();
    const steps = [...migrations, 'CREATE TABLE later (x)', 'CREATE TABLE nonsense ('];
    expect(refusalOf(() => openDatabase(file, steps))).toContain('incomplete input');
    const database = openDatabase(file, migrations);
    expect(versionOf(database)).toBe(migrations.length);
    expect(tablesOf(database)).not.toContain('later');
    database.close();
  });

  it('of a newer version is refused and left as it is', () => {
    makeDatabase();
    const newer = new DatabaseSync(file);
    newer.exec(`PRAGMA user_version = ${migrations.length + 1}`);
    newer.close();
    expect(refusalOf(() => openDatabase(file, migrations))).toBe(
      `The database <file> has schema version ${migrations.length + 1}, this program's is ${migrations.length}: use a newer sas-interop.`,
    );
    const again = new DatabaseSync(file);
    expect(versionOf(again)).toBe(migrations.length + 1);
    again.close();
  });
});

describe('a database that cannot be used is refused in one sentence', () => {
  it('when its file is none of SQLite', () => {
    writeFileSync(file, 'Bonjour. '.repeat(1000));
    expect(refusalOf(() => openDatabase(file, migrations))).toBe(
      'The database <file> cannot be used: the file is no SQLite database, or it is damaged: restore a backup.',
    );
    expect(readFileSync(file, 'utf8')).toBe('Bonjour. '.repeat(1000));
  });

  it('when its file was cut short', () => {
    makeDatabase();
    truncateSync(file, 20_000);
    expect(refusalOf(() => openDatabase(file, migrations))).toBe(
      'The database <file> cannot be used: the file is damaged: restore a backup.',
    );
  });

  it('when the list of its tables is damaged', () => {
    makeDatabase();
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0x5a, 100, 8192));
    expect(refusalOf(() => openDatabase(file, migrations))).toBe(
      'The database <file> cannot be used: the file is damaged: restore a backup.',
    );
  });

  it('when another program keeps it locked', () => {
    makeDatabase();
    const other = new DatabaseSync(file);
    other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    expect(refusalOf(() => openDatabase(file, migrations, 50))).toBe(
      'The database <file> cannot be used: another program keeps it locked.',
    );
    other.close();
    openDatabase(file, migrations).close();
  });

  it('when another program writes in it and does not end', () => {
    makeDatabase();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    expect(refusalOf(() => openDatabase(file, migrations, 50))).toContain('another program keeps it locked');
    other.close();
  });

  it('when a folder stands in its place', () => {
    mkdirSync(file);
    expect(refusalOf(() => openDatabase(file, migrations))).toBe(
      'The database <file> cannot be used: it cannot be opened or created: check its folder and the rights on it.',
    );
  });

  it('when a file stands where its folder should be', () => {
    const place = join(folder, 'place');
    writeFileSync(place, '');
    for (const below of ['agenda.db', join('further', 'agenda.db')]) {
      file = join(place, below);
      expect(refusalOf(() => openDatabase(file, migrations))).toBe(
        'The database <file> cannot be used: what should be its folder is a file.',
      );
    }
  });

  (existsSync('/proc/self/fd') ? it : it.skip)('where no folder can be made (seen on Linux only)', () => {
    file = '/proc/sas-interop/agenda.db';
    expect(refusalOf(() => openDatabase(file, migrations))).toMatch(/^The database <file> cannot be used: ENOENT/);
  });

  (existsSync('/proc/self/fd') ? it : it.skip)('leaving nothing open behind it (seen on Linux)', () => {
    makeDatabase();
    const damaged = join(folder, 'damaged.db');
    copyFileSync(file, damaged);
    truncateSync(damaged, 20_000);
    file = damaged;
    const openFiles = () => readdirSync('/proc/self/fd').length;
    refusalOf(() => openDatabase(file, migrations));
    const before = openFiles();
    for (let time = 0; time < 5; time++) refusalOf(() => openDatabase(file, migrations));
    expect(openFiles()).toBeLessThanOrEqual(before);
  });
});
