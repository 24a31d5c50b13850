/** Every order of the steps of a commit, with crashes: nothing that must hold is ever broken, and broken steps are found. */
import { type CommitStep, commitSteps } from '../../../../src/store/mongo/protocol.ts';
import { explore, type Protocol, soundProtocol, soundSteps, startOf } from '../../../support/mongo/protocol-model.ts';

const situations = {
  'two who want the same slot, one of whom may die': { slots: 1, bookers: [[0], [0]], crashes: 1 },
  'two who want the same slots in opposite orders, one of whom may die': {
    slots: 2,
    bookers: [
      [0, 1],
      [1, 0],
    ],
    crashes: 1,
  },
  'two who want groups that overlap, both of whom may die': {
    slots: 3,
    bookers: [
      [0, 1],
      [1, 2],
    ],
    crashes: 2,
  },
  'two who want different slots': { slots: 2, bookers: [[0], [1]], crashes: 1 },
  'three who want the same slot, one of whom may die': { slots: 1, bookers: [[0], [0], [0]], crashes: 1 },
} as const;

describe('the protocol of a commit', () => {
  it.each(Object.entries(situations))('holds for %s', (_, situation) => {
    const { states, breach } = explore(startOf(situation), soundProtocol);
    expect(breach).toBeUndefined();
    expect(states).toBeGreaterThan(100);
  });

  const all = Object.values(situations).map(startOf);
  const breachesOf = (protocol: Protocol) => all.flatMap((start) => explore(start, protocol).breach ?? []);

  it('is broken when two can have one place in the log', () => {
    const breaches = breachesOf({ ...soundProtocol, insert: (log, place, entry) => [...log.slice(0, place), entry] });
    expect(breaches).not.toEqual([]);
  });

  it.each(['rows-ended', 'rows-inserted', 'messages-queued', 'state-moved'] as const)(
    'is broken without %s',
    (step) => {
      expect(breachesOf({ ...soundProtocol, steps: { ...soundSteps, [step]: () => [] } })).not.toEqual([]);
    },
  );

  it.each(['rows-ended', 'rows-inserted', 'messages-queued'] as const)(
    'is broken when the state moves before %s',
    (step) => {
      const others: CommitStep[] = commitSteps.filter((one) => one !== 'state-moved');
      const order = others.toSpliced(others.indexOf(step), 0, 'state-moved');
      expect(breachesOf({ ...soundProtocol, order })).not.toEqual([]);
    },
  );

  it('is broken when a message is queued as often as its entry is carried out', () => {
    const careless = () => [
      (world: Parameters<typeof explore>[0], place: number) => ({ ...world, messages: [...world.messages, place] }),
    ];
    expect(breachesOf({ ...soundProtocol, steps: { ...soundSteps, 'messages-queued': careless } })).toContain(
      'a message is queued twice',
    );
  });
});
