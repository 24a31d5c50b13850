/** What must hold in every world that can come to be. */
import { type Base, type Row, readFormer } from './protocol.ts';
import { bookingOf, free, judge, type Request, requestOf, type Situation } from './situation.ts';
import type { World } from './world.ts';

/** What is wrong in a world that can never be; undefined when all holds. */
export const findBreach = (world: World, situation: Situation): string | undefined =>
  breachOfLog(world, situation) ??
  breachOfRows(world, situation) ??
  breachOfMessages(world.base) ??
  breachOfAnswers(world, situation);

/** Each entry is what its request comes to over those before it. */
function breachOfLog({ base: { log } }: World, situation: Situation): string | undefined {
  for (const [place, { server, request, slots, holders }] of log.entries()) {
    const wanted = requestOf(situation, server, request)!;
    const before = holdersAt(log, place, situation);
    const taken = slots.find((slot) => before[slot] !== free);
    if (wanted.does === 'book' && taken !== undefined) return `slot ${taken} is booked twice`;
    const verdict = judge(
      wanted,
      bookingOf(server, request),
      slots.map((slot) => before[slot]),
    );
    const isRight = verdict.kind === 'change' && verdict.holders.every((holder, index) => holder === holders[index]);
    if (!isRight) return `a change undoes what it has not seen`;
  }
  return undefined;
}

/** Who has each slot after the first entries of the log. */
const holdersAt = (log: Base['log'], number: number, { slots }: Situation): readonly number[] =>
  log
    .slice(0, number)
    .reduce<readonly number[]>(
      (holders, entry) => holders.map((holder, slot) => entry.holders[entry.slots.indexOf(slot)] ?? holder),
      slots,
    );

/** All see of each slot what the entries make of it that are carried out. */
function breachOfRows({ base }: World, situation: Situation): string | undefined {
  const { log, applied, rows } = base;
  const isSeen = ({ from, until }: Row) => from <= applied && applied < until;
  for (const [slot, holder] of holdersAt(log, applied, situation).entries()) {
    const count = rows.filter((row) => row.slot === slot && isSeen(row)).length;
    if (count !== 1) return `slot ${slot} is seen ${count} times`;
    if (readFormer(rows, slot, applied)!.holder !== holder) return `slot ${slot} is not what the log makes of it`;
  }
  return undefined;
}

function breachOfMessages({ log, applied, messages }: Base): string | undefined {
  if (new Set(messages).size !== messages.length) return 'a message is queued twice';
  return log.slice(0, applied).every((_, place) => messages.includes(place)) ? undefined : 'a message is lost';
}

function breachOfAnswers({ base, servers }: World, { servers: requests }: Situation): string | undefined {
  const seen = base.rows.filter(({ from, until }) => from <= base.applied && base.applied < until);
  const isApplied = (server: number, request: number) =>
    base.log.slice(0, base.applied).some((entry) => entry.server === server && entry.request === request);
  for (const [server, { answers }] of servers.entries()) {
    for (const [request, { does, slots }] of requests[server]!.entries()) {
      const name = `${does} ${slots} of server ${server}`;
      const held = seen.filter(({ holder }) => holder === bookingOf(server, request)).length;
      if (held !== 0 && held !== slots.length) return `${name} is seen in part`;
      const isThere = does === 'book' ? held > 0 : isApplied(server, request);
      if (answers[request] === 'done' && !isThere) return `${name} was acknowledged and is gone`;
      if (answers[request] === 'refused' && isThere) return `${name} was refused and is there`;
    }
  }
  return undefined;
}

/** A refusal that is being told. */
export interface Refusal {
  readonly request: Request;
  readonly booking: number;
  /** The number of the state when its decision was begun. */
  readonly since: number;
}

/** Who is refused was refused for what was so at some number since it was asked, by entries that stand in the log. */
export function demandTrueRefusal(
  { world: { base }, situation }: { world: World; situation: Situation },
  { request, booking, since }: Refusal,
): void {
  for (let number = since; number <= base.log.length; number++) {
    const holders = holdersAt(base.log, number, situation);
    const verdict = judge(
      request,
      booking,
      request.slots.map((slot) => holders[slot]),
    );
    if (verdict.kind === 'refusal') return;
  }
  throw new Error(`${request.does} ${request.slots} was refused for what was never so`);
}

/** What is wrong where nothing more can happen. */
export function findUnfinished({ base, servers }: World, situation: Situation): string | undefined {
  if (base.applied !== base.log.length) return 'an entry is never carried out';
  const isOpen = servers.some(({ isDead, answers }, at) => !isDead && answers.length < situation.servers[at]!.length);
  if (isOpen) return 'a server waits for ever';
  const isAnyAlive = servers.some(({ isDead }) => !isDead);
  const isAllFree = situation.slots.every((holder) => holder === free);
  return isAnyAlive && isAllFree && base.log.length === 0 ? 'all were refused and nobody has booked' : undefined;
}
