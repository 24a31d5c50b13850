/** What every base gives to who copies it, and what becomes of one that is written as a copy. */
import { openContents, openCopy } from '../../src/application/open-contents.ts';
import type { ContentLine, ContentVersion, StoreContents, StoreCopy, Stretch } from '../../src/store/store-contents.ts';
import { type NewBase, withBase } from '../support/bases.ts';
import { TestClock } from '../support/clock.ts';
import { minute, nine, slot } from '../support/resources.ts';
import { apply, put, remove } from '../support/store-access.ts';
import { claimsOf, failure, fillWithAll, leaseMs } from '../support/whole-base.ts';

const all: Stretch = { after: 0, upTo: 1_000_000 };

const collect = async <T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> => (await Array.fromAsync(pages)).flat();

/** All rules of the port, for bases of one kind. */
export function describeStoreContents(name: string, newBase: NewBase): void {
  describe(`the contents of ${name}`, () => {
    const clock = new TestClock(nine);
    let base: string;

    beforeEach(async () => {
      base = await newBase();
      clock.ms = nine;
    });

    async function withContents<T>(work: (contents: StoreContents) => Promise<T>): Promise<T> {
      const contents = await openContents(base);
      try {
        return await work(contents);
      } finally {
        await contents.close();
      }
    }

    const versionsOf = (stretch: Stretch = all): Promise<ContentVersion[]> =>
      withContents((contents) => collect(contents.versions(stretch)));

    describe('to be read', () => {
      it('are all versions in the order of writing, each with its place', async () => {
        await withBase(base, clock.now, async (store) => {
          await put(store, slot('a', 'x'), slot('b', 'x'));
          clock.ms += minute;
          await remove(store, 'Slot', 'a');
          await put(store, slot('b', 'y'), slot('a', 'x'));
        });
        const versions = await versionsOf();
        expect(versions.map(({ id, versionId, method, isCurrent }) => [id, versionId, method, isCurrent])).toEqual([
          ['a', 1, 'PUT', false],
          ['b', 1, 'PUT', false],
          ['a', 2, 'DELETE', false],
          ['b', 2, 'PUT', true],
          ['a', 3, 'PUT', true],
        ]);
        expect(versions.map(({ lastUpdated }) => (lastUpdated - nine) / minute)).toEqual([0, 0, 1, 1, 1]);
        expect(versions[2]!.json).toBeUndefined();
        expect(versions[3]!.json).toContain('Schedule/y');
        const [a, b] = versions;
        expect(versions.map(({ born }) => born)).toEqual([a!.born, b!.born, a!.born, b!.born, a!.born]);
        expect(a!.born).toBeLessThan(b!.born);
      });

      it('are those of a stretch alone, when no more is wanted', async () => {
        await withBase(base, clock.now, (store) => put(store, ...['a', 'b', 'c', 'd'].map((id) => slot(id, 'x'))));
        const [, second, third] = await versionsOf();
        const { seq: after } = second!;
        expect((await versionsOf({ after, upTo: third!.seq })).map(({ id }) => id)).toEqual(['c']);
        expect((await versionsOf({ after, upTo: all.upTo })).map(({ id }) => id)).toEqual(['c', 'd']);
        expect(await withContents((contents) => contents.countVersions(third!.seq))).toBe(3);
      });

      it('are more than fit into one page', async () => {
        const ids = Array.from({ length: 1200 }, (_, n) => `s${n}`);
        await withBase(base, clock.now, async (store) => {
          for (let n = 0; n < ids.length; n += 500)
            await put(store, ...ids.slice(n, n + 500).map((id) => slot(id, 'x')));
        });
        expect((await versionsOf()).map(({ id }) => id)).toEqual(ids);
      });

      it('lack what was purged, hold what was claimed, and every line of the outbox without its lease', async () => {
        const claims = await withBase(base, clock.now, async (store) => {
          await fillWithAll(store, clock);
          return claimsOf(store);
        });
        expect((await versionsOf()).map(({ id }) => id)).not.toContain('past');
        const found = await withContents((contents) => collect(contents.claims()));
        expect(found.toSorted((a, b) => (a.slotId < b.slotId ? -1 : 1))).toEqual(claims.filter(Boolean));
        const lines = new Map((await withContents((contents) => collect(contents.lines()))).map(toBrief));
        const due = nine + 4 * minute;
        expect(lines.get('agenda leased')).toEqual([2, due + leaseMs, ['2 tried 1', '3 tried 0']]);
        expect(lines.get('agenda delivered')).toEqual([2, due + leaseMs, ['2 tried 1']]);
        expect(lines.get('agenda refused')).toEqual([1, undefined, ['1 tried 1 parked HTTP 422']]);
        expect(lines.get('agenda later')).toEqual([1, nine + 30 * minute, ['1 tried 1 HTTP 422']]);
        expect(lines.get('agenda new')).toEqual([0, due, ['1 tried 0', '2 tried 0']]);
        expect(lines.get('platform Appointment/a1')).toEqual([0, nine + 2 * minute, ['{} tried 0']]);
      });

      it('stay as they are, and are found beside a server', async () => {
        await withBase(base, clock.now, async (store) => {
          await fillWithAll(store, clock);
          const before = await store.history({ count: 1000 });
          expect((await versionsOf()).length).toBe(before.total);
          expect(await store.history({ count: 1000 })).toEqual(before);
        });
      });

      it('are refused where there is no base', async () => {
        await expect(openContents(base)).rejects.toThrow(/^There is no base in /);
      });
    });

    describe('to be written', () => {
      const version: ContentVersion = {
        type: 'Slot',
        id: 'a',
        versionId: 1,
        lastUpdated: nine,
        method: 'PUT',
        json: JSON.stringify(slot('a', 'x')),
        seq: 7,
        born: 3,
        isCurrent: true,
      };
      const line: ContentLine = {
        destination: 'agenda',
        subject: '1',
        fence: 5,
        due: nine,
        messages: [{ id: 4, body: '{}', queuedAt: nine, attempts: 2, isParked: false, failure }],
      };

      async function withCopy<T>(work: (copy: StoreCopy) => Promise<T>): Promise<T> {
        const copy = await openCopy(base);
        try {
          return await work(copy);
        } finally {
          await copy.close();
        }
      }

      it('come back as they were written', async () => {
        const claims = [{ slotId: 'a', holder: 'hold/1', expiresAt: nine, isOverruled: true } as const];
        await withCopy(async (copy) => {
          expect(await copy.begin('there')).toBe(0);
          await copy.addVersions([version]);
          await copy.addClaims(claims);
          await copy.addLines([line]);
          await copy.setState({ seq: 9, at: nine });
          await copy.finish();
        });
        await withContents(async (contents) => {
          expect(await contents.state()).toEqual({ seq: 9, at: nine });
          expect(await collect(contents.versions(all))).toEqual([version]);
          expect(await collect(contents.claims())).toEqual(claims);
          expect(await collect(contents.lines())).toEqual([line]);
        });
      });

      it('go on behind the numbers that they came with', async () => {
        await withCopy(async (copy) => {
          await copy.begin('there');
          await copy.addVersions([version]);
          await copy.addLines([line]);
          await copy.setState({ seq: 9, at: nine + minute });
          await copy.finish();
        });
        await withBase(base, clock.now, async (store) => {
          await apply(store, [{ kind: 'send', destination: 'agenda', subject: '1', body: 'next' }]);
          await put(store, slot('a', 'y'), slot('b', 'y'));
          const messages = await store.outbox.list({ limit: 10 });
          expect(messages.map(({ body }) => body)).toEqual(['{}', 'next']);
        });
        const [before, after, other] = await versionsOf();
        expect(after).toMatchObject({ versionId: 2, born: 3, lastUpdated: nine + minute });
        expect(after!.seq).toBeGreaterThan(9);
        expect(before!.isCurrent).toBe(false);
        expect(other!.born).toBeGreaterThan(3);
      });

      it('are no base before they are finished: neither a server nor another copy takes it', async () => {
        await withCopy((copy) => copy.begin('there'));
        const refusal = /holds an unfinished copy of there: run the same `sas store copy` again/;
        await expect(withBase(base, clock.now, async () => {})).rejects.toThrow(refusal);
        await expect(openContents(base)).rejects.toThrow(refusal);
        await expect(withCopy((copy) => copy.begin('elsewhere'))).rejects.toThrow(
          /holds an unfinished copy of there, not of elsewhere\.$/,
        );
      });

      it('are gone on with behind what was complete', async () => {
        await withCopy(async (copy) => {
          await copy.begin('there');
          await copy.addVersions([version]);
        });
        await withCopy(async (copy) => {
          expect(await copy.begin('there')).toBe(7);
          await copy.addVersions([{ ...version, versionId: 2, seq: 8 }]);
          await copy.setState({ seq: 8, at: nine });
          await copy.finish();
        });
        expect(await versionsOf()).toEqual([
          { ...version, isCurrent: false },
          { ...version, versionId: 2, seq: 8 },
        ]);
      });

      it('go nowhere but into an empty base, and leave another as it is', async () => {
        await withBase(base, clock.now, (store) => put(store, slot('a', 'x')));
        await expect(withCopy((copy) => copy.begin('there'))).rejects.toThrow(
          /is not empty: a copy begins in an empty base\.$/,
        );
        await withBase(base, clock.now, async (store) => expect((await store.history({ count: 9 })).total).toBe(1));
      });

      it('are written by one run: one that another has overtaken stops, and changes nothing', async () => {
        await withCopy(async (first) => {
          await first.begin('there');
          await withCopy(async (second) => {
            await second.begin('there');
            await second.addClaims([{ slotId: 'a', holder: 'hold/1' }]);
            await second.setState({ seq: 1, at: nine });
            for (const write of [
              () => first.removeClaimsAndLines(),
              () => first.addVersions([version]),
              () => first.setState({ seq: 9, at: nine }),
              () => first.finish(),
            ]) {
              await expect(write()).rejects.toThrow(/^Another copy into .* was begun: this one stops\.$/);
            }
            expect(await collect(second.contents.claims())).toHaveLength(1);
          });
        });
      });
    });
  });
}

const toBrief = ({ destination, subject, fence, due, messages }: ContentLine) =>
  [
    `${destination} ${subject}`,
    [
      fence,
      due,
      messages.map(({ body, attempts, isParked, failure: why }) =>
        [body, 'tried', attempts, ...(isParked ? ['parked'] : []), ...(why ? [why.reason] : [])].join(' '),
      ),
    ],
  ] as const;
