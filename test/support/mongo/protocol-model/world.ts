/** The base and the servers that work on it, at one moment. */
import { type Base, baseOf } from './protocol.ts';
import type { Situation } from './situation.ts';

/** A request that is being decided. */
export interface Decision {
  /** The number over which it is decided, and the place in the log that it wants. */
  readonly at: number;
  /** How the number came about: read; the server's own of its last commit; or that of its entry under way. */
  readonly over: 'read' | 'own' | 'entry';
  readonly isExact: boolean;
  /** What it reads next for the slot that it comes to. */
  readonly reading: 'current' | 'entry' | 'former';
  /** The number of the state when it was begun. */
  readonly since: number;
  /** The rows of its first slots; null where there is none. */
  readonly seen: readonly (Seen | null)[];
  /** The state was looked at last, and is still the one over which it was decided. */
  readonly isStateSame: boolean;
  /** It has its place already: only where that is not waited for. */
  readonly isPlaced: boolean;
}

export interface Seen {
  readonly from: number;
  readonly holder: number;
}

/** An entry that is being carried out. */
export interface Applying {
  readonly place: number;
  /** How many of its operations are done. */
  readonly done: number;
}

/** It decides a request, then carries out its own entry or another's; beside its own it decides what comes next. */
export interface Server {
  readonly isDead: boolean;
  readonly answers: readonly ('done' | 'refused')[];
  readonly decision: Decision | null;
  readonly applying: Applying | null;
  readonly ahead: Decision | null;
  /** The number of the state that it has made last, which it may take for the latest. */
  readonly own: number | null;
  /** Others have gone on: it decides again over rows as they were at the number. */
  readonly isExactNext: boolean;
  /** It has seen a time that the member that is behind has not reached: that one does not answer it. */
  readonly isPastLaggard: boolean;
}

export interface World {
  readonly base: Base;
  readonly servers: readonly Server[];
  /** What a server that has nothing else to do carries out. */
  readonly sweeping: Applying | null;
  /** What the member shows that has fallen behind. */
  readonly laggard: Pick<Base, 'log' | 'rows'> | null;
  readonly crashesLeft: number;
}

export const startOf = ({ slots, servers, crashes, movers = [] }: Situation): World => ({
  base: baseOf(slots),
  servers: servers.map((_, index) => ({
    isDead: false,
    answers: [],
    decision: null,
    applying: null,
    ahead: null,
    own: movers.includes(index) ? 0 : null,
    isExactNext: false,
    isPastLaggard: false,
  })),
  sweeping: null,
  laggard: null,
  crashesLeft: crashes,
});

export const withServer = (world: World, index: number, changed: Partial<Server>): World => ({
  ...world,
  servers: world.servers.map((server, at) => {
    if (at !== index) return server;
    const { isPastLaggard, ...rest } = { ...server, ...changed };
    return { ...rest, isPastLaggard: isPastLaggard && world.laggard !== null };
  }),
});
