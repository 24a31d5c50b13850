/** What a live appointment has, no write takes from it: every way to write is tried. */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { november, slot } from '../support/agenda-data.ts';
import { baseUrl } from '../support/agenda-server.ts';
import { appointment, bookableAgenda, inSlots, quarters } from '../support/booking-data.ts';
import {
  bodyOf,
  openWritingServer,
  patch,
  put,
  refusalOf,
  remove,
  responsesOf,
  type WritingServer,
} from '../support/writing-server.ts';

let server: WritingServer;
let booked: Appointment;
let claimed: Slot;

beforeEach(async () => {
  server = await openWritingServer({ resources: bookableAgenda() });
  booked = bodyOf<Appointment>(await server.send('POST', 'Appointment', appointment('one')));
  claimed = await server.read<Slot>('Slot/a1');
});
afterEach(() => server.close());

const holder = () => `Appointment/${booked.id} has it`;

const changes: [string, Partial<Slot>][] = [
  ['freed', { status: 'free' }],
  ['freed', { status: 'entered-in-error' }],
  ['moved', { start: november('23T10:00'), end: november('23T10:15') }],
  ['moved', { end: november('23T09:20') }],
  ['moved', { schedule: { reference: 'Schedule/bruno' } }],
];

describe('a slot that a live appointment has', () => {
  it.each(changes)('cannot be %s by PUT (%j)', async (change, overrides) => {
    const answer = await server.send('PUT', 'Slot/a1', { ...claimed, ...overrides });
    expect(refusalOf(answer)).toBe(`409 conflict Slot/a1 cannot be ${change}: ${holder()}`);
    expect(await server.statusOf('Slot/a1')).toBe('busy');
  });

  it.each(changes)('cannot be %s by PATCH (%j)', async (change, overrides) => {
    const operations = Object.entries(overrides).map(([name, value]) => ({ op: 'add', path: `/${name}`, value }));
    expect(refusalOf(await server.send('PATCH', 'Slot/a1', operations))).toMatch(
      `409 conflict Slot/a1 cannot be ${change}`,
    );
  });

  it.each(changes)('cannot be %s in a batch (%j)', async (_, overrides) => {
    const [entry] = responsesOf(await server.sendBundle('batch', [put({ ...claimed, ...overrides })]));
    expect(entry?.status).toBe('409');
    expect(await server.statusOf('Slot/a1')).toBe('busy');
  });

  it.each(changes)('cannot be %s in a transaction (%j), and nothing of that is written', async (change, overrides) => {
    const free = await server.read<Slot>('Slot/a2');
    const answer = await server.sendBundle('transaction', [
      put({ ...free, comment: 'https://other.example.fr?a=1' }),
      put({ ...claimed, ...overrides }),
    ]);
    expect(refusalOf(answer)).toBe(`409 conflict Bundle.entry[1]: Slot/a1 cannot be ${change}: ${holder()}`);
    expect((await server.read<Slot>('Slot/a2')).meta?.versionId).toBe('1');
  });

  it('cannot be deleted, in whatever way', async () => {
    expect(refusalOf(await server.send('DELETE', 'Slot/a1'))).toBe(
      `409 conflict Slot/a1 cannot be deleted: ${holder()}`,
    );
    expect(responsesOf(await server.sendBundle('batch', [remove('Slot/a1')]))[0]?.status).toBe('409');
    expect(refusalOf(await server.sendBundle('transaction', [remove('Slot/a1')]))).toMatch(/^409 conflict/);
    expect(await server.statusOf('Slot/a1')).toBe('busy');
  });

  it('cannot be freed by a patch in a transaction', async () => {
    const operations = [{ op: 'replace', path: '/status', value: 'free' }];
    expect(refusalOf(await server.sendBundle('transaction', [patch('Slot/a1', operations)]))).toMatch(/^409 conflict/);
  });

  it('keeps its place whatever the offset in which that is written', async () => {
    const sameInstant = { ...claimed, start: '2026-11-23T08:00:00Z', end: '2026-11-23T08:15:00Z' };
    expect((await server.send('PUT', 'Slot/a1', sameInstant)).status).toBe(200);
  });

  it('may otherwise be changed by its vendor', async () => {
    const changed = { ...claimed, status: 'busy-unavailable', comment: 'https://agenda.example.fr/rdv?slot=1' };
    expect((await server.send('PUT', 'Slot/a1', changed)).status).toBe(200);
  });

  it.each(['fulfilled', 'noshow', 'cancelled'] as const)('is its vendor’s again once that is %s', async (status) => {
    await server.send('PUT', `Appointment/${booked.id}`, { ...booked, status });
    expect((await server.send('DELETE', 'Slot/a1')).status).toBe(204);
  });

  it('is held while the appointment is pending too', async () => {
    await server.send(
      'POST',
      'Appointment',
      appointment('two', { ...inSlots(quarters('a', 'alice', 2)[1]!), status: 'pending' }),
    );
    const tentative = await server.read<Slot>('Slot/a2');
    expect((await server.send('PUT', 'Slot/a2', { ...tentative, status: 'free' })).status).toBe(409);
  });
});

describe('a slot that nobody has', () => {
  it('is set busy or free by its vendor at will', async () => {
    const free = await server.read<Slot>('Slot/a2');
    for (const status of ['busy', 'free', 'busy-tentative', 'busy-unavailable', 'entered-in-error', 'free'] as const) {
      expect((await server.send('PUT', 'Slot/a2', { ...free, status })).status).toBe(200);
      expect(await server.statusOf('Slot/a2')).toBe(status);
    }
  });
});

describe('a live appointment', () => {
  it('is not deleted: cancel it', async () => {
    expect(refusalOf(await server.send('DELETE', `Appointment/${booked.id}`))).toBe(
      `409 conflict Appointment/${booked.id} is booked: cancel it (status cancelled) instead of deleting it`,
    );
    await server.send('PUT', `Appointment/${booked.id}`, { ...booked, status: 'cancelled' });
    expect((await server.send('DELETE', `Appointment/${booked.id}`)).status).toBe(204);
  });
});

describe('a replaced day', () => {
  const clear = remove('Slot?schedule=Schedule/alice&start=ge2026-11-23&start=lt2026-11-24');
  const fresh = (id: string, time: string, overrides: Partial<Slot> = {}) =>
    put(slot(id, 'alice', november(time), overrides));
  const slotsOfAlice = async () => {
    const bundle = await server.search('Slot?schedule=Schedule/alice&_sort=start&_count=100');
    return (bundle.entry ?? []).map(({ resource }) => resource?.id);
  };

  it('goes in one call, keeps a booked slot and reports it', async () => {
    const answer = await server.sendBundle('transaction', [clear, fresh('n1', '23T14:00'), fresh('n2', '23T14:15')]);
    expect(answer.status).toBe(200);
    const [cleared, ...written] = responsesOf(answer);
    expect(written.map(({ status }) => status)).toEqual(['201', '201']);
    expect(cleared?.outcome).toMatchObject({
      issue: [
        { severity: 'warning', code: 'conflict', diagnostics: `Slot/a1 is kept: ${holder()}`, expression: ['Slot/a1'] },
      ],
    });
    expect(await slotsOfAlice()).toEqual(['a1', 'n1', 'n2']);
  });

  it('may name its schedule by a URL of this server', async () => {
    const url = `Slot?schedule=${baseUrl}/Schedule/alice&start=ge2026-11-23&start=lt2026-11-24`;
    expect((await server.sendBundle('transaction', [remove(url)])).status).toBe(200);
    expect(await slotsOfAlice()).toEqual(['a1']);
  });

  it('leaves out a new slot that would take the time of a kept one', async () => {
    const answer = await server.sendBundle('transaction', [clear, fresh('n1', '23T09:05'), fresh('n2', '23T09:15')]);
    const [, overlapping, beside] = responsesOf(answer);
    expect(overlapping).toMatchObject({
      status: '200',
      outcome: { issue: [{ severity: 'warning', code: 'conflict' }] },
    });
    expect(overlapping?.location).toBeUndefined();
    expect(beside?.status).toBe('201');
    expect(await slotsOfAlice()).toEqual(['a1', 'n2']);
  });

  it('keeps a booked slot as it is when it comes again as another, and says so', async () => {
    const answer = await server.sendBundle('transaction', [clear, fresh('a1', '23T11:00'), fresh('a2', '23T09:15')]);
    const [, again] = responsesOf(answer);
    expect(again).toMatchObject({ outcome: { issue: [{ severity: 'warning' }] } });
    expect(await server.read<Slot>('Slot/a1')).toEqual(claimed);
    expect(await slotsOfAlice()).toEqual(['a1', 'a2']);
  });

  it('writes a slot of the same id anew, its history kept', async () => {
    await server.sendBundle('transaction', [clear, fresh('a2', '23T15:00')]);
    expect((await server.read<Slot>('Slot/a2')).meta?.versionId).toBe('2');
  });

  it('leaves the slots of another agenda and of another day alone', async () => {
    await server.put(slot('tomorrow', 'alice', november('24T09:00')));
    await server.sendBundle('transaction', [clear]);
    expect(await slotsOfAlice()).toEqual(['a1', 'tomorrow']);
    expect(await server.statusOf('Slot/b1')).toBe('free');
  });

  it("is no licence for another agenda's slots: those conflict as ever", async () => {
    const answer = await server.sendBundle('transaction', [
      remove('Slot?schedule=Schedule/bruno&start=ge2026-11-23&start=lt2026-11-24'),
      put({ ...claimed, status: 'free' }),
    ]);
    expect(refusalOf(answer)).toMatch(/^409 conflict Bundle.entry\[1\]/);
    expect(await server.statusOf('Slot/b1')).toBe('free');
  });

  it('frees a slot whose window is named twice once', async () => {
    await server.sendBundle('transaction', [
      clear,
      remove('Slot?schedule=alice&start=ge2026-11-23T09:00&start=le2026-11-23T12:00'),
    ]);
    const { versions } = await server.store.history({ type: 'Slot', id: 'a2', count: 10 });
    expect(versions).toHaveLength(2);
  });

  it.each([
    'Slot?schedule=Schedule/alice',
    'Slot?schedule=Schedule/alice&start=ge2026-11-23',
    'Slot?schedule=Schedule/alice&start=ge2026-11-24&start=lt2026-11-23',
    'Slot?schedule=Schedule/alice&start=ge2026-02-30&start=lt2026-11-23',
    'Slot?schedule=Schedule/alice&start=ge2026-11-23&start=lt2026-11-24&status=free',
  ])('is refused without a schedule and a whole window (%s)', async (url) => {
    expect(refusalOf(await server.sendBundle('transaction', [remove(url)]))).toMatch(/^400 value Bundle.entry\[0\]/);
  });

  it('is never half seen by a search', async () => {
    const days = [0, 1].map((day) => [
      clear,
      ...Array.from({ length: 40 }, (_, index) =>
        put(
          slot(
            `d${day}-${index}`,
            'alice',
            november(`23T${10 + Math.floor(index / 4)}:${['00', '15', '30', '45'][index % 4]}`),
          ),
        ),
      ),
    ]);
    let isReplacing = true;
    const seen = new Set<string>();
    const searching = (async () => {
      while (isReplacing) {
        const found = (await slotsOfAlice()).filter((id) => id?.startsWith('d'));
        seen.add(`${new Set(found.map((id) => id?.[1])).size} ${found.length}`);
      }
    })();
    for (let round = 0; round < 20; round++) await server.sendBundle('transaction', days[round % 2]!);
    isReplacing = false;
    await searching;
    expect([...seen].filter((one) => one !== '1 40' && one !== '0 0')).toEqual([]);
    expect(seen).toContain('1 40');
  });
});
