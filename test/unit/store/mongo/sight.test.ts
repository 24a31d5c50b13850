/** What decisions see together, each sees as if it had asked alone. */
import type { Collections } from '../../../../src/store/mongo/collections.ts';
import { DirectoryRows } from '../../../../src/store/mongo/directory-rows.ts';
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

describe('the agenda of a slot', () => {
  const row = (key: string, resource: object): Partial<VersionRow> => {
    const [type, id] = key.split('/') as [VersionRow['type'], string];
    return { _id: 1, key, type, id, json: JSON.stringify(resource) };
  };
  const rows = [
    row('Slot/s', { schedule: { reference: 'Schedule/x' } }),
    row('Schedule/x', { actor: [{ reference: 'PractitionerRole/r' }, { display: 'somewhere' }] }),
    row('PractitionerRole/r', { practitioner: { reference: 'Practitioner/p' } }),
    row('Practitioner/p', {}),
  ];

  it('is read with it, and not again while it is known', async () => {
    const asked: string[][] = [];
    const find = ({ current: { $in } }: { current: { $in: string[] } }) => {
      asked.push($in);
      return { toArray: async () => rows.filter(({ key }) => $in.includes(key!)) };
    };
    const collections = { versions: { find } } as unknown as Collections;
    const directory = new DirectoryRows();
    const state = { seq: 1, at: 0, directory: 1 };
    for (const _ of ['first', 'second']) {
      const sight = new Sight(collections, { seq: 1, isExact: false, known: directory.at(state) });
      const wants = new Wants();
      wants.addSees({ keys: [{ type: 'Slot', id: 's' }], agendas: ['s'] });
      await sight.read(wants);
      for (const { key } of rows) expect(sight.version(key!)?.row?.key).toBe(key);
    }
    expect(asked).toEqual([['Slot/s'], ['Schedule/x'], ['PractitionerRole/r'], ['Practitioner/p'], ['Slot/s']]);
  });
});
