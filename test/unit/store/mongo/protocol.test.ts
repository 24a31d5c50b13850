/** Every order of the steps of a commit, with crashes: nothing that must hold is ever broken, and broken steps are found. */
import { type CommitStep, commitSteps } from '../../../../src/store/mongo/protocol.ts';
import { explore } from '../../../support/mongo/protocol-model/explore.ts';
import {
  type Operation,
  type Protocol,
  soundProtocol,
  soundSteps,
} from '../../../support/mongo/protocol-model/protocol.ts';
import { bookedBefore, free, type Request, type Situation } from '../../../support/mongo/protocol-model/situation.ts';

const book = (...slots: number[]): Request => ({ does: 'book', slots });
const renew = (...slots: number[]): Request => ({ does: 'renew', slots });
const cancel = (...slots: number[]): Request => ({ does: 'cancel', slots });

const bookings: Readonly<Record<string, Situation>> = {
  'two who want the same slot, one of whom may die': { slots: [free], servers: [[book(0)], [book(0)]], crashes: 1 },
  'two who want the same slots in opposite orders, one of whom may die': {
    slots: [free, free],
    servers: [[book(0, 1)], [book(1, 0)]],
    crashes: 1,
  },
  'two who want groups that overlap, both of whom may die': {
    slots: [free, free, free],
    servers: [[book(0, 1)], [book(1, 2)]],
    crashes: 2,
  },
  'two who want different slots': { slots: [free, free], servers: [[book(0)], [book(1)]], crashes: 1 },
  'three who want the same slot, one of whom may die': {
    slots: [free],
    servers: [[book(0)], [book(0)], [book(0)]],
    crashes: 1,
  },
};

const refusals: Readonly<Record<string, Situation>> = {
  'one who books a slot that another renews': { slots: [free], servers: [[book(0)], [renew(0)]], crashes: 1 },
  'one who takes its own state for the latest, while another renews twice': {
    slots: [free],
    servers: [[book(0)], [renew(0), renew(0)]],
    crashes: 0,
    movers: [0],
  },
  'one who takes its own state for the latest, while another cancels and a member falls behind': {
    slots: [bookedBefore],
    servers: [[book(0)], [cancel(0)]],
    crashes: 1,
    movers: [0],
    hasLaggard: true,
  },
  'one who takes its own state for the latest, while another renews and a member falls behind': {
    slots: [free],
    servers: [[book(0)], [renew(0)]],
    crashes: 0,
    movers: [0],
    hasLaggard: true,
  },
};

const aheads: Readonly<Record<string, Situation>> = {
  'one who is asked twice for a slot that another wants too': {
    slots: [free],
    servers: [[book(0), book(0)], [book(0)]],
    crashes: 1,
  },
  'one who books what it has just renewed, beside another': {
    slots: [free],
    servers: [[renew(0), book(0)], [book(0)]],
    crashes: 1,
  },
  'one who books what it has just cancelled, beside another': {
    slots: [bookedBefore],
    servers: [[cancel(0), book(0)], [book(0)]],
    crashes: 1,
  },
  'one who books two slots one after the other, of which another wants the second': {
    slots: [free, free],
    servers: [[book(0), book(1)], [book(1)]],
    crashes: 1,
  },
};

const situations: Readonly<Record<string, Situation>> = { ...bookings, ...refusals, ...aheads };

/** What goes wrong in the first of some situations in which anything does. */
function breachOf(broken: Partial<Protocol>, among = situations): string | undefined {
  for (const situation of Object.values(among)) {
    const { breach } = explore(situation, { ...soundProtocol, ...broken });
    if (breach !== undefined) return breach;
  }
  return undefined;
}

describe('the protocol of a commit', () => {
  it.each(Object.entries(situations))('holds for %s', (_, situation) => {
    const { states, breach } = explore(situation, soundProtocol);
    expect(breach).toBeUndefined();
    expect(states).toBeGreaterThan(1000);
  });

  it('is broken when two can have one place in the log', () => {
    expect(breachOf({ insert: (log, place, entry) => [...log.slice(0, place), entry] })).toBeDefined();
  });

  it.each([
    ['rows-ended', 'slot 0 is seen 2 times'],
    ['rows-inserted', 'slot 0 is seen 0 times'],
    ['messages-queued', 'a message is lost'],
    ['state-moved', 'book 0 of server 0 was acknowledged and is gone'],
  ] as const)('is broken without %s', (step, breach) => {
    expect(breachOf({ steps: { ...soundSteps, [step]: () => [] } })).toBe(breach);
  });

  it.each([
    ['rows-ended', 'slot 0 is not what the log makes of it'],
    ['rows-inserted', 'slot 0 is seen 0 times'],
    ['messages-queued', 'a message is lost'],
  ] as const)('is broken when the state moves before %s', (step, breach) => {
    const others: CommitStep[] = commitSteps.filter((one) => one !== 'state-moved');
    const order = others.toSpliced(others.indexOf(step), 0, 'state-moved');
    expect(breachOf({ order })).toBe(breach);
  });

  it('is broken when a message is queued as often as its entry is carried out', () => {
    const careless: Operation = (base, place) => ({ ...base, messages: [...base.messages, place] });
    const steps = { ...soundSteps, 'messages-queued': () => [careless] };
    expect(breachOf({ steps })).toBe('a message is queued twice');
  });
});

describe('a refusal over current rows', () => {
  const isFalse = 'book 0 was refused for what was never so';

  it('is false when nobody looks for an entry under way', () => {
    expect(breachOf({ lastLooks: ['state'] }, refusals)).toBe(isFalse);
  });

  it('is false when nobody looks whether the state has moved, and a member is behind', () => {
    expect(breachOf({ lastLooks: ['entry-under-way'] }, refusals)).toBe(isFalse);
  });

  it('is false when it is decided again over current rows and then holds', () => {
    expect(breachOf({ readsFormer: false }, refusals)).toBe(isFalse);
  });
});

describe('what is decided ahead', () => {
  it.each([
    ['books a slot twice', 'one who is asked twice for a slot that another wants too', 'slot 0 is booked twice'],
    [
      'is refused falsely',
      'one who books what it has just renewed, beside another',
      'book 0 was refused for what was never so',
    ],
  ])('%s when the own entry is not laid over what is read', (_, situation, breach) => {
    const protocol = { ...soundProtocol, laysOwnEntry: false };
    expect(explore(aheads[situation]!, protocol).breach).toBe(breach);
  });

  // That it waits keeps the order of the table; in these situations nothing else rests on it.
  it('would hold as well if it took its place before the own entry is carried out', () => {
    expect(breachOf({ awaitsOwnEntry: false }, aheads)).toBeUndefined();
  });
});
