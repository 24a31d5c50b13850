/** What decisions see together, each sees as if it had asked alone. */
import type { Collections } from '../../../../src/store/mongo/collections.ts';
import type { VersionRow } from '../../../../src/store/mongo/rows.ts';
import { Sight } from '../../../../src/store/mongo/sight.ts';
import { referrersWant, Wants } from '../../../../src/store/mongo/wants.ts';
import { referrerLimit } from '../../../../src/store/unit-of-work.ts';

const large = referrersWant({ type: 'Schedule', id: 'large' });
const small = referrersWant({ type: 'Schedule', id: 'small' });

const slotOf = ({ terms }: typeof large, n: number): Partial<VersionRow> => ({
  _id: n,
  key: `Slot/${n}`,
  terms,
  moments: [],
});

/** Rows in which the database finds what has one of some terms, up to a limit, as an index gives them: in no order of ours. */
function versionsOf(rows: readonly Partial<VersionRow>[]): Collections {
  const find = ({ terms }: { terms: { $in: string[] } }, { limit = rows.length }) => ({
    toArray: async () => rows.filter((row) => row.terms!.some((term) => terms.$in.includes(term))).slice(0, limit),
  });
  return { versions: { find } } as unknown as Collections;
}

describe('what refers to several resources, read together', () => {
  it('is found of each, however much refers to another of them', async () => {
    const crowd = Array.from({ length: referrerLimit * 2 }, (_, n) => slotOf(large, n));
    const sight = new Sight(versionsOf([...crowd, slotOf(small, crowd.length)]), {
      seq: 100_000,
      isExact: false,
      known: { find: () => undefined, keep: () => {} },
    });
    const wants = new Wants();
    for (const want of [large, small]) wants.lists.set(want.name, want);
    await sight.read(wants);
    expect(sight.list(small)?.map(({ key }) => key)).toEqual([`Slot/${crowd.length}`]);
    expect(sight.list(large)).toHaveLength(referrerLimit);
  });
});
