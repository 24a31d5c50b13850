/** Who wants what at the outset: small enough that every order in which servers can take their steps is tried. */

/** Who has a slot: a booking of one of the servers (`bookingOf`), or one of these two. */
export const free = -1;
export const bookedBefore = -2;

/**
 * What a client asks of its server: to book slots, to renew them (each stays as it is, its row is replaced), or to cancel
 * the booking that was there before.
 */
export interface Request {
  readonly does: 'book' | 'renew' | 'cancel';
  readonly slots: readonly number[];
}

export interface Situation {
  /** Who has each slot. */
  readonly slots: readonly number[];
  /** What each server is asked, one after the other. */
  readonly servers: readonly (readonly Request[])[];
  /** How many servers may die. */
  readonly crashes: number;
  /** Servers that have just moved the state, and take it for the latest. */
  readonly movers?: readonly number[];
  /** Whether a member of the database may fall behind, and go on answering those who do not know better. */
  readonly hasLaggard?: boolean;
}

/** Names the booking that a server is asked for. */
export const bookingOf = (server: number, request: number): number => server * 10 + request;

/** What is wanted of a server next; undefined when it has answered all. */
export const requestOf = ({ servers }: Situation, server: number, request: number): Request | undefined =>
  servers[server]![request];

/** What a request comes to. */
export type Verdict =
  /** There are slots it has not seen yet. */
  | { readonly kind: 'unseen' }
  | { readonly kind: 'refusal' }
  /** Who has each of its slots then. */
  | { readonly kind: 'change'; readonly holders: readonly number[] };

/**
 * Decides a request over who has its first slots; undefined: a slot is not there.
 * @param booking what it is named if it books
 */
export function judge({ does, slots }: Request, booking: number, seen: readonly (number | undefined)[]): Verdict {
  if (seen.some((holder) => !isRight(does, holder))) return { kind: 'refusal' };
  if (seen.length < slots.length) return { kind: 'unseen' };
  const after = { book: () => booking, renew: (holder: number) => holder, cancel: () => free }[does];
  return { kind: 'change', holders: seen.map((holder) => after(holder!)) };
}

function isRight(does: Request['does'], holder: number | undefined): boolean {
  if (does === 'book') return holder === free;
  return does === 'cancel' ? holder === bookedBefore : holder !== undefined;
}
