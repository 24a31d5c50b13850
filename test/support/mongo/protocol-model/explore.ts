/** Tries every order in which servers take their steps, die, and are served by a member that is behind. */
import type { Protocol } from './protocol.ts';
import { findBreach, findUnfinished } from './rules.ts';
import { actsOf, operate } from './server.ts';
import type { Situation } from './situation.ts';
import { startOf, type World, withServer } from './world.ts';

export interface Exploration {
  /** How many worlds can come to be; until the first breach. */
  readonly states: number;
  /** What went wrong first; undefined when nothing can. */
  readonly breach?: string;
}

/** Tries every order of steps from a situation on. */
export function explore(situation: Situation, protocol: Protocol): Exploration {
  const start = startOf(situation);
  const seen = new Set([JSON.stringify(start)]);
  const open = [start];
  for (let world = open.pop(); world; world = open.pop()) {
    const breach = check({ world, situation, protocol }, (next) => {
      const key = JSON.stringify(next);
      if (seen.has(key)) return;
      seen.add(key);
      open.push(next);
    });
    if (breach !== undefined) return { states: seen.size, breach };
  }
  return { states: seen.size };
}

interface Moment {
  readonly world: World;
  readonly situation: Situation;
  readonly protocol: Protocol;
}

function check(moment: Moment, visit: (next: World) => void): string | undefined {
  const { world, situation } = moment;
  try {
    const next = nextOf(moment);
    for (const one of next) visit(one);
    return findBreach(world, situation) ?? (next.length === 0 ? findUnfinished(world, situation) : undefined);
  } catch (error) {
    return (error as Error).message;
  }
}

/** The worlds that can come next. */
const nextOf = (moment: Moment): readonly World[] => [
  ...moment.world.servers.flatMap((_, index) => [...actsOf({ ...moment, index }), ...deathsOf(moment, index)]),
  ...sweepsOf(moment),
  ...lagsOf(moment),
];

function deathsOf({ world, situation }: Moment, index: number): readonly World[] {
  const { isDead, answers } = world.servers[index]!;
  if (world.crashesLeft === 0 || isDead || answers.length === situation.servers[index]!.length) return [];
  const nothing = { decision: null, applying: null, ahead: null, own: null, isExactNext: false };
  return [{ ...withServer(world, index, { ...nothing, isDead: true }), crashesLeft: world.crashesLeft - 1 }];
}

/** Some server looks now and then whether something is left to be carried out. */
function sweepsOf({ world, protocol }: Moment): readonly World[] {
  const { base, sweeping } = world;
  if (!sweeping) return base.log[base.applied] ? [{ ...world, sweeping: { place: base.applied, done: 0 } }] : [];
  const { place, done } = sweeping;
  const operated = operate({ world, protocol }, place, done);
  if (!operated) return [{ ...world, sweeping: null }];
  return [{ ...world, base: operated, sweeping: { place, done: done + 1 } }];
}

/** Once a member falls behind: from then on it shows what it has. Nobody has seen anything newer at that moment. */
function lagsOf({ world, situation }: Moment): readonly World[] {
  if (!situation.hasLaggard || world.laggard) return [];
  const { log, rows } = world.base;
  const servers = world.servers.map((server) => ({ ...server, isPastLaggard: false }));
  return [{ ...world, laggard: { log, rows }, servers }];
}
