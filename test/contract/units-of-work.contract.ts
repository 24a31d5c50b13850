/** One atomic change: what it sees, what it writes, what it answers. */
import type { Practitioner, Slot } from '@medplum/fhirtypes';
import { issue, OutcomeError } from '../../src/fhir/outcome.ts';
import { toReference } from '../../src/fhir/reference.ts';
import { makeReady } from '../../src/store/ready-resource.ts';
import type { Seen, Sees, UnitOfWork } from '../../src/store/unit-of-work.ts';
import { agendaQuery } from '../support/agenda-query.ts';
import { projectSlot } from '../support/project-slot.ts';
import { appointment, minute, nine, practitioner, rppsSystem, schedule, slot } from '../support/resources.ts';
import { apply, find, keyOf, put, putOf, remove, resourceOf } from '../support/store-access.ts';
import type { AtBench, Bench } from './resource-store.contract.ts';

const s1 = { type: 'Slot', id: 's1' } as const;
const p1 = { type: 'Practitioner', id: 'p1' } as const;

/** A unit that only looks. */
const look = <T>({ store }: Bench, sees: Sees, answer: (seen: Seen) => T): Promise<T> =>
  store.transact({
    sees,
    decide: (seen) => {
      const seenNow = answer(seen);
      return { changes: [], answer: () => seenNow };
    },
  });

/** Makes the slot busy unless it is so already. */
const book = (id: string): UnitOfWork<number> => ({
  sees: { keys: [s1] },
  decide: (seen) => {
    const free = seen.resource<Slot>(s1);
    if (free?.status !== 'free') throw new OutcomeError(issue('conflict', 'Slot/s1 is no longer free'));
    return {
      changes: [putOf({ ...free, status: 'busy' }), putOf(appointment(id, ['s1']))],
      answer: (written) => written.length,
    };
  },
});

/** Adds one to a number that the practitioner carries. */
const increment: UnitOfWork<number> = {
  sees: { keys: [p1] },
  decide: (seen) => {
    const present = seen.resource<Practitioner>(p1);
    const next = Number(present?.name?.[0]?.family ?? 0) + 1;
    return { changes: [putOf(practitioner('p1', { name: [{ family: String(next) }] }))], answer: () => next };
  },
};

export function describeUnitsOfWork(at: AtBench): void {
  describeCommit(at);
  describeRefusal(at);
  describeSight(at);
  describeCrowd(at);
}

function describeCommit(at: AtBench): void {
  it('writes what was made ready elsewhere as it would have made it, new or in place of another', async () => {
    const { store } = at();
    const versions = [slot('s1', 'x'), slot('s1', 'x', { start: nine + 15 * minute, comment: '10.0' })];
    for (const one of versions) {
      const ready = structuredClone(makeReady(one, projectSlot));
      const [made] = await apply(store, [{ kind: 'put-ready', method: 'PUT', ready }]);
      const [same] = await apply(store, [putOf({ ...one, id: 's2' })]);
      expect(made?.json).toBe(same?.json?.replace('"s2"', '"s1"'));
      expect(made?.versionId).toBe(same?.versionId);
    }
    expect(await find(store, `Slot?start=${encodeURIComponent(versions[1]!.start)}`)).toEqual(['s1', 's2']);
    const { total, entries } = await store.agenda(agendaQuery());
    expect([
      total,
      Buffer.from(entries)
        .toString()
        .match(/"id":"s[12]"/g),
    ]).toEqual([2, ['"id":"s1"', '"id":"s2"']]);
  });

  it('answers from the versions it made, in the order of its puts and deletes', async () => {
    const { store } = at();
    await put(store, practitioner('p2'));
    const written = await apply(store, [
      putOf(practitioner('p1')),
      { kind: 'claim', slotId: 's1', holder: 'hold/1' },
      { kind: 'delete', key: { type: 'Practitioner', id: 'p2' } },
      { kind: 'send', destination: 'platform', subject: 'Appointment/1', body: '{}' },
      { kind: 'put', method: 'PATCH', resource: slot('s1', 'x') },
    ]);
    expect(written.map(({ type, id, versionId, method }) => [type, id, versionId, method])).toEqual([
      ['Practitioner', 'p1', 1, 'PUT'],
      ['Practitioner', 'p2', 2, 'DELETE'],
      ['Slot', 's1', 1, 'PATCH'],
    ]);
    expect(written[0]).toEqual(await store.read(p1));
  });

  it('may write one resource twice', async () => {
    const { store } = at();
    const families = ['Un', 'Deux'];
    await put(store, ...families.map((family) => practitioner('p1', { name: [{ family }] })));
    expect(await store.read(p1)).toMatchObject({ versionId: 2 });
    expect(await find(store, 'Practitioner?family=deux')).toEqual(['p1']);
    expect(await find(store, 'Practitioner?family=un')).toEqual([]);
  });

  it('is seen by every read and search once it has resolved', async () => {
    const { store } = at();
    await put(store, slot('s1', 'x'));
    expect(await find(store, 'Slot?status=free')).toEqual(['s1']);
    await put(store, slot('s1', 'x', { status: 'busy' }));
    expect(await find(store, 'Slot?status=free')).toEqual([]);
    expect(await find(store, 'Slot?status=busy')).toEqual(['s1']);
  });

  it('writes nothing when it has no changes', async () => {
    const { store } = at();
    expect(await look(at(), { keys: [p1] }, (seen) => seen.version(p1))).toBeUndefined();
    expect(await store.isEmpty()).toBe(true);
  });

  it('writes a thousand resources as one', async () => {
    const { store } = at();
    await put(store, ...Array.from({ length: 1000 }, (_, index) => slot(`s${index}`, 'x')));
    expect(await store.count('Slot', [])).toBe(1000);
  });
}

function describeRefusal(at: AtBench): void {
  it('writes nothing when it refuses, and hands on what it refused with', async () => {
    const { store } = at();
    await put(store, slot('s1', 'x', { status: 'busy' }));
    await expect(store.transact(book('a1'))).rejects.toMatchObject({
      status: 409,
      message: 'Slot/s1 is no longer free',
    });
    expect(await store.read(s1)).toMatchObject({ versionId: 1 });
    expect(await store.count('Appointment', [])).toBe(0);
  });

  it('writes nothing when its answer fails', async () => {
    const { store } = at();
    const unit: UnitOfWork<never> = {
      sees: {},
      decide: () => ({
        changes: [putOf(practitioner('p1'))],
        answer: () => {
          throw new Error('no answer');
        },
      }),
    };
    await expect(store.transact(unit)).rejects.toThrow('no answer');
    expect(await store.read(p1)).toBeUndefined();
    expect(await store.isEmpty()).toBe(true);
  });

  it('does no harm to those submitted with it, whether it refuses or cannot be written', async () => {
    const { store } = at();
    await put(store, slot('s1', 'x', { status: 'busy' }));
    const nameless = { ...practitioner('p9') };
    delete nameless.id;
    const settled = await Promise.allSettled([
      put(store, practitioner('p1')),
      store.transact(book('a1')),
      put(store, practitioner('p2'), nameless),
      put(store, practitioner('p3')),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect((await find(store, 'Practitioner?active=true')).toSorted()).toEqual(['p1', 'p3']);
    expect(await store.count('Appointment', [])).toBe(0);
    await put(store, practitioner('p2'));
    expect((await find(store, 'Practitioner?active=true')).toSorted()).toEqual(['p1', 'p2', 'p3']);
  });
}

function describeSight(at: AtBench): void {
  it('sees versions and resources as they are, deletions included', async () => {
    const { store } = at();
    await put(store, practitioner('p1'), practitioner('p2'));
    await remove(store, 'Practitioner', 'p2');
    const p2 = { type: 'Practitioner', id: 'p2' } as const;
    const p3 = { type: 'Practitioner', id: 'p3' } as const;
    const seen = await look(at(), { keys: [p1, p2, p3] }, (view) =>
      [p1, p2, p3].map((key) => [view.version(key)?.versionId, view.resource(key)?.id]),
    );
    expect(seen).toEqual([
      [1, 'p1'],
      [2, undefined],
      [undefined, undefined],
    ]);
  });

  it('sees the time of the clock', async () => {
    const { clock } = at();
    clock.ms += 5;
    expect(await look(at(), {}, ({ now }) => now)).toBe(nine + 5);
  });

  it('sees who has an identifier: stored with its type digit or not, and nobody who lost it', async () => {
    const { store } = at();
    const named = (id: string, value: string, system = rppsSystem) =>
      practitioner(id, { identifier: [{ system, value }] });
    const bare = practitioner('p4', { identifier: [{ value: '810001234567' }] });
    await put(
      store,
      named('p1', '10001234567'),
      named('p2', '810001234567'),
      named('p3', '810001234567', 'urn:x'),
      bare,
    );
    await put(store, named('p5', '810001234567'), named('p6', '810001234567'));
    await put(store, named('p5', '810009999999'));
    await remove(store, 'Practitioner', 'p6');
    const holders = (system: string, value: string) => {
      const identifier = { type: 'Practitioner', system, value } as const;
      return look(at(), { identifiers: [identifier] }, (seen) =>
        seen
          .identified(identifier)
          .map(({ id }) => id)
          .toSorted(),
      );
    };
    expect(await holders(rppsSystem, '810001234567')).toEqual(['p1', 'p2']);
    expect(await holders('urn:x', '810001234567')).toEqual(['p3']);
    expect(await holders('', '810001234567')).toEqual(['p4']);
    expect(await holders(rppsSystem, '8')).toEqual([]);
  });

  it('sees the slots of a schedule that start in a window, in order of start, then id', async () => {
    const { store } = at();
    const starts = { b: 15, a: 15, c: 0, early: -15, late: 45, end: 60 };
    const slots = Object.entries(starts).map(([id, minutes]) => slot(id, 'x', { start: nine + minutes * minute }));
    await put(store, ...slots, slot('other', 'y'), slot('gone', 'x'), slot('moved', 'x'));
    await remove(store, 'Slot', 'gone');
    await put(store, slot('moved', 'y'));
    const hour = { from: nine, to: nine + 60 * minute };
    const seen = await look(at(), {}, (view) => ['x', 'z'].map((scheduleId) => view.slotsOf({ scheduleId, ...hour })));
    expect(seen.map((list) => list.map(({ id }) => id))).toEqual([['c', 'a', 'b', 'late'], []]);
    expect(resourceOf(seen[0]?.[0])).toMatchObject({ resourceType: 'Slot', id: 'c' });
  });

  it('sees the schedules of an actor', async () => {
    const { store } = at();
    await put(store, schedule('x', 'Practitioner/p1'), schedule('y', 'Practitioner/p1'), schedule('z', 'Location/p1'));
    await put(store, schedule('gone', 'Practitioner/p1'));
    await remove(store, 'Schedule', 'gone');
    const seen = await look(at(), {}, (view) => view.schedulesOf(p1).map(({ id }) => id));
    expect(seen.toSorted()).toEqual(['x', 'y']);
  });

  it('sees what refers to a resource, each once', async () => {
    const { store } = at();
    const x = { type: 'Schedule', id: 'x' } as const;
    await put(store, practitioner('p1'), schedule('x', 'Practitioner/p1'), slot('s1', 'x'), slot('s2', 'x'));
    await put(store, slot('x', 'y'), appointment('a1', ['s1']));
    const referrers = () =>
      look(at(), {}, (seen) => [p1, x, s1].map((key) => seen.referrers(key).map(toReference).toSorted()));
    expect(await referrers()).toEqual([['Appointment/a1', 'Schedule/x'], ['Slot/s1', 'Slot/s2'], ['Appointment/a1']]);
    await put(store, slot('s1', 'y'));
    await remove(store, 'Slot', 's2');
    await remove(store, 'Schedule', 'x');
    await remove(store, 'Appointment', 'a1');
    expect(await referrers()).toEqual([[], [], []]);
  });

  it('may ask for more than it named, and for what it named in vain', async () => {
    const { store } = at();
    await put(store, practitioner('p1'), slot('s1', 'x'));
    const named: Sees = { keys: [s1], claims: ['s1'], identifiers: [{ type: 'Slot', system: '', value: '1' }] };
    const seen = await look(at(), named, (view) => [view.version(p1)?.id, view.claim('s2'), view.version(s1)?.id]);
    expect(seen).toEqual(['p1', undefined, 's1']);
  });

  it('has a resource of its own to change', async () => {
    const { store } = at();
    await put(store, practitioner('p1'));
    await look(at(), { keys: [p1] }, (seen) => {
      seen.resource<Practitioner>(p1)!.active = false;
      expect(seen.resource<Practitioner>(p1)!.active).toBe(true);
    });
    expect(await find(store, 'Practitioner?active=true')).toEqual(['p1']);
  });
}

function describeCrowd(at: AtBench): void {
  it('lets one of 200 who book the same slot at once have it', async () => {
    const { store } = at();
    await put(store, slot('s1', 'x'));
    const attempts = Array.from({ length: 200 }, (_, index) => store.transact(book(`a${index}`)));
    const settled = await Promise.allSettled(attempts);
    const refused = settled.filter((one) => one.status === 'rejected');
    expect(refused).toHaveLength(199);
    expect(new Set(refused.map(({ reason }) => reason.status))).toEqual(new Set([409]));
    expect(resourceOf(await store.read(s1))).toMatchObject({ status: 'busy', meta: { versionId: '2' } });
    expect(await store.count('Appointment', [])).toBe(1);
  });

  it('loses none of 200 changes to the same resource at once', async () => {
    const { store } = at();
    const answers = await Promise.all(Array.from({ length: 200 }, () => store.transact(increment)));
    expect(answers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(await store.read(p1)).toMatchObject({ versionId: 200 });
    expect(await find(store, 'Practitioner?family=200')).toEqual(['p1']);
    expect((await store.history({ ...p1, count: 500 })).total).toBe(200);
  });

  it('sees one moment: two resources that change together are never seen apart', async () => {
    const { store } = at();
    const pair = (family: string) => ['p1', 'p2'].map((id) => practitioner(id, { name: [{ family }] }));
    await put(store, ...pair('0'));
    const keys = pair('').map(keyOf);
    const writes = Array.from({ length: 50 }, (_, index) => put(store, ...pair(String(index))));
    const looks = Array.from({ length: 50 }, () =>
      look(at(), { keys }, (seen) => keys.map((key) => seen.resource<Practitioner>(key)?.name?.[0]?.family)),
    );
    await Promise.all(writes);
    for (const [first, second] of await Promise.all(looks)) expect(first).toBe(second);
  });
}
