/**
 * The protocol of a commit over a base of a few rows, small enough to try every order in which servers can take its steps.
 * Each step of the table has its operations here: a step that is added to the table does not compile until it has its own.
 */
import { type CommitStep, commitSteps } from '../../../src/store/mongo/protocol.ts';

/** A booking in the log. Its place in the list is its number; rows that it makes hold from the number after. */
interface Entry {
  readonly by: number;
  readonly slots: readonly number[];
  /** From which number on the row of each slot holds that it replaces. */
  readonly prev: readonly number[];
}

interface Row {
  readonly slot: number;
  readonly from: number;
  readonly until: number;
  /** Who has booked; -1: the slot is free. */
  readonly holder: number;
}

/** A server at work: it looks at its slots one by one, then takes the steps of its own entry or of another's. */
interface Actor {
  readonly slots: readonly number[];
  readonly phase: 'start' | 'looking' | 'committing' | 'applying' | 'won' | 'refused' | 'dead';
  /** The number at which it looks, and the place that it wants in the log. */
  readonly at: number;
  readonly prev: readonly number[];
  /** How many operations of an entry it has done. */
  readonly done: number;
  readonly isSweeper: boolean;
}

export interface World {
  readonly log: readonly Entry[];
  readonly applied: number;
  readonly rows: readonly Row[];
  /** The numbers of the entries whose message was queued, in the order of queueing. */
  readonly messages: readonly number[];
  readonly actors: readonly Actor[];
  readonly crashesLeft: number;
}

const forever = 99;

/** The world before: free slots, bookers that want some of them, perhaps a sweeper. */
export function startOf({
  slots,
  bookers,
  crashes,
}: {
  slots: number;
  bookers: readonly (readonly number[])[];
  crashes: number;
}): World {
  const actor = { phase: 'start', at: 0, prev: [], done: 0 } as const;
  return {
    log: [],
    applied: 0,
    rows: Array.from({ length: slots }, (_, slot) => ({ slot, from: 0, until: forever, holder: -1 })),
    messages: [],
    actors: [
      ...bookers.map((wanted): Actor => ({ ...actor, slots: wanted, isSweeper: false })),
      { ...actor, slots: [], isSweeper: true },
    ],
    crashesLeft: crashes,
  };
}

/** What a step does to the base for the entry in a place: one operation after the other, others act in between. */
type Operation = (world: World, place: number) => World;
export type Steps = Readonly<Record<CommitStep, (entry: Entry) => readonly Operation[]>>;

const change = (world: World, rows: readonly Row[]): World => ({ ...world, rows });

/** The steps as they are. `entry-made` and `entry-inserted` are the deciding write, which the actor itself takes. */
export const soundSteps: Steps = {
  'entry-made': () => [],
  'entry-inserted': () => [],
  'rows-ended': ({ slots, prev }) =>
    slots.map(
      (slot, index) => (world, place) =>
        change(
          world,
          world.rows.map((row) =>
            row.slot === slot && row.from === prev[index] ? { ...row, until: Math.min(row.until, place + 1) } : row,
          ),
        ),
    ),
  'rows-inserted': ({ slots, by }) =>
    slots.map((slot) => (world, place) => {
      const isThere = world.rows.some((row) => row.slot === slot && row.from === place + 1);
      return isThere ? world : change(world, [...world.rows, { slot, from: place + 1, until: forever, holder: by }]);
    }),
  'messages-queued': () => [
    (world, place) => (world.messages.includes(place) ? world : { ...world, messages: [...world.messages, place] }),
  ],
  'state-moved': () => [(world, place) => (world.applied === place ? { ...world, applied: place + 1 } : world)],
};

/** How a server takes a place in the log. */
export type Insert = (log: readonly Entry[], place: number, entry: Entry) => readonly Entry[];

/** An insert of an `_id`: the first has it. */
export const insertOnce: Insert = (log, place, entry) => (log[place] ? log : [...log, entry]);

export interface Protocol {
  readonly steps: Steps;
  readonly order: readonly CommitStep[];
  readonly insert: Insert;
}

export const soundProtocol: Protocol = { steps: soundSteps, order: commitSteps, insert: insertOnce };

/** The worlds that can come next: any server takes its next step, or dies. */
export const nextOf = (world: World, protocol: Protocol): readonly World[] =>
  world.actors.flatMap((actor, index) => {
    const stepped = act(world, index, protocol);
    const canDie = world.crashesLeft > 0 && !actor.isSweeper && !isOver(actor);
    const died = { ...withActor(world, index, { phase: 'dead' }), crashesLeft: world.crashesLeft - 1 };
    return [...(stepped ? [stepped] : []), ...(canDie ? [died] : [])];
  });

const isOver = ({ phase }: Actor): boolean => phase === 'won' || phase === 'refused' || phase === 'dead';

const withActor = (world: World, index: number, changed: Partial<Actor>): World => ({
  ...world,
  actors: world.actors.map((actor, at) => (at === index ? { ...actor, ...changed } : actor)),
});

function act(world: World, index: number, protocol: Protocol): World | undefined {
  const actor = world.actors[index]!;
  switch (actor.phase) {
    case 'start':
      return actor.isSweeper
        ? sweep(world, index)
        : withActor(world, index, { phase: 'looking', at: world.applied, prev: [] });
    case 'looking':
      return look(world, index);
    case 'committing':
      return commit(world, index, protocol);
    case 'applying':
      return applyNext(world, index, protocol);
    default:
      return undefined;
  }
}

/** A sweeper waits until something is left to be carried out. */
const sweep = (world: World, index: number): World | undefined =>
  world.log[world.applied] ? withActor(world, index, { phase: 'applying', at: world.applied, done: 0 }) : undefined;

/** Looks at the next slot as it was at the number of the look. */
function look(world: World, index: number): World {
  const { slots, prev, at } = world.actors[index]!;
  if (prev.length === slots.length) return withActor(world, index, { phase: 'committing' });
  const row = heldAt(world, at).find(({ slot }) => slot === slots[prev.length]);
  if (!row) throw new Error(`a slot is not seen at ${at}`);
  if (row.holder >= 0) return withActor(world, index, { phase: 'refused' });
  return withActor(world, index, { prev: [...prev, row.from] });
}

function commit(world: World, index: number, { insert }: Protocol): World {
  const { at, slots, prev } = world.actors[index]!;
  const log = insert(world.log, at, { by: index, slots, prev });
  return withActor({ ...world, log }, index, { phase: 'applying', done: 0 });
}

function applyNext(world: World, index: number, { steps, order }: Protocol): World {
  const { at, done, isSweeper } = world.actors[index]!;
  const entry = world.log[at]!;
  const operations = order.flatMap((step) => steps[step](entry));
  if (done < operations.length) return withActor(operations[done]!(world, at), index, { done: done + 1 });
  const isOwn = entry.by === index && !isSweeper;
  return withActor(world, index, { phase: isOwn ? 'won' : 'start' });
}

/** The rows that all see at a number. */
const heldAt = ({ rows }: World, at: number): readonly Row[] =>
  rows.filter(({ from, until }) => from <= at && at < until);

/** What is wrong in a world that can never be; undefined when all holds. */
export function findBreach(world: World): string | undefined {
  const { log, applied, actors, messages } = world;
  const seen = heldAt(world, applied);
  const slots = new Set(world.rows.map(({ slot }) => slot));
  for (const slot of slots) {
    const count = seen.filter((row) => row.slot === slot).length;
    if (count !== 1) return `slot ${slot} is seen ${count} times`;
  }
  if (new Set(messages).size !== messages.length) return 'a message is queued twice';
  for (const [index, { phase }] of actors.entries()) {
    const held = seen.filter(({ holder }) => holder === index).length;
    const wanted = actors[index]!.slots.length;
    if (held !== 0 && held !== wanted) return `booking ${index} is seen in part`;
    if (phase === 'won' && held !== wanted) return `booking ${index} was acknowledged and is gone`;
    if (phase === 'refused' && held !== 0) return `booking ${index} was refused and is there`;
  }
  return log.slice(0, applied).every((_, place) => messages.includes(place)) ? undefined : 'a message is lost';
}

/** What is wrong where nothing more can happen. */
export function findUnfinished({ log, applied, actors }: World): string | undefined {
  if (applied !== log.length) return 'an entry is never carried out';
  const open = actors.find(
    ({ phase, isSweeper }) => !isSweeper && phase !== 'won' && phase !== 'refused' && phase !== 'dead',
  );
  if (open) return 'a server waits for ever';
  const isAnyAlive = actors.some(({ phase, isSweeper }) => !isSweeper && phase !== 'dead');
  return isAnyAlive && log.length === 0 ? 'all were refused and nobody has booked' : undefined;
}

export interface Exploration {
  readonly states: number;
  /** What went wrong first; undefined when nothing can. */
  readonly breach?: string;
}

/** Tries every order of steps from a world on. */
export function explore(start: World, protocol: Protocol): Exploration {
  const seen = new Set([JSON.stringify(start)]);
  const open = [start];
  for (let world = open.pop(); world; world = open.pop()) {
    const breach = check(world, protocol, (next) => {
      const key = JSON.stringify(next);
      if (seen.has(key)) return;
      seen.add(key);
      open.push(next);
    });
    if (breach !== undefined) return { states: seen.size, breach };
  }
  return { states: seen.size };
}

function check(world: World, protocol: Protocol, visit: (next: World) => void): string | undefined {
  try {
    const next = nextOf(world, protocol);
    for (const one of next) visit(one);
    return findBreach(world) ?? (next.length === 0 ? findUnfinished(world) : undefined);
  } catch (error) {
    return (error as Error).message;
  }
}
