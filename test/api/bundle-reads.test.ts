/** The reads of a batch or transaction: what they see, and how many are under way at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { BundleEntry } from '@medplum/fhirtypes';
import { projectSlot } from '../../src/agenda/render/slot.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { now, place } from '../support/agenda-data.ts';
import { type SlowStore, slowed } from '../support/slow-store.ts';
import { openWritingServer, put, remove, responsesOf, type WritingServer } from '../support/writing-server.ts';

const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);
const get = (url: string): BundleEntry => ({ request: { method: 'GET', url } });

describe('the reads of a Bundle', () => {
  let slow: SlowStore;
  let server: WritingServer;

  beforeEach(async () => {
    slow = slowed(new SqliteResourceStore({ file: ':memory:', projectSlot, clock: () => now }));
    server = await openWritingServer({ store: slow.store, resources: numbers(20).map((n) => place(`p${n}`)) });
  });

  afterEach(() => server.close());

  const statusesOf = async (type: 'batch' | 'transaction', entries: readonly BundleEntry[]) =>
    responsesOf(await server.sendBundle(type, entries)).map(({ status }) => status);

  it.each(['batch', 'transaction'] as const)(
    'are answered eight at a time, each in its place whichever is first (%s)',
    async (type) => {
      let underWay = 0;
      let most = 0;
      slow.onCall = async () => {
        underWay += 1;
        most = Math.max(most, underWay);
        await sleep(10 * (underWay % 3));
        underWay -= 1;
      };
      const answer = await server.sendBundle(
        type,
        numbers(20).map((n) => get(`Location/p${n}`)),
      );
      const ids = JSON.parse(answer.text).entry.map(({ resource }: { resource: { id: string } }) => resource.id);
      expect(ids).toEqual(numbers(20).map((n) => `p${n}`));
      expect(most).toBe(8);
    },
  );

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
      while (submitted % 3 !== 0) await sleep(1);
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
