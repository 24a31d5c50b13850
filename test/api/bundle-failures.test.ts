/** Entries of a Bundle that fail while the others go on: what their answers tell, and what the log does. */
import { Writable } from 'node:stream';
import { buildLogger } from '../../src/log.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { diskFull, toStoreOutcome } from '../../src/store/store-error.ts';
import { now, place } from '../support/agenda-data.ts';
import { projectSlot } from '../support/project-slot.ts';
import { type SlowStore, slowed } from '../support/slow-store.ts';
import { openWritingServer, put, responsesOf, type WritingServer } from '../support/writing-server.ts';

const read = { request: { method: 'GET', url: 'Location/p' } } as const;

describe('an entry that fails', () => {
  let slow: SlowStore;
  let server: WritingServer;
  let logged: Record<string, unknown>[];

  beforeEach(async () => {
    logged = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        logged.push(JSON.parse(String(chunk)));
        done();
      },
    });
    slow = slowed(new SqliteResourceStore({ file: ':memory:', projectSlot, clock: () => now }));
    server = await openWritingServer({
      store: slow.store,
      resources: [place('p')],
      logger: buildLogger({ level: 'error', isPretty: false, destination }),
    });
  });

  afterEach(() => server.close());

  const failing = (failed: string, error: Error) => {
    slow.onCall = (method) => {
      if (method === failed) throw error;
    };
  };
  const full = toStoreOutcome(diskFull('the disk is full'));
  const bug = new TypeError('not a function');
  const linesOf = () => logged.map(({ level, requestId, entry, err }) => ({ level, requestId, entry, err }));
  const line = (entry: string, message: string) => ({
    level: 50,
    requestId: 'asked-so',
    entry,
    err: expect.objectContaining({ message, stack: expect.stringContaining(message) }),
  });
  const headers = { 'X-Request-Id': 'asked-so' };

  it('of a batch makes a line in the log, with the request id and the stack, and harms no other', async () => {
    failing('transact', full);
    const answer = await server.sendBundle('batch', [read, put(place('a')), put(place('b'))], headers);
    expect(responsesOf(answer).map(({ status }) => status)).toEqual(['200', '507', '507']);
    // The same trouble is told once.
    expect(linesOf()).toEqual([line('Bundle.entry[1]', 'The store cannot do this now: the disk is full')]);
  });

  it('that reads in a transaction makes one too', async () => {
    failing('read', full);
    const answer = await server.sendBundle('transaction', [put(place('a')), read], headers);
    expect(responsesOf(answer).map(({ status }) => status)).toEqual(['201', '507']);
    expect(linesOf()).toEqual([line('Bundle.entry[1]', 'The store cannot do this now: the disk is full')]);
  });

  it('by a bug is told with the request id and nothing else', async () => {
    failing('read', bug);
    const [response] = responsesOf(await server.sendBundle('batch', [read], headers));
    expect(response).toMatchObject({
      status: '500',
      outcome: { issue: [{ code: 'exception', diagnostics: expect.stringMatching(/^Internal error; .* asked-so$/) }] },
    });
    expect(linesOf()).toEqual([line('Bundle.entry[0]', 'not a function')]);
  });

  it('makes no line where it is refused: that is no error of the server', async () => {
    await server.sendBundle('batch', [{ request: { method: 'GET', url: 'Location/none' } }], headers);
    expect(logged).toEqual([]);
  });
});
