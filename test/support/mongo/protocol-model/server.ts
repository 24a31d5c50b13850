/** What a server does next: it decides, takes a place in the log, carries out entries, answers. Where it may do this or that, both. */
import { type Base, type Protocol, readCurrent, readFormer } from './protocol.ts';
import { demandTrueRefusal } from './rules.ts';
import { bookingOf, judge, type Request, requestOf, type Situation, type Verdict } from './situation.ts';
import { type Decision, type Seen, type Server, type World, withServer } from './world.ts';

/** A server whose turn it is. */
export interface Turn {
  readonly world: World;
  readonly index: number;
  readonly situation: Situation;
  readonly protocol: Protocol;
}

export function actsOf(turn: Turn): readonly World[] {
  const { isDead, applying, decision } = serverOf(turn);
  if (isDead) return [];
  if (applying) return [carryOn(turn), ...actsAhead(turn)];
  if (decision) return goOn(turn, decision);
  return wantedOf(turn, 0) ? begin(turn) : [];
}

const serverOf = ({ world, index }: Turn): Server => world.servers[index]!;
const after = ({ world, index }: Turn, changed: Partial<Server>): World => withServer(world, index, changed);

/** What is asked of it: `ahead` 0: what it has not answered, 1: what follows that. */
function wantedOf(turn: Turn, ahead: 0 | 1): { request: Request; number: number } | undefined {
  const number = serverOf(turn).answers.length + ahead;
  const request = requestOf(turn.situation, turn.index, number);
  return request && { request, number };
}

function verdictOf(turn: Turn, { seen }: Decision, ahead: 0 | 1): Verdict {
  const { request, number } = wantedOf(turn, ahead)!;
  const holders = seen.map((one) => one?.holder);
  return judge(request, bookingOf(turn.index, number), holders);
}

/** The state is read, or its own is taken for the latest. */
function begin(turn: Turn): readonly World[] {
  const { own, isExactNext } = serverOf(turn);
  const { applied } = turn.world.base;
  const read = { ...fresh, at: applied, over: 'read', since: applied } as const;
  const begun = (decision: Decision, more: Partial<Server>) => after(turn, { decision, isExactNext: false, ...more });
  const exactly = begun({ ...read, isExact: true }, { isPastLaggard: true });
  if (isExactNext) return [exactly];
  const currently = begun(read, { isPastLaggard: true });
  return own === null ? [exactly, currently] : [exactly, currently, begun({ ...read, at: own, over: 'own' }, {})];
}

const fresh = { isExact: false, reading: 'current', seen: [], isStateSame: false, isPlaced: false } as const;

function goOn(turn: Turn, decision: Decision): readonly World[] {
  const verdict = verdictOf(turn, decision, 0);
  if (verdict.kind === 'unseen') return looksOf(turn, decision, 0).map((changed) => after(turn, changed));
  return verdict.kind === 'refusal' ? refuse(turn, decision) : [insert(turn, decision, verdict.holders)];
}

/** Reads for the next slot, of whichever member answers. */
function looksOf(turn: Turn, decision: Decision, ahead: 0 | 1): readonly Partial<Server>[] {
  const slot = wantedOf(turn, ahead)!.request.slots[decision.seen.length]!;
  return membersFor(turn).map((member) => {
    const looked = look(turn, decision, { slot, ...member });
    const changed = verdictOf(turn, looked, ahead).kind === 'change' ? forgetHow(looked) : looked;
    return { isPastLaggard: member.isPastLaggard, ...(ahead === 0 ? { decision: changed } : { ahead: changed }) };
  });
}

/** One read: where a current row is missing, who decides exactly asks for an entry under way, then for the former row. */
function look({ world, protocol }: Turn, decision: Decision, { slot, log, rows }: Looked): Decision {
  const { at, over, isExact, reading } = decision;
  const own = over === 'entry' && protocol.laysOwnEntry ? world.base.log[at - 1] : undefined;
  const laid = own?.slots.indexOf(slot) ?? -1;
  if (laid >= 0) return withRow(decision, { from: at, holder: own!.holders[laid]! });
  if (reading === 'former') return withRow(decision, readFormer(rows, slot, at));
  if (reading === 'entry') return log[at] ? { ...decision, reading: 'former' } : withRow(decision, undefined);
  const row = readCurrent(rows, slot, at);
  return row || !isExact || !protocol.readsFormer ? withRow(decision, row) : { ...decision, reading: 'entry' };
}

interface Looked extends Pick<Base, 'log' | 'rows'> {
  readonly slot: number;
}

const withRow = (decision: Decision, row: Seen | undefined): Decision => ({
  ...decision,
  reading: 'current',
  seen: [...decision.seen, row ? { from: row.from, holder: row.holder } : null],
});

/** Who has something to commit cares no more how it came to that: fewer worlds differ. */
const forgetHow = (decision: Decision): Decision => ({
  ...decision,
  isExact: false,
  over: 'read',
  since: decision.at,
});

/** The members that may answer it, and whether it is past the one that is behind then. */
function membersFor(turn: Turn) {
  const { base, laggard } = turn.world;
  const { isPastLaggard } = serverOf(turn);
  const live = { log: base.log, rows: base.rows, isPastLaggard: true };
  return laggard && !isPastLaggard ? [live, { ...laggard, isPastLaggard }] : [live];
}

/** Who changes nothing answers only when nobody has gone on from what it saw; else it decides again. */
function refuse(turn: Turn, decision: Decision): readonly World[] {
  const { lastLooks } = turn.protocol;
  const { isExact, over, isStateSame, at } = decision;
  const again = { decision: null, own: null, isExactNext: true } as const;
  if (!isExact && over !== 'read' && !isStateSame && lastLooks.includes('state')) {
    const isSame = turn.world.base.applied === at;
    const changed = isSame ? { decision: { ...decision, isStateSame: true } } : again;
    return [after(turn, { ...changed, isPastLaggard: true })];
  }
  if (isExact || !lastLooks.includes('entry-under-way')) return [answerRefused(turn, decision, {})];
  return membersFor(turn).map(({ log, isPastLaggard }) =>
    log[at] ? after(turn, { ...again, isPastLaggard }) : answerRefused(turn, decision, { isPastLaggard }),
  );
}

function answerRefused(turn: Turn, { since }: Decision, more: Partial<Server>): World {
  const { request, number } = wantedOf(turn, 0)!;
  demandTrueRefusal(turn, { request, booking: bookingOf(turn.index, number), since });
  const answers = [...serverOf(turn).answers, 'refused'] as const;
  return after(turn, { answers, decision: null, ...more });
}

/** Takes its place in the log; whoever has it, what stands there is carried out. */
function insert(turn: Turn, decision: Decision, holders: readonly number[]): World {
  const { isPlaced, at } = decision;
  const applying = { place: at, done: 0 };
  const placed = isPlaced ? turn.world : place(turn, decision, { holders, ahead: 0 });
  return withServer(placed, turn.index, { decision: null, own: null, applying, isPastLaggard: true });
}

function place(turn: Turn, { at, seen }: Decision, { holders, ahead }: { holders: readonly number[]; ahead: 0 | 1 }) {
  const { request, number } = wantedOf(turn, ahead)!;
  const prev = seen.map((one) => one!.from);
  const entry = { server: turn.index, request: number, slots: request.slots, prev, holders };
  const { base } = turn.world;
  return { ...turn.world, base: { ...base, log: turn.protocol.insert(base.log, at, entry) } };
}

/** The next operation of the entry that it carries out. */
function carryOn(turn: Turn): World {
  const server = serverOf(turn);
  const { place: at, done } = server.applying!;
  const base = operate(turn, at, done);
  if (base)
    return withServer({ ...turn.world, base }, turn.index, {
      applying: { place: at, done: done + 1 },
      isPastLaggard: true,
    });
  if (!isOwn(turn)) return after(turn, { applying: null });
  const answers = [...server.answers, 'done'] as const;
  return after(turn, { applying: null, answers, own: at + 1, decision: server.ahead, ahead: null });
}

/** The base after the next operation of the entry in a place; undefined when all are done. */
export function operate({ world, protocol }: Pick<Turn, 'world' | 'protocol'>, at: number, done: number) {
  const entry = world.base.log[at]!;
  const operations = protocol.order.flatMap((step) => protocol.steps[step](entry));
  return operations[done]?.(world.base, at);
}

function isOwn(turn: Turn): boolean {
  const { applying, answers } = serverOf(turn);
  const { server, request } = turn.world.base.log[applying!.place]!;
  return server === turn.index && request === answers.length;
}

/** While it carries out its own entry: what comes next is decided over that. */
function actsAhead(turn: Turn): readonly World[] {
  if (!isOwn(turn) || !wantedOf(turn, 1)) return [];
  const { applying, ahead } = serverOf(turn);
  if (!ahead) {
    const since = turn.world.base.applied;
    return [after(turn, { ahead: { ...fresh, at: applying!.place + 1, over: 'entry', since } })];
  }
  const verdict = verdictOf(turn, ahead, 1);
  if (verdict.kind === 'unseen') return looksOf(turn, ahead, 1).map((changed) => after(turn, changed));
  if (turn.protocol.awaitsOwnEntry || verdict.kind === 'refusal' || ahead.isPlaced) return [];
  const placed = place(turn, ahead, { holders: verdict.holders, ahead: 1 });
  return [withServer(placed, turn.index, { ahead: { ...ahead, isPlaced: true } })];
}
