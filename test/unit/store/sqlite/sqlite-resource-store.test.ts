import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SqliteResourceStore, type SqliteStoreOptions } from '../../../../src/store/sqlite/sqlite-resource-store.ts';
import { countUpIn } from '../../../support/count-up.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { minute, nine, slot } from '../../../support/resources.ts';
import { find, put, searchOf } from '../../../support/store-access.ts';

let folder: string;
let file: string;
const opened: SqliteResourceStore[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sas-store-'));
  file = join(folder, 'agenda.db');
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

function open(options: Partial<SqliteStoreOptions> = {}): SqliteResourceStore {
  const store = new SqliteResourceStore({ file, projectSlot, clock: () => nine, ...options });
  opened.push(store);
  return store;
}

const many = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => slot(`${prefix}-${n}`, 'x', { start: nine + n * minute }));

describe('a store of several processes', () => {
  it('loses no change when three of them write the same resource at once', async () => {
    const store = open();
    const run = promisify(execFile);
    const script = join(import.meta.dirname, '../../../support/count-up.ts');
    const count = async () => {
      const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', script, file, '60']);
      return JSON.parse(stdout) as number[];
    };
    const numbers = await Promise.all([count(), count(), countUpIn(store, 60)]);
    expect(numbers.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 180 }, (_, n) => n + 1));
    expect(await store.read({ type: 'Practitioner', id: 'counter' })).toMatchObject({ versionId: 180 });
    expect(await find(store, 'Practitioner?family=180')).toEqual(['counter']);
    expect((await store.history({ type: 'Practitioner', id: 'counter', count: 1 })).total).toBe(180);
  });

  it('shows to each what the others wrote, in searches too, and uses terms that the others made', async () => {
    const [first, second] = [open(), open()];
    await put(first, slot('a', 'x'));
    await put(second, slot('b', 'x'));
    await put(first, slot('c', 'x', { status: 'busy' }));
    await put(second, slot('d', 'x', { status: 'busy' }));
    for (const store of [first, second]) {
      expect(await find(store, 'Slot?status=free')).toEqual(['a', 'b']);
      expect(await find(store, 'Slot?status=busy')).toEqual(['c', 'd']);
    }
  });

  it('never goes back in time, whichever of their clocks is behind', async () => {
    const [ahead, behind] = [open({ clock: () => nine + 60_000 }), open()];
    await put(ahead, slot('a', 'x'));
    const [written] = await put(behind, slot('b', 'x'));
    expect(written?.lastUpdated).toBe(nine + 60_000);
  });

  it('waits for another program to end its write, and reads meanwhile', async () => {
    const store = open();
    await put(store, slot('a', 'x'));
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const writes = Promise.all([put(store, slot('b', 'x')), put(store, slot('c', 'x')), store.purgeSlots(0)]);
    await delay(50);
    expect(await find(store, 'Slot?')).toEqual(['a']);
    other.exec('COMMIT');
    other.close();
    await writes;
    expect(await find(store, 'Slot?')).toEqual(['a', 'b', 'c']);
  });

  it('refuses what waits too long for it, and goes on when it has ended', async () => {
    const store = open({ patienceMs: 100 });
    await put(store, slot('a', 'x'));
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const writes = [put(store, slot('b', 'x')), put(store, slot('c', 'x')), store.purgeSlots(0)];
    const settled = await Promise.allSettled(writes);
    other.close();
    for (const one of settled) {
      expect(one).toMatchObject({ status: 'rejected', reason: { status: 503, issues: [{ code: 'lock-error' }] } });
    }
    expect(await find(store, 'Slot?')).toEqual(['a']);
    await put(store, slot('b', 'x'));
    expect(await find(store, 'Slot?')).toEqual(['a', 'b']);
  });

  it('lets what came later wait on when the first has waited too long', async () => {
    const store = open({ patienceMs: 400 });
    await put(store, slot('a', 'x'));
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const early = put(store, slot('b', 'x'));
    await delay(300);
    const late = put(store, slot('c', 'x'));
    await expect(early).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    other.close();
    await late;
    expect(await find(store, 'Slot?')).toEqual(['a', 'c']);
  });

  it('carries out what waits when it is closed, once the other has ended', async () => {
    const store = open();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const written = put(store, slot('a', 'x'));
    const closed = store.close();
    await delay(30);
    other.close();
    await closed;
    expect(await written).toMatchObject([{ id: 'a' }]);
    expect(await find(open(), 'Slot?')).toEqual(['a']);
  });
});

describe('a store that is opened again', () => {
  it('has everything that was acknowledged', async () => {
    const store = open();
    await put(store, ...many('s', 50));
    await store.close();
    const again = open();
    expect(await again.count('Slot', [])).toBe(50);
    expect(await again.isEmpty()).toBe(false);
    expect(await put(again, slot('s-0', 'x'))).toMatchObject([{ versionId: 2 }]);
  });
});

describe('a full disk', () => {
  const maxPages = 120;

  it('refuses with no-store, writes nothing by half, and goes on reading', async () => {
    const store = open({ maxPages });
    let acknowledged = 0;
    const fill = async (): Promise<unknown> => {
      for (;;) {
        const group = Array.from({ length: 4 }, (_, n) => put(store, ...many(`${acknowledged}-${n}`, 20)));
        const settled = await Promise.allSettled(group);
        acknowledged += settled.filter(({ status }) => status === 'fulfilled').length;
        const refused = settled.find((one) => one.status === 'rejected');
        if (refused) return refused.reason;
      }
    };
    expect(await fill()).toMatchObject({ name: 'OutcomeError', status: 507, message: expect.stringContaining('full') });
    expect(acknowledged).toBeGreaterThan(0);
    expect(await store.count('Slot', [])).toBe(acknowledged * 20);
    expect(await store.count('Slot', searchOf('Slot?status=free').criteria)).toBe(acknowledged * 20);
    expect((await store.history({ count: 1 })).total).toBe(acknowledged * 20);
    await expect(store.check()).resolves.toBeUndefined();
    await store.close();

    const roomy = open();
    await put(roomy, ...many('later', 20));
    expect(await roomy.count('Slot', [])).toBe((acknowledged + 1) * 20);
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
    database.close();
  });
});
