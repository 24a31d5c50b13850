import { digestOf, tallyContents } from '../../../src/application/tally-contents.ts';
import type {
  ContentLine,
  ContentState,
  ContentVersion,
  ShownSlot,
  StoreContents,
} from '../../../src/store/store-contents.ts';
import type { Claim } from '../../../src/store/unit-of-work.ts';

interface Held {
  readonly versions: readonly ContentVersion[];
  readonly claims: readonly Claim[];
  readonly lines: readonly ContentLine[];
  readonly shown: readonly ShownSlot[];
  readonly state: ContentState;
}

const version = { type: 'Slot', id: '1', versionId: 1, lastUpdated: 5, method: 'PUT', json: '{}', seq: 1 } as const;
const message = { id: 1, body: '{}', queuedAt: 5, attempts: 1, isParked: false, failure: { at: 6, reason: 'no' } };
const held: Held = {
  versions: [
    { ...version, born: 1, isCurrent: false },
    { ...version, versionId: 2, seq: 2, born: 1, isCurrent: true },
    { ...version, type: 'Schedule', seq: 3, born: 3, isCurrent: true },
  ],
  claims: [
    { slotId: '1', holder: 'hold/1', expiresAt: 9, isOverruled: true },
    { slotId: '2', holder: 'Appointment/2' },
  ],
  lines: [{ destination: 'agenda', subject: '1', fence: 2, due: 7, messages: [message] }],
  shown: [{ scheduleId: '1', start: 8, id: '1' }],
  state: { seq: 3, at: 5 },
};

const contentsOf = ({ versions, claims, lines, shown, state }: Held): StoreContents => ({
  location: 'memory',
  state: async () => state,
  countVersions: async () => versions.length,
  versions: async function* () {
    yield versions;
  },
  claims: async function* () {
    yield claims;
  },
  lines: async function* () {
    yield lines;
  },
  shownSlots: async function* () {
    yield shown;
  },
  close: async () => {},
});

const tallyOf = (contents: Held) => tallyContents(contentsOf(contents), () => {});
const digest = async (contents: Held): Promise<string> => digestOf(await tallyOf(contents));

/** Every value in it that is no list and no object, by its path. */
const pathsOf = (value: unknown, path: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, [...path, name]))
    : [path];

/** The same with another value at a path. */
function changedAt(contents: Held, [...path]: readonly string[]): Held {
  const changed = structuredClone(contents);
  const name = path.pop()!;
  const holder = path.reduce(
    (one, key) => one[key] as Record<string, unknown>,
    changed as unknown as Record<string, unknown>,
  );
  const value = holder[name];
  const isType = name === 'type';
  holder[name] =
    typeof value === 'boolean' ? !value : isType ? 'Appointment' : typeof value === 'number' ? value + 1 : `${value}x`;
  return changed;
}

describe('the tally of a base', () => {
  it('counts the things of each kind, and those that nothing has replaced', async () => {
    const counts = [...(await tallyOf(held))].map(([kind, { count, current }]) => [kind, count, current]);
    expect(counts.filter(([, count]) => count !== 0)).toEqual([
      ['Schedule', 1, 1],
      ['Slot', 2, 1],
      ['agenda', 1, 1],
      ['claims', 2, 2],
      ['outbox', 1, 1],
      ['state', 1, 1],
    ]);
  });

  it('does not depend on the order in which a store gives them', async () => {
    const { versions, claims } = held;
    expect(await digest({ ...held, versions: versions.toReversed(), claims: claims.toReversed() })).toBe(
      await digest(held),
    );
  });

  const paths = pathsOf(held).map((path) => path.join('.'));

  it.each(paths)('is another when %s differs', async (path) => {
    expect(await digest(changedAt(held, path.split('.')))).not.toBe(await digest(held));
  });

  it('is another when anything is there twice, or not at all', async () => {
    const original = await digest(held);
    for (const kind of ['versions', 'claims', 'lines', 'shown'] as const) {
      expect(await digest({ ...held, [kind]: [...held[kind], held[kind][0]] })).not.toBe(original);
      expect(await digest({ ...held, [kind]: held[kind].slice(1) })).not.toBe(original);
    }
  });
});
