/**
 * What must hold after each step of a sequence: what was refused changed nothing; a slot of a live appointment or hold is
 * there, not free, and nobody else's; what its vendor made busy stays so.
 */
import supertest from 'supertest';
import { agenda } from './agenda.ts';
import { type PlannedStep, type Step, slots } from './model-step.ts';
import type { Hold, Picture, World } from './model-world.ts';

const isLive = (status: string) => status === 'booked' || status === 'pending';

/** The live appointments that have a slot, by the slot's name. */
const holdersIn = ({ appointments }: Picture): Map<string, { readonly name: string; readonly id: string }[]> =>
  Map.groupBy(
    Object.entries(appointments).flatMap(([id, { status, slots: taken }]) =>
      isLive(status) ? taken.map((name) => ({ name, id })) : [],
    ),
    ({ name }) => name,
  );

/** What the model knows before a step, beside what can be seen. */
interface Known {
  /** Slots of holds whose time is not over, each with its hold. */
  readonly held: ReadonlyMap<string, Hold>;
  /** Slots of holds that are over, and perhaps ended nowhere yet. */
  readonly over: ReadonlySet<string>;
}

function knownOf({ holds, clock }: World): Known {
  const live = holds.filter(({ until }) => until > clock.ms);
  const over = holds.filter(({ until }) => until <= clock.ms);
  return {
    held: new Map(live.flatMap((hold) => [...hold.has].map((name) => [name, hold]))),
    over: new Set(over.flatMap(({ has }) => [...has])),
  };
}

const nameOf = (n: number): string => `s${n}`;

/** The slots that a step wants to have, and the hold that may have them already. */
function wantedBy(one: Step, world: World): { readonly names: readonly string[]; readonly own?: Hold | undefined } {
  if (one.kind === 'book' || one.kind === 'hold') return { names: one.slots.map(nameOf) };
  if (one.kind !== 'renew' && one.kind !== 'bookHeld' && one.kind !== 'bookWithout') return { names: [] };
  const hold = world.hold(one.which);
  const names = (hold?.slots ?? []).map(nameOf);
  return one.kind === 'bookWithout' ? { names } : { names, own: hold };
}

interface Outcome {
  readonly one: Step;
  readonly status: number;
  readonly before: Picture;
  readonly known: Known;
  readonly wanted: ReturnType<typeof wantedBy>;
}

/** Whatever is had is free or one's own; and nobody is told of a conflict when all is. */
function demandLegal({ one, status, before, known, wanted }: Outcome, { madeBusy }: World): void {
  const { names, own } = wanted;
  const isBooked = own !== undefined && before.appointments[own.id] !== undefined;
  const canHave = names.every((name) => {
    const isTentative = before.slots[name] === 'busy-tentative' && !madeBusy.has(name);
    if (known.held.has(name)) return isTentative && known.held.get(name) === own;
    return before.slots[name] === 'free' || (isTentative && known.over.has(name));
  });
  if (names.length > 0 && !isBooked) {
    if (status < 300) expect(canHave).toBe(true);
    if (canHave) expect(status).not.toBe(409);
  }
  if (status >= 300) return;
  const holders = holdersIn(before);
  const isClaimed = (name: string) => holders.has(name) || known.held.has(name);
  if (one.kind === 'delete') expect(isClaimed(nameOf(one.n))).toBe(false);
  if (one.kind === 'vendor' && one.status === 'free') expect(isClaimed(nameOf(one.n))).toBe(false);
}

function demandSound({ one, before, known }: Omit<Outcome, 'status' | 'wanted'>, after: Picture, world: World): void {
  for (const [name, holders] of holdersIn(after)) {
    expect(holders).toHaveLength(1);
    expect(after.slots[name]).toBeDefined();
    expect(after.slots[name]).not.toBe('free');
  }
  const { held } = knownOf(world);
  for (const name of held.keys()) {
    expect(holdersIn(after).has(name)).toBe(false);
    expect(after.slots[name]).toMatch(/^busy/);
  }
  if (one.kind === 'vendor' || one.kind === 'replaceDay' || one.kind === 'delete' || one.kind === 'shift') return;
  const isClaimed = (name: string) => holdersIn(before).has(name) || known.held.has(name);
  for (const [name, status] of Object.entries(before.slots)) {
    if (status === 'free' || isClaimed(name) || known.over.has(name)) continue;
    // Busy, and nobody's: made so by its vendor, or left so by an appointment that was honoured or missed.
    expect(after.slots[name]).toBe(status);
  }
}

/** Holds that are over are ended by a sweep: the slots are free, but for those that their vendor has made busy since. */
function demandSwept(world: World, after: Picture): void {
  for (const name of knownOf(world).over) if (!world.madeBusy.has(name)) expect(after.slots[name]).toBe('free');
}

/** What holds no longer have after a step: what was booked or held anew, and, once they are over, what was touched. */
function forgetEnded(one: Step, status: number | undefined, after: Picture, world: World): void {
  const holders = holdersIn(after);
  const isDone = (status ?? 500) < 300;
  for (const { until, has } of world.holds) {
    const isOver = until <= world.clock.ms;
    const isSwept = isOver && ((one.kind === 'wait' && one.isSwept) || (one.kind === 'replaceDay' && isDone));
    for (const name of has) {
      const isWritten = isDone && (one.kind === 'vendor' || one.kind === 'shift') && nameOf(one.n) === name;
      const isFreed = after.slots[name] === undefined || after.slots[name] === 'free';
      if (holders.has(name) || isSwept || (isOver && (isWritten || isFreed))) has.delete(name);
    }
  }
}

/** Notes what the vendor has made busy, and what he has taken back or away. */
function noteMadeBusy(outcome: Outcome, { madeBusy }: World): void {
  const { one, status, before, known } = outcome;
  if (status >= 300) return;
  const isClaimed = (name: string) => holdersIn(before).has(name) || known.held.has(name);
  if (one.kind === 'vendor') noteWritten({ name: nameOf(one.n), given: one.status }, outcome, madeBusy);
  if (one.kind === 'shift') noteWritten({ name: nameOf(one.n), given: 'busy' }, outcome, madeBusy);
  if (one.kind === 'delete') madeBusy.delete(nameOf(one.n));
  if (one.kind !== 'replaceDay') return;
  for (const name of madeBusy.keys()) if (!isClaimed(name)) madeBusy.delete(name);
}

interface Written {
  readonly name: string;
  readonly given: string;
}

function noteWritten({ name, given }: Written, { before, known }: Outcome, madeBusy: Map<string, string>): void {
  const isClaimed = holdersIn(before).has(name) || known.held.has(name);
  // What is written again says nothing new: an agenda that repeats what it was told.
  if (isClaimed && given === before.slots[name]) return;
  if (given === 'free') madeBusy.delete(name);
  else madeBusy.set(name, given);
}

function toStep(planned: PlannedStep, before: Picture, { held }: Known): Step {
  if (planned.kind !== 'occupy') return planned;
  const claimed = [...holdersIn(before).keys(), ...held.keys()];
  const name = claimed[planned.which % Math.max(claimed.length, 1)] ?? nameOf(planned.which);
  return { kind: 'vendor', n: Number(name.slice(1)), status: 'busy' };
}

/** What a step came to, as seen from outside. */
export interface Seen {
  /** Undefined when nothing was asked. */
  readonly status: number | undefined;
  readonly picture: Picture;
}

/** Takes the steps on a new agenda; fails the test where something does not hold. Returns what was seen after each. */
export async function runAll(world: World, steps: readonly PlannedStep[]): Promise<readonly Seen[]> {
  const filled = await supertest(world.server.app)
    .post('/fhir')
    .set('Content-Type', 'application/fhir+json')
    .send(JSON.stringify(agenda(slots)));
  expect(filled.status).toBe(200);
  const seen: Seen[] = [];
  let before = await world.picture();
  for (const planned of steps) {
    const known = knownOf(world);
    const one = toStep(planned, before, known);
    const wanted = wantedBy(one, world);
    const status = await world.take(one);
    const after = await world.picture();
    if (status !== undefined) {
      expect([200, 201, 204, 404, 409, 422]).toContain(status);
      if (status >= 400) expect(after).toEqual(before);
      demandLegal({ one, status, before, known, wanted }, world);
      noteMadeBusy({ one, status, before, known, wanted }, world);
    }
    for (const [name, given] of world.madeBusy) expect(`${name} ${after.slots[name]}`).toBe(`${name} ${given}`);
    if (one.kind === 'wait' && one.isSwept) demandSwept(world, after);
    forgetEnded(one, status, after, world);
    demandSound({ one, before, known }, after, world);
    seen.push({ status, picture: after });
    before = after;
  }
  return seen;
}
