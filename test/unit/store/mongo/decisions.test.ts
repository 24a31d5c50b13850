/** How often a write is decided: once, and once more for each round of reading what it did not tell beforehand. */
import type { BundleEntry } from '@medplum/fhirtypes';
import { projectSlot } from '../../../../src/agenda/render/slot.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { november, now, place, schedule, slot } from '../../../support/agenda-data.ts';
import {
  appointment,
  appointmentSystem,
  bookableAgenda,
  inSlots,
  quarters,
  withPractitioner,
} from '../../../support/booking-data.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../../../support/mongo/mongo-server.ts';
import {
  openWritingServer,
  patch,
  post,
  put,
  remove,
  responsesOf,
  type WritingServer,
} from '../../../support/writing-server.ts';

const evening = november('23T17:00');
const identified = (value: string): string => `identifier=https://agenda.example.fr/place|${value}`;
const conditionalPut = (id: string): BundleEntry => ({
  resource: place(id, { name: 'x' }),
  request: { method: 'PUT', url: `Location?${identified(id)}` },
});

/** Writes of all kinds, which do not meet. */
const writes = {
  'a slot that is new': put(slot('n1', 'alice', evening)),
  'a slot without id': post(slot('', 'bruno', evening)),
  'a slot that is there': put(slot('a1', 'alice', november('23T09:00'), { comment: 'x' })),
  'a patch': patch('Slot/a2', [{ op: 'replace', path: '/status', value: 'busy' }]),
  'a deletion': remove('Slot/a3'),
  'a schedule that refers to two': put(schedule('n', ['Practitioner/alice', 'PractitionerRole/alice'])),
  'a conditional reference': put(schedule('by-condition', [`Location?${identified('sos-1')}`])),
  'If-None-Exist that finds nothing': post(place(''), { ifNoneExist: identified('none') }),
  'If-None-Exist that finds one': post(place(''), { ifNoneExist: identified('free') }),
  'a conditional update that creates': conditionalPut('made'),
  'a conditional update that finds one': conditionalPut('sos-1'),
  'a booking': post(appointment('one', inSlots(...quarters('a', 'alice', 4).slice(3)))),
  'a booking with If-None-Exist': post(
    appointment('two', { ...inSlots(quarters('b', 'bruno', 1)[0]!), participant: [withPractitioner(2)] }),
    { ifNoneExist: `identifier=${appointmentSystem}|two` },
  ),
};

describeWithMongo('what is decided', () => {
  let server: WritingServer;
  let decisions: number;

  beforeEach(async () => {
    const store = await MongoResourceStore.open({ uri: await newDatabaseUri(), projectSlot, clock: () => now });
    const transact = store.transact.bind(store);
    store.transact = (unit) => {
      const decide: typeof unit.decide = (seen) => {
        decisions += 1;
        return unit.decide(seen);
      };
      return transact({ ...unit, decide });
    };
    server = await openWritingServer({ store, resources: [...bookableAgenda(), place('free')] });
    decisions = 0;
  });

  afterEach(() => server.close());

  afterAll(stopMongo);

  async function succeed(type: 'batch' | 'transaction', entries: readonly BundleEntry[]): Promise<void> {
    const responses = responsesOf(await server.sendBundle(type, entries));
    expect(responses).toHaveLength(entries.length);
    expect(responses.filter(({ status }) => !status?.startsWith('20'))).toEqual([]);
  }

  it.each(Object.entries(writes))('is decided once when it comes alone: %s', async (_, entry) => {
    await succeed('batch', [entry]);
    expect(decisions).toBe(1);
  });

  it.each(Object.entries(writes))('is decided once in a transaction: %s', async (_, entry) => {
    await succeed('transaction', [entry]);
    expect(decisions).toBe(1);
  });

  it('is decided once when it is a transaction of all of them', async () => {
    await succeed('transaction', Object.values(writes));
    expect(decisions).toBe(1);
  });

  it('is decided once when entries of a transaction refer to each other', async () => {
    const uuid = (digit: number) => `urn:uuid:00000000-0000-4000-8000-00000000000${digit}`;
    await succeed('transaction', [
      { fullUrl: uuid(1), ...post({ ...slot('', '', evening), schedule: { reference: uuid(2) } }) },
      { fullUrl: uuid(2), ...post(schedule('', ['Practitioner/alice', uuid(3)])) },
      { fullUrl: uuid(3), ...post(place('')) },
    ]);
    expect(decisions).toBe(1);
  });

  it('is decided once however many appointments a transaction books', async () => {
    const booked = quarters('a', 'alice', 6).map((one) => post(appointment(one.id!, inSlots(one))));
    await succeed('transaction', booked);
    expect(decisions).toBe(1);
  });

  it('is decided once when it replaces a day, of which somebody has a slot', async () => {
    await succeed('batch', [post(appointment('one'))]);
    decisions = 0;
    await succeed('transaction', [
      remove('Slot?schedule=Schedule/alice&start=ge2026-11-23&start=lt2026-11-24'),
      put(slot('a2', 'alice', november('23T09:15'), { comment: 'x' })),
      post(slot('', 'alice', evening)),
    ]);
    expect(decisions).toBe(1);
    expect(await server.statusOf('Slot/a1')).toBe('busy');
    expect((await server.send('GET', 'Slot/a3')).status).toBe(410);
  });

  it.each(['batch', 'transaction'] as const)(
    'is decided again to look for what refers to a resource that is to be deleted (%s)',
    async (type) => {
      await succeed(type, [remove('Location/free')]);
      expect(decisions).toBe(2);
    },
  );
});
