/** The reads of a batch or transaction: what they see, and how many are under way at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import type { Response } from 'supertest';
import { projectSlot } from '../../src/agenda/render/slot.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { now, place } from '../support/agenda-data.ts';
import { type SlowStore, slowed } from '../support/slow-store.ts';
import { until } from '../support/until.ts';
import { bodyOf, openWritingServer, put, remove, responsesOf, type WritingServer } from '../support/writing-server.ts';

const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);
const get = (url: string): BundleEntry => ({ request: { method: 'GET', url } });
const ask = (url: string, resource?: BundleEntry['resource']): BundleEntry => ({
  ...(resource ? { resource } : {}),
  request: { method: 'POST', url },
});
/** As many reads of one kind as there are places, each of one of them. */
type Reads = (n: number) => BundleEntry;
const byGet: Reads = (n) => get(`Location/p${n}`);

describe('the reads of a Bundle', () => {
  let slow: SlowStore;
  let server: WritingServer;

  beforeEach(async () => {
    slow = slowed(new SqliteResourceStore({ file: ':memory:', projectSlot, clock: () => now }));
    server = await openWritingServer({ store: slow.store, resources: numbers(20).map((n) => place(`p${n}`)) });
  });

  afterEach(() => server.close());

  const entriesOf = (answer: Response): readonly BundleEntry[] => bodyOf<Bundle>(answer).entry ?? [];

  const statusesOf = async (type: 'batch' | 'transaction', entries: readonly BundleEntry[]) =>
    responsesOf(await server.sendBundle(type, entries)).map(({ status }) => status);

  it.each<['batch' | 'transaction', string, Reads]>([
    ['batch', 'GET', byGet],
    ['transaction', 'GET', byGet],
    ['batch', 'a search by POST', (n) => ask(`Location/_search?_id=p${n}`)],
    ['batch', '$validate', (n) => ask('Location/$validate?mode=create', place(`p${n}`))],
    ['batch', '$validate of an instance', (n) => ask(`Location/p${n}/$validate?mode=delete`)],
    ['batch', 'all kinds', (n) => (n % 2 === 0 ? byGet(n) : ask(`Location/_search?_id=p${n}`))],
  ])('are answered eight at a time, each in its place whichever is first (%s: %s)', async (type, _, reads) => {
    let underWay = 0;
    let most = 0;
    let begun = 0;
    slow.onCall = async (method) => {
      // The writes of a transaction, of which there are none.
      if (type === 'transaction' && method === 'transact') return;
      underWay += 1;
      most = Math.max(most, underWay);
      const nth = ++begun;
      // None of the first eight ends before all of them have begun.
      if (nth <= 8) await until(() => most >= 8, { what: 'eight reads under way', withinMs: 20_000 });
      await sleep(10 * (nth % 3));
      underWay -= 1;
    };
    const answer = await server.sendBundle(type, numbers(20).map(reads));
    expect(most).toBe(8);
    slow.onCall = () => {};
    const alone = await Promise.all(numbers(20).map((n) => server.sendBundle('batch', [reads(n)])));
    expect(entriesOf(answer)).toEqual(alone.flatMap(entriesOf));
  });

  it('are by POST too what sees what was written before them', async () => {
    const search = ask('Location/_search?_id=n');
    const answer = await server.sendBundle('batch', [search, put(place('n')), search, remove('Location/n'), search]);
    const totals = entriesOf(answer).map(({ resource }) => (resource as Bundle | undefined)?.total);
    expect(totals).toEqual([0, undefined, 1, undefined, 0]);
  });

  it('see in a batch what was written before them, and nothing of what is written after', async () => {
    slow.onCall = async (method) => {
      if (method === 'read') await sleep(20);
    };
    const reads = numbers(9).map(() => get('Location/n'));
    const statuses = await statusesOf('batch', [...reads, put(place('n')), ...reads, remove('Location/n'), ...reads]);
    const each = (status: string) => reads.map(() => status);
    expect(statuses).toEqual([...each('404'), '201', ...each('200'), '204', ...each('410')]);
  });

  it('see in a transaction all that it wrote, wherever they stand', async () => {
    const read = get('Location/n');
    expect(await statusesOf('transaction', [read, put(place('n')), read])).toEqual(['200', '201', '200']);
  });

  it('keep no write of a batch from being committed together with those beside it', async () => {
    let submitted = 0;
    slow.onCall = async (method) => {
      if (method !== 'transact') return;
      submitted += 1;
      // Each is submitted while the others are under way.
      await until(() => submitted % 3 === 0, { what: 'three writes submitted together' });
    };
    const writes = numbers(3).map((n) => put(place(`n${n}`)));
    expect(await statusesOf('batch', [get('Location/p1'), ...writes, get('Location/n2')])).toEqual([
      '200',
      '201',
      '201',
      '201',
      '200',
    ]);
  });
});
