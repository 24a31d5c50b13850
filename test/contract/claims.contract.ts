/** Claims: who has a slot, and until when. */
import type { Claim } from '../../src/store/unit-of-work.ts';
import { minute, nine } from '../support/resources.ts';
import { apply } from '../support/store-access.ts';
import type { AtBench } from './resource-store.contract.ts';

export function describeClaims(at: AtBench): void {
  const claimOn = (slotId: string) =>
    at().store.transact({
      sees: { claims: [slotId] },
      decide: (seen) => {
        const claim = seen.claim(slotId);
        return { changes: [], answer: () => claim };
      },
    });
  const claim = (one: Claim) => apply(at().store, [{ kind: 'claim', ...one }]);

  it('are seen until they are released', async () => {
    await claim({ slotId: 's1', holder: 'Appointment/1' });
    expect(await claimOn('s1')).toEqual({ slotId: 's1', holder: 'Appointment/1' });
    expect(await claimOn('s2')).toBeUndefined();
    await apply(at().store, [{ kind: 'release', slotId: 's1' }]);
    expect(await claimOn('s1')).toBeUndefined();
  });

  it('are seen with the instant at which they end, even after it', async () => {
    const expiresAt = nine + 5 * minute;
    await claim({ slotId: 's1', holder: 'hold/1', expiresAt });
    for (const ms of [nine, expiresAt, expiresAt + 60 * minute]) {
      at().clock.ms = ms;
      expect(await claimOn('s1')).toEqual({ slotId: 's1', holder: 'hold/1', expiresAt });
    }
  });

  it('are seen with what was noted of the slot, and without it once they are taken anew', async () => {
    const overruled = { slotId: 's1', holder: 'hold/1', expiresAt: nine, isOverruled: true } as const;
    await claim(overruled);
    expect(await claimOn('s1')).toEqual(overruled);
    expect(await at().store.expiredClaims(nine, 1)).toEqual([overruled]);
    await claim({ slotId: 's1', holder: 'Appointment/1' });
    expect(await claimOn('s1')).toEqual({ slotId: 's1', holder: 'Appointment/1' });
  });

  it('are taken over: the last one holds', async () => {
    await claim({ slotId: 's1', holder: 'hold/1', expiresAt: nine + minute });
    await claim({ slotId: 's1', holder: 'Appointment/1' });
    at().clock.ms = nine + 2 * minute;
    expect(await claimOn('s1')).toEqual({ slotId: 's1', holder: 'Appointment/1' });
  });

  it('are told by their holder', async () => {
    const [first, second] = ['s1', 's2'].map((slotId) => ({ slotId, holder: 'hold/1', expiresAt: nine }));
    for (const one of [second!, first!, { slotId: 's3', holder: 'hold/2' }]) await claim(one);
    const claimsOf = (holder: string) =>
      at().store.transact({
        sees: {},
        decide: (seen) => {
          const claims = seen.claimsOf(holder);
          return { changes: [], answer: () => claims };
        },
      });
    expect(await claimsOf('hold/1')).toEqual([first, second]);
    expect(await claimsOf('hold/3')).toEqual([]);
    await apply(at().store, [{ kind: 'release', slotId: 's1' }]);
    expect(await claimsOf('hold/1')).toEqual([second]);
  });

  it('are released without complaint when there is none', async () => {
    await apply(at().store, [{ kind: 'release', slotId: 's1' }]);
    expect(await claimOn('s1')).toBeUndefined();
  });

  it('are listed once their time is over, the earliest first, no more than asked', async () => {
    const late = { slotId: 's1', holder: 'hold/1', expiresAt: nine + 2 * minute };
    const early = { slotId: 's2', holder: 'hold/2', expiresAt: nine + minute };
    const open = { slotId: 's3', holder: 'hold/3', expiresAt: nine + 3 * minute };
    for (const one of [late, early, open]) await claim(one);
    await claim({ slotId: 's4', holder: 'Appointment/1' });
    const { store } = at();
    expect(await store.expiredClaims(nine + minute - 1, 10)).toEqual([]);
    expect(await store.expiredClaims(nine + minute, 10)).toEqual([early]);
    expect(await store.expiredClaims(nine + 2 * minute, 10)).toEqual([early, late]);
    expect(await store.expiredClaims(nine + 2 * minute, 1)).toEqual([early]);
  });

  it('are listed no more once they are released or taken over', async () => {
    for (const slotId of ['s1', 's2']) await claim({ slotId, holder: 'hold/1', expiresAt: nine });
    await apply(at().store, [{ kind: 'release', slotId: 's1' }]);
    await claim({ slotId: 's2', holder: 'Appointment/1' });
    expect(await at().store.expiredClaims(nine, 10)).toEqual([]);
  });

  it('go to one of 100 who want the slot at once', async () => {
    const { store } = at();
    const attempts = Array.from({ length: 100 }, (_, index) =>
      store.transact({
        sees: { claims: ['s1'] },
        decide: (seen) => {
          const isTaken = seen.claim('s1') !== undefined;
          const mine = { kind: 'claim', slotId: 's1', holder: `hold/${index}` } as const;
          return { changes: isTaken ? [] : [mine], answer: () => !isTaken };
        },
      }),
    );
    const winners = (await Promise.all(attempts)).flatMap((isMine, index) => (isMine ? [`hold/${index}`] : []));
    expect(winners).toEqual([(await claimOn('s1'))?.holder]);
  });
}
