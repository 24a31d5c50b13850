/** Purge: free slots that are past go, with their history. */
import { appointment, minute, nine, practitioner, slot } from '../support/resources.ts';
import { apply, find, put } from '../support/store-access.ts';
import type { AtBench } from './resource-store.contract.ts';

const tenToNine = nine - 10 * minute;

export function describePurge(at: AtBench): void {
  it('removes the free slots that ended before, with their versions, and says how many', async () => {
    const { store } = at();
    const past = slot('past', 'x', { start: nine - 60 * minute });
    await put(store, past, slot('past2', 'x', { start: nine - 50 * minute }), slot('future', 'x'), practitioner('p1'));
    await put(store, past);
    expect(await store.purgeSlots(nine)).toBe(2);
    expect(await find(store, 'Slot?')).toEqual(['future']);
    expect(await store.read({ type: 'Slot', id: 'past' })).toBeUndefined();
    expect(await store.readVersion({ type: 'Slot', id: 'past' }, 1)).toBeUndefined();
    expect(await store.history({ type: 'Slot', id: 'past', count: 10 })).toMatchObject({ versions: [], total: 0 });
    expect(await store.purgeSlots(nine)).toBe(0);
  });

  it('goes by the end of a slot, whatever its offset', async () => {
    const { store } = at();
    const running = slot('running', 'x', { start: tenToNine, end: nine + 5 * minute });
    const ended = { ...slot('ended', 'x'), start: '2026-11-23T11:30:00+04:00', end: '2026-11-23T11:59:59.999+04:00' };
    const ending = { ...slot('ending', 'x'), start: '2026-11-23T07:30:00Z', end: '2026-11-23T08:00:00Z' };
    await put(store, running, ended, ending);
    expect(await store.purgeSlots(nine)).toBe(1);
    expect((await find(store, 'Slot?')).toSorted()).toEqual(['ending', 'running']);
  });

  it('keeps what is not free, and what an appointment or a hold has', async () => {
    const { store } = at();
    const start = nine - 60 * minute;
    const statuses = ['busy', 'busy-tentative', 'busy-unavailable', 'entered-in-error'] as const;
    await put(store, ...statuses.map((status) => slot(status, 'x', { start, status })));
    await put(store, ...['booked', 'cancelled', 'held', 'claimed', 'free'].map((id) => slot(id, 'x', { start })));
    await put(store, appointment('a1', ['booked']), appointment('a2', ['cancelled'], { status: 'cancelled' }));
    await apply(store, [
      { kind: 'claim', slotId: 'held', holder: 'hold/1', expiresAt: nine + minute },
      { kind: 'claim', slotId: 'claimed', holder: 'Appointment/9' },
    ]);
    expect(await store.purgeSlots(nine)).toBe(1);
    expect((await find(store, 'Slot?')).toSorted()).toEqual(
      [...statuses, 'booked', 'cancelled', 'claimed', 'held'].toSorted(),
    );
  });

  it('never removes what is not past yet, whatever the date', async () => {
    const { store, clock } = at();
    await put(
      store,
      slot('past', 'x', { start: nine - 60 * minute }),
      slot('future', 'x', { start: nine + 60 * minute }),
    );
    expect(await store.purgeSlots(nine + 1_000_000 * minute)).toBe(1);
    expect(await find(store, 'Slot?')).toEqual(['future']);
    clock.ms = nine + 120 * minute;
    expect(await store.purgeSlots(nine + 1_000_000 * minute)).toBe(1);
  });

  it('takes a slot whose hold has run out', async () => {
    const { store, clock } = at();
    await put(store, slot('held', 'x', { start: nine - 60 * minute }));
    await apply(store, [{ kind: 'claim', slotId: 'held', holder: 'hold/1', expiresAt: nine + minute }]);
    clock.ms = nine + minute;
    expect(await store.purgeSlots(nine)).toBe(1);
  });

  it('leaves nothing by which a removed slot is found, and room for one of its name', async () => {
    const { store } = at();
    await put(store, slot('a', 'x', { start: nine - 60 * minute, identifier: [{ value: '1' }] }));
    await store.purgeSlots(nine);
    for (const query of [
      'identifier=1',
      'status=free',
      'start=2026',
      'schedule=Schedule/x',
      '_id=a',
      'status:not=busy',
    ]) {
      expect(await find(store, `Slot?${query}`)).toEqual([]);
    }
    expect(await put(store, slot('a', 'x'))).toMatchObject([{ versionId: 1 }]);
    expect(await find(store, 'Slot?status=free')).toEqual(['a']);
    expect(await store.isEmpty()).toBe(false);
  });

  it('lets others write meanwhile', async () => {
    const { store } = at();
    const slots = Array.from({ length: 1200 }, (_, n) => slot(`s${n}`, 'x', { start: nine - 60 * minute + n }));
    await put(store, ...slots);
    const [removed] = await Promise.all([
      store.purgeSlots(nine),
      put(store, slot('new', 'x')),
      put(store, practitioner('p')),
    ]);
    expect(removed).toBe(1200);
    expect(await find(store, 'Slot?')).toEqual(['new']);
  });
}
