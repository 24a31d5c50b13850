/** What becomes of a booked appointment (SPEC §7): the status machine, moves, and the slots that follow. */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { november } from '../support/agenda-data.ts';
import {
  type AppointmentChanges,
  appointment,
  bookableAgenda,
  inSlots,
  quarters,
  withPractitioner,
} from '../support/booking-data.ts';
import {
  bodyOf,
  openWritingServer,
  post,
  put,
  refusalOf,
  remove,
  type WritingServer,
} from '../support/writing-server.ts';

let server: WritingServer;
const a = quarters('a', 'alice', 6);

beforeEach(async () => {
  server = await openWritingServer({ resources: bookableAgenda() });
});
afterEach(() => server.close());

async function book(value: string, overrides: AppointmentChanges = {}): Promise<Appointment> {
  const response = await server.send('POST', 'Appointment', appointment(value, overrides));
  expect(response.status).toBe(201);
  return bodyOf<Appointment>(response);
}

const change = (booked: Appointment, overrides: AppointmentChanges) =>
  server.send('PUT', `Appointment/${booked.id}`, { ...booked, ...overrides });
const setStatus = async (id: string, status: Slot['status']) => {
  const slot = await server.read<Slot>(`Slot/${id}`);
  expect((await server.send('PUT', `Slot/${id}`, { ...slot, status })).status).toBe(200);
};
const slotStatuses = async (...ids: string[]) => Promise.all(ids.map((id) => server.statusOf(`Slot/${id}`)));

describe('an appointment that changes its status', () => {
  it('becomes booked from pending, and its slots busy', async () => {
    const booked = await book('one', { status: 'pending' });
    expect((await change(booked, { status: 'booked' })).status).toBe(200);
    expect(await slotStatuses('a1')).toEqual(['busy']);
  });

  it.each(['pending', 'booked'] as const)('frees its slots when it is cancelled from %s', async (status) => {
    const booked = await book('one', { status, ...inSlots(a[0]!, a[1]!) });
    expect((await change(booked, { status: 'cancelled' })).status).toBe(200);
    expect(await slotStatuses('a1', 'a2')).toEqual(['free', 'free']);
  });

  it('frees by PATCH as by PUT', async () => {
    const { id } = await book('one');
    const patched = await server.send('PATCH', `Appointment/${id}`, [
      { op: 'replace', path: '/status', value: 'cancelled' },
    ]);
    expect(patched.status).toBe(200);
    expect(await slotStatuses('a1')).toEqual(['free']);
  });

  it('does not free a slot that has begun', async () => {
    const booked = await book('one');
    server.clock.ms = Date.parse(november('23T09:05'));
    expect((await change(booked, { status: 'cancelled' })).status).toBe(200);
    expect(await slotStatuses('a1')).toEqual(['busy']);
  });

  it.each(['fulfilled', 'noshow'] as const)('keeps its slots busy when it is %s', async (status) => {
    const booked = await book('one');
    expect((await change(booked, { status })).status).toBe(200);
    expect(await slotStatuses('a1')).toEqual(['busy']);
  });

  it('is fulfilled before its time as after: the clock says nothing', async () => {
    const booked = await book('one');
    expect((await change(booked, { status: 'fulfilled' })).status).toBe(200);
    expect((await change(booked, { status: 'noshow' })).status).toBe(200);
    expect((await change(booked, { status: 'fulfilled' })).status).toBe(200);
  });

  it('refuses a status that may not follow, and says which may', async () => {
    const booked = await book('one');
    await change(booked, { status: 'cancelled' });
    expect(refusalOf(await change(booked, { status: 'fulfilled' }))).toBe(
      '422 business-rule Appointment.status cannot go from cancelled to fulfilled; allowed: cancelled, booked',
    );
  });

  it('keeps a status with 200 and no new version when nothing changes', async () => {
    const booked = await book('one');
    const again = await change(booked, {});
    expect(again.status).toBe(200);
    expect(again.headers.etag).toBe('W/"1"');
    expect(again.headers.location).toMatch(/\/_history\/1$/);
  });

  it('is booked again after it was cancelled, when its slots are still free', async () => {
    const booked = await book('one');
    await change(booked, { status: 'cancelled' });
    expect((await change(booked, { status: 'booked' })).status).toBe(200);
    expect(await slotStatuses('a1')).toEqual(['busy']);
  });

  it('is not booked again when another has its slot, or when it is past', async () => {
    const booked = await book('one');
    await change(booked, { status: 'cancelled' });
    const other = await book('two');
    expect(refusalOf(await change(booked, { status: 'booked' }))).toMatch(/^409 conflict Slot\/a1/);
    await change(other, { status: 'cancelled' });
    server.clock.ms = Date.parse(november('23T09:05'));
    expect(refusalOf(await change(booked, { status: 'booked' }))).toMatch(/^422 business-rule Slot\/a1 has begun/);
  });

  it('leaves a slot as its vendor made it since: cancelling frees only what booking made busy', async () => {
    const booked = await book('one');
    const slot = await server.read<Slot>('Slot/a1');
    expect((await server.send('PUT', 'Slot/a1', { ...slot, status: 'busy-unavailable' })).status).toBe(200);
    await change(booked, { status: 'cancelled' });
    expect(await slotStatuses('a1')).toEqual(['busy-unavailable']);
  });

  it.each(['busy', 'busy-unavailable'] as const)(
    'leaves a slot %s that its vendor made so while the appointment was pending',
    async (status) => {
      const pending = await book('one', { status: 'pending' });
      await setStatus('a1', status);
      const booked = await change(pending, { status: 'booked' });
      expect([booked.status, await server.statusOf('Slot/a1')]).toEqual([200, status]);
      await change(bodyOf<Appointment>(booked), { status: 'cancelled' });
      expect(await slotStatuses('a1')).toEqual([status]);
    },
  );

  it('leaves a slot busy-tentative that its vendor made so, annotated or cancelled', async () => {
    const booked = await book('one');
    await setStatus('a1', 'busy-tentative');
    expect((await change(booked, { comment: 'prévenu' })).status).toBe(200);
    expect(await slotStatuses('a1')).toEqual(['busy-tentative']);
    await change(booked, { status: 'cancelled' });
    expect(await slotStatuses('a1')).toEqual(['busy-tentative']);
  });

  it('leaves a slot busy that its vendor made something else and then busy again', async () => {
    const booked = await book('one');
    await setStatus('a1', 'busy-unavailable');
    await setStatus('a1', 'busy');
    await change(booked, { status: 'cancelled' });
    expect(await slotStatuses('a1')).toEqual(['busy']);
  });

  it('frees a slot of which its vendor changed anything but the status', async () => {
    const booked = await book('one');
    const slot = await server.read<Slot>('Slot/a1');
    await server.send('PUT', 'Slot/a1', { ...slot, comment: 'https://agenda.example.fr/rdv?slot=1' });
    await change(booked, { status: 'cancelled' });
    expect(await slotStatuses('a1')).toEqual(['free']);
  });

  it('does not take from another what it gave up: a second cancellation frees nothing', async () => {
    const booked = await book('one');
    await change(booked, { status: 'cancelled' });
    await book('two');
    expect((await change(booked, { status: 'cancelled', comment: 'encore' })).status).toBe(200);
    expect(await slotStatuses('a1')).toEqual(['busy']);
  });

  it('may be annotated when its practitioner has left since, but takes no other slot of his', async () => {
    const booked = await book('one');
    await server.put({
      resourceType: 'Practitioner',
      id: 'alice',
      active: false,
      identifier: bookableAgenda()[0]!.identifier as never,
    });
    expect((await change(booked, { comment: 'prévenu' })).status).toBe(200);
    expect(refusalOf(await change(booked, inSlots(a[3]!)))).toMatch(/^422 .*Practitioner\/alice is not active/);
  });
});

describe('an appointment that moves', () => {
  it('takes the new slots and frees the old ones in one change', async () => {
    const booked = await book('one', inSlots(a[0]!, a[1]!));
    expect((await change(booked, inSlots(a[3]!))).status).toBe(200);
    expect(await slotStatuses('a1', 'a2', 'a4')).toEqual(['free', 'free', 'busy']);
  });

  it('may overlap itself', async () => {
    const booked = await book('one', inSlots(a[0]!, a[1]!));
    expect((await change(booked, inSlots(a[1]!, a[2]!))).status).toBe(200);
    expect(await slotStatuses('a1', 'a2', 'a3')).toEqual(['free', 'busy', 'busy']);
  });

  it('stays where it is when the new slot is taken', async () => {
    const booked = await book('one');
    await book('two', inSlots(a[3]!));
    expect(refusalOf(await change(booked, inSlots(a[3]!)))).toMatch(/^409 conflict Slot\/a4/);
    expect(await slotStatuses('a1', 'a4')).toEqual(['busy', 'busy']);
    expect((await server.read<Appointment>(`Appointment/${booked.id}`)).slot).toEqual([{ reference: 'Slot/a1' }]);
  });

  it("goes to another practitioner's slot only with that practitioner", async () => {
    const booked = await book('one');
    const b = quarters('b', 'bruno', 1);
    expect((await change(booked, inSlots(b[0]!))).status).toBe(422);
    expect((await change(booked, { ...inSlots(b[0]!), participant: [withPractitioner(2)] })).status).toBe(200);
    expect(await slotStatuses('a1', 'b1')).toEqual(['free', 'busy']);
  });

  describe.each(['fulfilled', 'noshow', 'cancelled'] as const)('when it becomes %s', (status) => {
    const moved = (change: string) =>
      new RegExp(`^422 business-rule Appointment.${change}: .* cannot change in an appointment that is ${status}`);

    it('goes to no other slot, not even one of the same time, and keeps its own', async () => {
      const booked = await book('one');
      const other = inSlots(a[1]!).slot;
      expect(refusalOf(await change(booked, { status, slot: other }))).toMatch(moved('slot'));
      expect(refusalOf(await change(booked, { status, slot: undefined }))).toMatch(moved('slot'));
      expect(await slotStatuses('a1', 'a2')).toEqual(['busy', 'free']);
      expect(await server.statusOf(`Appointment/${booked.id}`)).toBe('booked');
    });

    it('goes to no other time', async () => {
      const booked = await book('one');
      const { start, end } = inSlots(a[1]!);
      expect(refusalOf(await change(booked, { status, end }))).toMatch(moved('end'));
      expect(refusalOf(await change(booked, { status, start, end }))).toMatch(moved('start'));
    });

    it('goes to no other practitioner, then or later', async () => {
      const booked = await book('one');
      const participant = [withPractitioner(2)];
      expect(refusalOf(await change(booked, { status, participant }))).toMatch(moved('participant'));
      await change(booked, { status });
      expect(refusalOf(await change(booked, { status, participant }))).toMatch(moved('participant'));
      expect(refusalOf(await change(booked, { status, ...inSlots(a[1]!) }))).toMatch(moved('slot'));
    });

    it('may be told in other words: another offset, the practitioner by reference or role', async () => {
      const booked = await book('one');
      const actors = ['Practitioner/alice', 'PractitionerRole/alice'].map((reference) => ({ reference }));
      for (const actor of actors) {
        const participant = [{ actor, status: 'accepted' as const }];
        const inUtc = { start: '2026-11-23T08:00:00Z', end: '2026-11-23T08:15:00.000Z' };
        expect((await change(booked, { status, participant, ...inUtc, comment: 'vu' })).status).toBe(200);
      }
    });
  });

  it('is not moved between being honoured and missed', async () => {
    const booked = await book('one');
    await change(booked, { status: 'fulfilled' });
    expect(refusalOf(await change(booked, { status: 'noshow', ...inSlots(a[1]!) }))).toMatch(/^422 .*Appointment.slot/);
    expect((await change(booked, { status: 'noshow' })).status).toBe(200);
  });

  it('is not moved beyond the slots either once it was honoured', async () => {
    const { slot: _, ...beyond } = appointment('one', { participant: [withPractitioner(2)] });
    const booked = bodyOf<Appointment>(await server.send('POST', 'Appointment', beyond));
    const end = november('23T09:30');
    expect(refusalOf(await change(booked, { status: 'fulfilled', end }))).toMatch(/^422 .*Appointment.end/);
  });

  it('goes elsewhere when it is booked again after it was cancelled', async () => {
    const booked = await book('one');
    await change(booked, { status: 'cancelled' });
    expect((await change(booked, { status: 'booked', ...inSlots(a[1]!) })).status).toBe(200);
    expect(await slotStatuses('a1', 'a2')).toEqual(['free', 'busy']);
  });

  describe('in a transaction with others', () => {
    const putTo = (booked: Appointment, overrides: AppointmentChanges) =>
      put({ ...booked, ...overrides } as Appointment);

    it('changes places with another', async () => {
      const one = await book('one');
      const two = await book('two', { ...inSlots(a[1]!), status: 'pending' });
      const answer = await server.sendBundle('transaction', [putTo(one, inSlots(a[1]!)), putTo(two, inSlots(a[0]!))]);
      expect(answer.status).toBe(200);
      expect(await slotStatuses('a1', 'a2')).toEqual(['busy-tentative', 'busy']);
      await change(await server.read<Appointment>(`Appointment/${one.id}`), { status: 'cancelled' });
      expect(await slotStatuses('a1', 'a2')).toEqual(['busy-tentative', 'free']);
    });

    it('stays with all of them when one may not move', async () => {
      const one = await book('one');
      const two = await book('two', inSlots(a[1]!));
      const wrong = { ...inSlots(a[0]!), end: a[1]!.end };
      const answer = await server.sendBundle('transaction', [putTo(one, inSlots(a[1]!)), putTo(two, wrong)]);
      expect(refusalOf(answer)).toMatch(/^422 business-rule Bundle.entry\[1\]: Appointment.end/);
      expect((await server.read<Appointment>(`Appointment/${one.id}`)).slot).toEqual(one.slot);
      expect((await server.read<Slot>('Slot/a1')).meta?.versionId).toBe('2');
    });

    it('takes what another gives up, wherever that stands', async () => {
      const one = await book('one');
      const entries = [post(appointment('two')), putTo(one, { status: 'cancelled' })];
      expect((await server.sendBundle('transaction', entries)).status).toBe(200);
      expect(await slotStatuses('a1')).toEqual(['busy']);
      const { entry } = await server.search('Appointment?status=booked');
      expect(entry).toHaveLength(1);
    });

    it('takes no slot whose vendor made it busy meanwhile', async () => {
      const one = await book('one');
      await setStatus('a1', 'busy-tentative');
      const entries = [putTo(one, inSlots(a[1]!)), post(appointment('two'))];
      expect(refusalOf(await server.sendBundle('transaction', entries))).toMatch(
        /^409 conflict Bundle.entry\[1\]: Slot\/a1 is no longer free: it is busy-tentative/,
      );
    });

    it('leaves its slot to be deleted', async () => {
      const one = await book('one');
      const entries = [remove('Slot/a1'), putTo(one, { status: 'cancelled' })];
      expect((await server.sendBundle('transaction', entries)).status).toBe(200);
      expect((await server.send('GET', 'Slot/a1')).status).toBe(410);
    });

    it('goes to a slot that another entry brings, named by its identifier', async () => {
      const one = await book('one');
      const identifier = [{ system: 'https://agenda.example.fr/slot', value: 'new' }];
      const fresh = { ...quarters('n', 'alice', 1)[0]!, identifier, start: a[5]!.end, end: november('23T10:45') };
      const moved = { start: fresh.start, end: fresh.end };
      const slot = [{ reference: 'Slot?identifier=https://agenda.example.fr/slot|new' }];
      const answer = await server.sendBundle('transaction', [putTo(one, { ...moved, slot }), put(fresh)]);
      expect(answer.status).toBe(200);
      expect(await slotStatuses('a1', 'n1')).toEqual(['free', 'busy']);
    });

    it('is refused by its entry when it is no appointment', async () => {
      const one = await book('one');
      const entries = [putTo(one, { slot: 'Slot/a2' as never })];
      expect(refusalOf(await server.sendBundle('transaction', entries))).toMatch(/^400 .*Bundle.entry\[0\]/);
    });
  });
});
