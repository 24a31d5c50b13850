import type { Appointment } from '@medplum/fhirtypes';
import { judgeHold, nameOfHold } from '../../../../src/agenda/booking/hold.ts';
import { judgeBook } from '../../../../src/agenda/deciding/book.ts';
import { projectSlot } from '../../../../src/agenda/render/slot.ts';
import { Draft } from '../../../../src/agenda/writing/draft.ts';
import type { ResourceStore } from '../../../../src/store/resource-store.ts';
import { SqliteResourceStore } from '../../../../src/store/sqlite/sqlite-resource-store.ts';
import type { Change } from '../../../../src/store/unit-of-work.ts';
import { november, now, practice, role, schedule, slot } from '../../../support/agenda-data.ts';
import { unnamedAppointment } from '../../../support/named-appointments.ts';
import { apply, put } from '../../../support/store-access.ts';

const id = '0d0f6c1c-7a0e-4a5c-8a44-2b6f3d1e9a01';
const expiresAt = now + 300_000;
const wish: Appointment = {
  resourceType: 'Appointment',
  status: 'pending',
  participant: [],
  slot: [{ reference: 'Slot/s1' }],
};

describe('a hold', () => {
  let store: ResourceStore;

  beforeEach(async () => {
    store = new SqliteResourceStore({ file: ':memory:', projectSlot, clock: () => now });
    await put(store, ...practice('a'), slot('s1', 'a', november('23T09:00')));
  });

  afterEach(() => store.close());

  /** What a decision changes, told in short; it is carried out. */
  const changesOf = (decide: (draft: Draft) => unknown): Promise<string[]> =>
    store.transact({
      sees: {},
      decide: (seen) => {
        const draft = new Draft(seen);
        decide(draft);
        return { changes: draft.changes, answer: () => draft.changes.map(inShort) };
      },
    });

  const hold = (draft: Draft) => judgeHold(draft, { id, appointment: wish, expiresAt });

  it('claims its slot until its end and makes it busy-tentative', async () => {
    expect(await changesOf(hold)).toEqual([`claim s1 ${nameOfHold(id)} ${expiresAt}`, 'put Slot/s1 busy-tentative']);
  });

  it('is refused where nobody is known whom it could be with', async () => {
    const nameless = { ...role('r', 'x'), practitioner: {} };
    await put(store, nameless, schedule('n', ['PractitionerRole/r']), slot('s2', 'n', november('23T09:00')));
    const holdNobody = (draft: Draft) =>
      judgeHold(draft, { id, appointment: { ...wish, slot: [{ reference: 'Slot/s2' }] }, expiresAt });
    await expect(changesOf(holdNobody)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('of nobody who is known here'),
    });
  });

  it('is prolonged without another version of the slot', async () => {
    await changesOf(hold);
    const later = expiresAt + 60_000;
    const prolong = (draft: Draft) => judgeHold(draft, { id, appointment: wish, expiresAt: later });
    expect(await changesOf(prolong)).toEqual([`claim s1 ${nameOfHold(id)} ${later}`]);
  });

  it('that is over is ended before somebody else’s begins', async () => {
    await apply(store, [
      { kind: 'put', method: 'PUT', resource: slot('s1', 'a', november('23T09:00'), { status: 'busy-tentative' }) },
      { kind: 'claim', slotId: 's1', holder: 'hold/other', expiresAt: now },
    ]);
    expect(await changesOf(hold)).toEqual([
      'release s1',
      'put Slot/s1 free',
      `claim s1 ${nameOfHold(id)} ${expiresAt}`,
      'put Slot/s1 busy-tentative',
    ]);
  });

  it('becomes the appointment’s claim, without end, when it is booked', async () => {
    await changesOf(hold);
    const request = { id, appointment: unnamedAppointment(['s1']), identifierSystem: 'urn:oid:1.2.3' };
    const book = (draft: Draft) => judgeBook(draft, request, { destinations: ['platform'] });
    expect(await changesOf(book)).toEqual([
      `claim s1 Appointment/${id} undefined`,
      'put Slot/s1 busy',
      `send platform urn:oid:1.2.3|${id}`,
      `put Appointment/${id} booked`,
    ]);
    expect(await changesOf(book)).toEqual([]);
  });

  it('is told to nobody: only the booking is declared', async () => {
    const changes = await changesOf(hold);
    expect(changes.filter((change) => change.startsWith('send'))).toEqual([]);
  });
});

function inShort(change: Change): string {
  switch (change.kind) {
    case 'claim':
      return `claim ${change.slotId} ${change.holder} ${change.expiresAt}`;
    case 'release':
      return `release ${change.slotId}`;
    case 'put':
      return `put ${change.resource.resourceType}/${change.resource.id} ${(change.resource as Appointment).status}`;
    case 'delete':
      return `delete ${change.key.type}/${change.key.id}`;
    case 'send':
      return `send ${change.destination} ${change.subject}`;
  }
}
