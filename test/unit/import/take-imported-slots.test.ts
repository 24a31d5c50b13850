import type { Appointment, Slot } from '@medplum/fhirtypes';
import type { SqliteResourceStore } from '../../../src/store/sqlite/sqlite-resource-store.ts';
import { emptyStore, importInto, linesOf } from '../../support/import-files.ts';
import { appointment, location, minute, nine, practitioner, schedule, slot } from '../../support/resources.ts';
import { apply, put, putOf } from '../../support/store-access.ts';

let store: SqliteResourceStore;
beforeEach(async () => {
  store = emptyStore();
  await put(store, practitioner('p1'), schedule('s1', 'Practitioner/p1'));
});
afterEach(() => store.close());

const later = { start: nine + 60 * minute };
const statusOf = async (id: string) => (JSON.parse((await store.read({ type: 'Slot', id }))!.json!) as Slot).status;
const holderOf = (slotId: string) =>
  store.transact({
    sees: { claims: [slotId] },
    decide: (seen) => ({ changes: [], answer: () => seen.claim(slotId)?.holder }),
  });

describe('an imported appointment', () => {
  it.each([
    ['booked', 'busy'],
    ['pending', 'busy-tentative'],
  ] as const)('that is %s has its slots, %s, wherever it stands in the file', async (status, wanted) => {
    const lines = linesOf(appointment('a1', ['1'], { status }), slot('1', 's1', later));
    expect(await importInto(store, lines)).toMatchObject({ told: [], summary: { created: 2 } });
    expect(await statusOf('1')).toBe(wanted);
    expect(await holderOf('1')).toBe('Appointment/a1');
    expect((await importInto(store, linesOf(appointment('a1', ['1'], { status })))).summary).toMatchObject({
      unchanged: 1,
    });
  });

  it.each(['cancelled', 'fulfilled', 'noshow'] as const)('that is %s takes no slot', async (status) => {
    await importInto(store, linesOf(slot('1', 's1', later), appointment('a1', ['1'], { status })));
    expect(await statusOf('1')).toBe('free');
    expect(await holderOf('1')).toBe(undefined);
  });

  it('leaves a slot as its vendor made it when that is taken already', async () => {
    await importInto(
      store,
      linesOf(slot('1', 's1', { ...later, status: 'busy-unavailable' }), appointment('a1', ['1'])),
    );
    expect(await statusOf('1')).toBe('busy-unavailable');
    expect(await holderOf('1')).toBe('Appointment/a1');
  });

  it.each([
    ['busy', 'pending'],
    ['busy-tentative', 'booked'],
  ] as const)(
    'leaves a slot that the file says is %s when the appointment is %s, and when it is cancelled',
    async (slotStatus, status) => {
      const lines = linesOf(slot('1', 's1', { ...later, status: slotStatus }), appointment('a1', ['1'], { status }));
      await importInto(store, lines);
      expect(await statusOf('1')).toBe(slotStatus);
      await importInto(store, linesOf(appointment('a1', ['1'], { status: 'cancelled' })));
      expect(await statusOf('1')).toBe(slotStatus);
    },
  );

  it('leaves a slot as a later import made it when it is cancelled', async () => {
    await importInto(store, linesOf(slot('1', 's1', later), appointment('a1', ['1'], { status: 'pending' })));
    await importInto(store, linesOf(slot('1', 's1', { ...later, status: 'busy' })));
    await importInto(store, linesOf(appointment('a1', ['1'], { status: 'cancelled' })));
    expect(await statusOf('1')).toBe('busy');
  });

  it('finds slots that the import keeps under another id', async () => {
    const identifier = [{ system: 'https://a.fr/slots', value: '9' }];
    await put(store, slot('mine', 's1', { ...later, identifier }));
    await importInto(store, linesOf(slot('theirs', 's1', { ...later, identifier }), appointment('a1', ['theirs'])));
    const stored = JSON.parse((await store.read({ type: 'Appointment', id: 'a1' }))!.json!) as Appointment;
    expect(stored.slot).toEqual([{ reference: 'Slot/mine' }]);
    expect(await statusOf('mine')).toBe('busy');
  });

  it('is refused when another has one of its slots, and takes none', async () => {
    await importInto(store, linesOf(slot('1', 's1', later), slot('2', 's1', later), appointment('a1', ['2'])));
    const { told } = await importInto(store, linesOf(appointment('a2', ['1', '2'])));
    expect(told).toEqual(['file.ndjson:1: Appointment/a2: Appointment/a1 has its Slot/2']);
    expect(await statusOf('1')).toBe('free');
    expect(await store.read({ type: 'Appointment', id: 'a2' })).toBe(undefined);
  });

  it('is refused when a slot does not exist', async () => {
    const { told } = await importInto(store, linesOf(appointment('a1', ['none'])));
    expect(told).toEqual([expect.stringContaining('Slot/none is neither in this import nor in the base')]);
  });

  it('gives up the slots that it has no more: they are free again', async () => {
    const slots = [slot('1', 's1', later), slot('2', 's1', later)];
    await importInto(store, linesOf(...slots, appointment('a1', ['1'])));
    await importInto(store, linesOf(appointment('a1', ['2'])));
    expect([await statusOf('1'), await statusOf('2')]).toEqual(['free', 'busy']);
    await importInto(store, linesOf(appointment('a1', ['2'], { status: 'cancelled' })));
    expect([await statusOf('2'), await holderOf('2')]).toEqual(['free', undefined]);
  });

  it('keeps its slots busy once it was honoured', async () => {
    await importInto(store, linesOf(slot('1', 's1', later), appointment('a1', ['1'])));
    await importInto(store, linesOf(appointment('a1', ['1'], { status: 'fulfilled' })));
    expect([await statusOf('1'), await holderOf('1')]).toEqual(['busy', undefined]);
  });

  it('frees the slot that it left when it was honoured in another', async () => {
    const slots = [slot('1', 's1', later), slot('2', 's1', later)];
    await importInto(store, linesOf(...slots, appointment('a1', ['1'])));
    await importInto(store, linesOf(appointment('a1', ['2'], { status: 'fulfilled' })));
    expect([await statusOf('1'), await holderOf('1')]).toEqual(['free', undefined]);
  });

  it.each([{ isDryRun: true }, { isAllOrNothing: true }])(
    'is judged with the slots of its file (%j)',
    async (options) => {
      const lines = linesOf(slot('1', 's1', later), appointment('a1', ['1']), appointment('a2', ['1']));
      const { summary, told } = await importInto(store, lines, options);
      expect(told).toEqual(['file.ndjson:3: Appointment/a2: Appointment/a1 has its Slot/1']);
      expect(summary).toMatchObject({ created: 0, wouldCreate: 2, bad: 1, isWritten: false });
      expect(await store.read({ type: 'Slot', id: '1' })).toBe(undefined);
    },
  );
});

describe('an imported appointment is judged as every other, whatever the validation:', () => {
  const { end: _end, ...endless } = appointment('a1', ['1']);
  const { identifier: _identifier, ...nameless } = appointment('a1', ['1']);

  it.each([
    ['without operator', { ...appointment('a1', ['1']), extension: [] }, 'FrAppointmentOperator'],
    ['without identifier', nameless, 'Appointment.identifier is missing'],
    ['of another status', { ...appointment('a1', ['1']), status: 'waitlist' }, 'waitlist'],
    ['without participant', { ...appointment('a1', ['1']), participant: [] }, 'Appointment.participant is missing'],
    ['without end', endless, 'Appointment.end is missing'],
    ['that ends before it starts', appointment('a1', ['1'], { end: '2026-01-01T00:00:00Z' }), 'before'],
    ['of a past day without operator', appointment('a1', [], { extension: [], status: 'noshow' }), 'Operator'],
  ])('one %s is a bad line and takes nothing', async (_, wrong, reason) => {
    const { told } = await importInto(store, linesOf(slot('1', 's1', later), wrong));
    expect(told).toEqual([expect.stringContaining(reason)]);
    expect([await statusOf('1'), await holderOf('1')]).toEqual(['free', undefined]);
    expect(await store.read({ type: 'Appointment', id: 'a1' })).toBeUndefined();
  });

  it.each([{}, { isDryRun: true }])('by the rules of a place where its slots are one (%j)', async (options) => {
    const atPlace = [location('l1'), schedule('s2', 'Location/l1'), slot('1', 's2', later)];
    const second = { url: 'https://a.fr/second', valueString: 'x' };
    const extended = { extension: [...appointment('a1', []).extension!, second] };
    const { told } = await importInto(store, linesOf(...atPlace, appointment('a1', ['1'], extended)), options);
    expect(told).toEqual([expect.stringContaining('An appointment of SOS Médecins has no second extension')]);
  });
});

describe('a slot that an appointment or hold has', () => {
  beforeEach(async () => {
    await importInto(store, linesOf(slot('1', 's1', later), slot('2', 's1', later), appointment('a1', ['1'])));
    await apply(store, [
      putOf(slot('2', 's1', { ...later, status: 'busy-tentative' })),
      { kind: 'claim', slotId: '2', holder: 'hold/secret', expiresAt: nine + 5 * minute },
    ]);
  });

  it.each([
    ['freed', {}],
    ['freed', { status: 'entered-in-error' }],
    ['moved', { status: 'busy', start: later.start + minute }],
    ['moved', { status: 'busy', end: later.start + 30 * minute }],
  ] as const)('is not %s by an import, but kept and told (%j)', async (what, more) => {
    const { summary, told } = await importInto(store, linesOf(slot('1', 's1', { ...later, ...more })));
    expect(told).toEqual([`file.ndjson:1: kept: Slot/1: Slot/1 cannot be ${what}: Appointment/a1 has it`]);
    expect(summary).toMatchObject({ kept: 1, bad: 0 });
    expect(await statusOf('1')).toBe('busy');
  });

  it('is kept for a hold, whose name is not told', async () => {
    const { told } = await importInto(store, linesOf(slot('2', 's1', later)));
    expect(told).toEqual(['file.ndjson:1: kept: Slot/2: Slot/2 cannot be freed: a hold has it']);
  });

  it('is freed once the hold has expired', async () => {
    await apply(store, [{ kind: 'claim', slotId: '2', holder: 'hold/secret', expiresAt: nine - 1 }]);
    await importInto(store, linesOf(slot('2', 's1', later)));
    expect([await statusOf('2'), await holderOf('2')]).toEqual(['free', undefined]);
  });

  it('does not stop an import of all or nothing', async () => {
    const lines = linesOf(slot('1', 's1', later), slot('3', 's1', later));
    const { summary, told } = await importInto(store, lines, { isAllOrNothing: true });
    expect(summary).toMatchObject({ kept: 1, created: 1, isWritten: true });
    expect(told).toHaveLength(1);
  });

  it('may change in other ways', async () => {
    await importInto(store, linesOf(slot('1', 's1', { ...later, status: 'busy', comment: 'https://a.fr' })));
    expect(JSON.parse((await store.read({ type: 'Slot', id: '1' }))!.json!)).toMatchObject({ comment: 'https://a.fr' });
  });
});

describe('an imported appointment is told', () => {
  const queued = () => store.outbox.list({ limit: 10 });
  const told = async () => (await queued()).map(({ destination }) => destination);
  const bodies = async () => (await queued()).map(({ body }) => JSON.parse(body) as Appointment);
  const destinations = ['platform', 'agenda'] as const;
  const taken = linesOf(slot('1', 's1', later), appointment('a1', ['1']));
  const cancelled = linesOf(appointment('a1', ['1'], { status: 'cancelled' }));

  it('to everybody, when it is new and when it changes, and not again when it is the same', async () => {
    await importInto(store, taken, { destinations });
    expect(await told()).toEqual(['platform', 'agenda']);
    await importInto(store, taken, { destinations });
    expect(await told()).toHaveLength(2);
    await importInto(store, cancelled, { destinations });
    expect((await bodies()).map(({ status }) => status)).toEqual(['booked', undefined, 'cancelled', undefined]);
  });

  it('as every declaration is: with the operator, and the practitioner by identifier', async () => {
    await importInto(store, taken, { destinations: ['platform'] });
    const [body] = await bodies();
    expect(body).toMatchObject({ identifier: [{ value: 'a1' }], status: 'booked' });
    expect(body!.participant[0]!.actor?.identifier?.value).toBe('800000000001');
  });

  it('to nobody unless asked, rehearsed, or bad', async () => {
    await importInto(store, taken, { destinations, isDryRun: true });
    await importInto(store, taken);
    await importInto(store, linesOf(appointment('a2', ['1'])), { destinations });
    expect(await told()).toEqual([]);
  });
});
