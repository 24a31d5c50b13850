/** `sas store check`, `sas store migrate`, `sas doctor`: what a base lacks and how it is, in words and for scripts. */
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startProxy } from '../../../scripts/mongo/proxy.ts';
import { openStore } from '../../../src/application/open-store.ts';
import { markIn } from '../../../src/store/mongo/copy-mark.ts';
import { connectTo } from '../../../src/store/mongo/open-database.ts';
import { makeMarkTable } from '../../../src/store/sqlite/copy-mark.ts';
import { unfinishedCopy } from '../../../src/store/store-contents.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../support/mongo/mongo-server.ts';
import { isStandIn } from '../../support/mongo/pretended-cluster.ts';
import { runSas } from '../../support/run-sas.ts';

// A setting of the tests: the program, which runs in this process, would warn that it is none of its own.
delete process.env.SAS_CHAOS;

const unendedCopy = /^wrong +copy +It holds an unfinished copy of there: run the same/m;

/** What each command tells of a copy that is not ended, and with which exit code; `sas` runs one. */
async function demandCopyIsTold(sas: typeof runSas, location: string): Promise<void> {
  const doctor = await sas('doctor');
  expect(doctor).toMatchObject({ code: 1, stdout: expect.stringMatching(unendedCopy) });
  const refused = `sas: ${unfinishedCopy(location, { source: 'there' })}\n`;
  for (const argv of [['check'], ['check', '--json'], ['migrate']]) {
    expect(await sas('store', ...argv)).toEqual({ code: 1, stdout: '', stderr: refused });
  }
}

describe('a base in a file', () => {
  let dataDir: string;
  let file: string;

  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'sas-store-cli-')), 'data');
    file = join(dataDir, 'sas.db');
  });
  afterEach(() => rmSync(join(dataDir, '..'), { recursive: true }));

  const run = (...argv: string[]) => runSas(...argv, '--data-dir', dataDir);

  it('that is not there yet is told, not made, by check; made by migrate', async () => {
    const { code, stdout, stderr } = await run('store', 'check');
    expect({ code, stdout }).toEqual({ code: 3, stdout: `make the database ${file}, schema version 5\n` });
    expect(stderr).toBe('sas: the base is not up to date: sas store migrate makes it so\n');
    expect(existsSync(dataDir)).toBe(false);
    expect(await run('doctor')).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no database') });
    expect(await run('store', 'migrate')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^done: make the/) });
    expect(await run('store', 'check')).toEqual({ code: 0, stdout: 'The base is up to date.\n', stderr: '' });
    expect((await run('store', 'migrate')).stdout).toBe('The base was up to date.\n');
  });

  it('is in the same folder for each command, padded as its name may be', async () => {
    const { stdout } = await runSas('store', 'check', '--data-dir', ` ${dataDir} `);
    expect(stdout).toBe(`make the database ${file}, schema version 5\n`);
  });

  it('that is a copy not ended yet is wrong for doctor, and no base yet for check and migrate', async () => {
    await run('store', 'migrate');
    const database = new DatabaseSync(file);
    database.exec(`${makeMarkTable}; INSERT INTO unfinished_copy VALUES ('there', 'run', 1)`);
    database.close();
    await demandCopyIsTold(run, `The database ${file}`);
  });

  it('of an older version is left as it is by check and doctor, and brought up to date by migrate', async () => {
    await run('store', 'migrate');
    const versionOf = () => {
      const database = new DatabaseSync(file);
      const { user_version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
      database.close();
      return user_version;
    };
    const old = new DatabaseSync(file);
    old.exec('ALTER TABLE claim DROP COLUMN is_overruled; PRAGMA user_version = 4');
    old.close();
    const asked = await run('store', 'check', '--json');
    expect(asked.code).toBe(3);
    expect(JSON.parse(asked.stdout)).toEqual({ pending: ['bring the schema from version 4 to 5'] });
    expect(await run('doctor')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^wrong +schema +version 4, this program's is 5: sas store migrate$/m),
      stderr: 'sas: something is wrong: schema\n',
    });
    expect(versionOf()).toBe(4);
    expect(JSON.parse((await run('store', 'migrate', '--json')).stdout)).toEqual({
      done: ['bring the schema from version 4 to 5'],
    });
    expect(versionOf()).toBe(5);
  });

  it('is looked at while a server works on it, and nothing is left beside it', async () => {
    const store = await openStore({ dataDir }, Date.now);
    const { code, stdout } = await run('doctor', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).facts).toMatchObject({
      store: { verdict: 'good', value: { kind: 'sqlite', file } },
      disk: { value: { freeBytes: expect.any(Number) } },
      journal: { value: { mode: 'wal' } },
      integrity: { verdict: 'good', value: [] },
      outbox: { value: { waiting: 0, parked: 0 } },
      sizes: { value: { resources: 0, formerVersions: 0, freeSlots: 0 } },
    });
    await store.close();
    expect((await run('doctor')).code).toBe(0);
    expect(readdirSync(dataDir)).toEqual(['sas.db']);
  });

  it('that is damaged, or no base, is told as such', async () => {
    const store = await openStore({ dataDir }, Date.now);
    await store.close();
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE large (x)');
    database.exec(
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 999) INSERT INTO large SELECT i FROM n',
    );
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    truncateSync(file, 200_000);
    const damaged = await run('doctor');
    expect(damaged.code).toBe(1);
    expect(damaged.stdout + damaged.stderr).toMatch(/damaged.*restore a backup/);
    writeFileSync(file, 'Bonjour. '.repeat(1000));
    for (const argv of [['doctor'], ['store', 'check'], ['store', 'migrate']]) {
      expect(await run(...argv)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^sas: The database .* cannot be used: the file is no SQLite database.*\.\n$/),
      });
    }
  });

  it.each([['store'], ['store', 'frobnicate'], ['store', 'check', 'x'], ['doctor', 'x']])(
    'exits 2 on a command line that is wrong: %j %j %j',
    async (...argv) => {
      expect((await runSas(...argv.filter(Boolean))).code).toBe(2);
    },
  );
});

describeWithMongo('a base in MongoDB', () => {
  let uri: string;
  const before = process.env.MONGODB_URI;

  beforeEach(async () => {
    uri = await newDatabaseUri();
    process.env.MONGODB_URI = uri;
  });

  afterAll(async () => {
    if (before === undefined) delete process.env.MONGODB_URI;
    else process.env.MONGODB_URI = before;
    await stopMongo();
  });

  /** Does something to the database as it is. */
  async function change(work: (database: Awaited<ReturnType<typeof connectTo>>['database']) => Promise<unknown>) {
    const { client, database } = await connectTo(uri);
    const result = await work(database);
    await client.close();
    return result;
  }

  it('that is new is told, not made, by check; made by migrate', async () => {
    expect(await runSas('store', 'check')).toMatchObject({
      code: 3,
      stdout: 'make the collections and their indexes\n',
    });
    expect(await change((database) => database.listCollections().toArray())).toEqual([]);
    expect((await runSas('store', 'migrate')).code).toBe(0);
    expect(await runSas('store', 'check')).toEqual({ code: 0, stdout: 'The base is up to date.\n', stderr: '' });
  });

  it('that lacks an index, or has one otherwise or too many, is told so and put right', async () => {
    await runSas('store', 'migrate');
    await change(async (database) => {
      await database.collection('versions').dropIndex('time');
      await database.collection('claims').dropIndex('holder');
      await database.collection('claims').createIndex({ expires: 1 }, { name: 'holder' });
      await database.collection('agenda').createIndex({ end: 1 }, { name: 'mine' });
    });
    const pending = ['make the index versions.time', 'make the index claims.holder anew: it is not as it should be'];
    expect(JSON.parse((await runSas('store', 'check', '--json')).stdout)).toEqual({ pending });
    const { code, stdout } = await runSas('doctor', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).facts.indexes).toMatchObject({
      verdict: 'wrong',
      value: { missing: ['versions.time'], different: ['claims.holder'], extra: ['agenda.mine'] },
    });
    expect(JSON.parse((await runSas('store', 'migrate', '--json')).stdout)).toEqual({ done: pending });
    const after = await runSas('doctor');
    expect(after.code).toBe(0);
    expect(after.stdout).toMatch(/^note +indexes .*extra: agenda\.mine$/m);
  });

  it('is looked at as a whole: topology, version, durability, clocks, log, sizes', async () => {
    const store = await openStore({ dataDir: '', mongodbUri: uri }, Date.now);
    const body = '{}';
    const changes = [{ kind: 'send', destination: 'platform', subject: 'a', body } as const];
    await store.transact({ sees: {}, decide: () => ({ changes, answer: () => undefined }) });
    await store.close();
    const { code, stdout } = await runSas('doctor', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).facts).toMatchObject({
      topology: { value: { kind: expect.stringMatching(/standalone|replica set|sharded cluster/) } },
      servers: { verdict: 'good' },
      version: { verdict: 'good', value: expect.stringMatching(/^\d+\.\d+/) },
      schema: { verdict: 'good' },
      'write-concern': { value: { w: 'majority', journal: true, readConcern: 'majority' } },
      clock: { verdict: 'good', value: { differenceMs: expect.any(Number) } },
      log: { verdict: 'good', value: { lastWrite: 1, notCarriedOut: 0 } },
      outbox: { value: { waiting: 1, parked: 0 } },
      sizes: { value: { lines: { documents: 1 } } },
    });
  });

  it('that is a copy not ended yet is wrong for doctor, and no base yet for check and migrate', async () => {
    await runSas('store', 'migrate');
    await change((database) => markIn(database).insertOne({ _id: 'copy', source: 'there', run: 'run', seq: 1 }));
    await demandCopyIsTold(runSas, 'The MongoDB database');
  });

  it('in which a server left something behind tells how much', async () => {
    await runSas('store', 'migrate');
    await change((database) =>
      database.collection<{ _id: number; effects: [] }>('log').insertOne({ _id: 0, effects: [] }),
    );
    expect((await runSas('doctor')).stdout).toMatch(/^note +log +last write 0; commits not carried out yet: 1,/m);
  });

  (isStandIn ? it : it.skip)('whose clock is far from ours is told as wrong', async () => {
    const proxy = await startProxy(uri);
    proxy.rewrite = (answer) =>
      'localTime' in answer ? { ...answer, localTime: new Date(Date.now() - 60_000) } : answer;
    process.env.MONGODB_URI = proxy.uri;
    await runSas('store', 'migrate');
    const { code, stdout } = await runSas('doctor');
    await proxy.close();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^wrong +clock +the database's clock is (5[5-9]|6[0-5])\d{3} ms behind this machine's/m);
  });

  it('that cannot be reached or used is told in one sentence by each command, without the password', async () => {
    process.env.MONGODB_URI = 'mongodb://sas:secret@127.0.0.1:1/sas?serverSelectionTimeoutMS=200';
    for (const argv of [['doctor'], ['store', 'check'], ['store', 'migrate'], ['serve', '--port', '0']]) {
      const { code, stdout, stderr } = await runSas(...argv);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toBe('sas: The MongoDB database cannot be used: no database server answers.\n');
    }
  });
});
