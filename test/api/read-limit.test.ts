/** The time that a read has, of the API and for the booking page, whatever the store does. */
import { setTimeout as sleep } from 'node:timers/promises';
import supertest from 'supertest';
import { projectSlot } from '../../src/agenda/render/slot.ts';
import { issue, OutcomeError } from '../../src/fhir/outcome.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { association, november, now, practice, rpps, siret, slot } from '../support/agenda-data.ts';
import { nationalRpps, nationalSiret, slotQuery, sosQuery } from '../support/guide-queries.ts';
import { type SlowStore, slowed } from '../support/slow-store.ts';
import { openWritingServer, post, refusalOf, responsesOf, type WritingServer } from '../support/writing-server.ts';

/** One call of the store takes less, two take more; many that are not slow take far less, on any machine. */
const readLimitMs = 700;
const delayMs = 450;

describe('a server whose store is slow', () => {
  let slow: SlowStore;
  let server: WritingServer;

  beforeEach(async () => {
    slow = slowed(new SqliteResourceStore({ file: ':memory:', projectSlot, clock: () => now }));
    server = await openWritingServer({
      store: slow.store,
      readLimitMs,
      resources: [...practice('a'), ...association('rennes', 1), slot('one', 'a', november('23T10:00'))],
    });
    slow.delayMs = delayMs;
  });

  // Reads that were given up may still be under way: what they get from a closed store is nobody's either.
  afterEach(async () => {
    slow.onCall = () => {};
    await server.close();
  });

  it.each([
    ['GET', slotQuery({ identifiers: nationalRpps(rpps(1)) })],
    ['GET', sosQuery({ identifiers: nationalSiret(siret(1)) })],
    ['GET', 'Slot?_id=one&_include=Slot:schedule&_include:iterate=Schedule:actor'],
    ['POST', 'Slot/_search?_id=one&_include=Slot:schedule'],
    ['GET', 'Appointment/$find?start=2026-11-23&end=2026-11-25&practitioner=Practitioner/a'],
  ] as const)('tells 503 where a read takes several of the store: %s %s', async (method, target) => {
    const answer = await server.send(method, target);
    expect(refusalOf(answer)).toBe('503 transient The base is too slow now: the answer was given up');
    expect(answer.headers['retry-after']).toBe('1');
  });

  it('gives a write, and its answer, the time that it takes', async () => {
    slow.delayMs = 2 * readLimitMs;
    const answer = await server.send('POST', 'Slot', slot('new', 'a', november('24T10:00')));
    expect(answer.status).toBe(201);
  });

  it('gives each entry of a batch a time of its own: a read that is too slow harms no write', async () => {
    const read = { request: { method: 'GET', url: 'Slot?_id=one&_include=Slot:schedule' } } as const;
    const answer = await server.sendBundle('batch', [post(slot('other', 'a', november('24T11:00'))), read]);
    expect(responsesOf(answer).map(({ status }) => status)).toEqual(['201', '503']);
  });

  it('does not mind what becomes of a read that it gave up: a failure then is nobody’s', async () => {
    const [answered, failed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let calls = 0;
    slow.onCall = async () => {
      calls += 1;
      if (calls === 1) return;
      await answered.promise;
      failed.resolve();
      throw new OutcomeError(issue('transient', 'The store cannot do this now'));
    };
    expect((await server.send('GET', 'Slot?_id=one&_include=Slot:schedule')).status).toBe(503);
    answered.resolve();
    await failed.promise;
    // Jest fails the test for a rejection that nobody handles.
    await sleep(20);
  });

  describe('by $find', () => {
    const days = Array.from({ length: 1100 }, (_, index) => index);
    const slotsFrom = (first: string) =>
      days.map((index) => slot(`${first}-${index}`, 'a', new Date(Date.parse(first) + index * 60_000).toISOString()));
    const find = 'Appointment/$find?start=2026-11-01&end=2026-11-30&practitioner=Practitioner/a';
    let searches: number;
    /** Those of the directory, and one of slots. */
    let least: number;

    beforeEach(async () => {
      slow.delayMs = 0;
      searches = 0;
      slow.onCall = (method) => {
        if (method === 'search') searches += 1;
      };
      await server.send('GET', find);
      least = searches;
      searches = 0;
    });

    it('reads no slot that is past', async () => {
      await server.put(...slotsFrom('2026-11-02T08:00:00Z'));
      expect((await server.send('GET', find)).status).toBe(200);
      expect(searches).toBe(least);
    });

    it('reads no further slots once it was given up', async () => {
      await server.put(...slotsFrom('2026-11-24T08:00:00Z'));
      const [givenUp, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      slow.onCall = async (method) => {
        if (method !== 'search') return;
        searches += 1;
        // The first page of slots: one more is to follow.
        if (searches < least) return;
        reached.resolve();
        await givenUp.promise;
      };
      expect((await server.send('GET', find)).status).toBe(503);
      await reached.promise;
      givenUp.resolve();
      await sleep(50);
      expect(searches).toBe(least);
    });
  });

  describe('on the booking page', () => {
    const rdv = '0d0f6c1c-7a0e-4a5c-8a44-2b6f3d1e9a01';
    const open = (target: string) => supertest(server.app).get(target);
    const submit = () => supertest(server.app).post('/rdv').type('form').send({ slot: 'one', rdv });

    it.each([
      ['a slot is shown', () => open('/rdv?slot=one')],
      ['an appointment is shown', () => open(`/rdv/${rdv}`)],
      ['a slot is booked', submit],
    ])('says in French to try again where several reads of the store are too slow: %s', async (_, ask) => {
      slow.delayMs = 0;
      await submit().expect(303);
      slow.delayMs = delayMs;
      const page = await ask()
        .expect(503)
        .expect('Retry-After', '1')
        .expect('Content-Type', /^text\/html/);
      expect(page.text).toContain('<h1>Service momentanément indisponible</h1>');
      expect(page.text).toContain('Réessayez dans un instant.');
    });

    it('books nothing where the slot could not be read in time', async () => {
      await submit().expect(503);
      slow.delayMs = 0;
      expect(await server.statusOf('Slot/one')).toBe('free');
    });

    it('gives a booking the time that it takes', async () => {
      slow.delayMs = 0;
      slow.onCall = async (method) => {
        if (method === 'transact') await sleep(2 * readLimitMs);
      };
      await submit().expect(303);
    });
  });
});
