/**
 * Random sequences of what vendors and regulators do, against a model of a few lines. After each step: what was refused
 * changed nothing, and a slot of a live appointment is there, not free, and nobody else's.
 */
import type { Appointment, Bundle, Slot } from '@medplum/fhirtypes';
import fc from 'fast-check';
import supertest from 'supertest';
import { type AgendaServer, openAgendaServer } from '../support/agenda-server.ts';
import { agenda, appointment, slot } from './agenda.ts';
import { patience, rounds } from './scale.ts';

const slots = 6;

type Step =
  | { readonly kind: 'book'; readonly slots: readonly number[]; readonly status: 'booked' | 'pending' }
  | { readonly kind: 'change'; readonly which: number; readonly status: NonNullable<Appointment['status']> }
  | { readonly kind: 'move'; readonly which: number; readonly slots: readonly number[] }
  | { readonly kind: 'vendor'; readonly n: number; readonly status: Slot['status'] }
  | { readonly kind: 'shift'; readonly n: number }
  | { readonly kind: 'delete'; readonly n: number }
  | { readonly kind: 'replaceDay'; readonly kept: readonly number[] };

const index = fc.nat(slots - 1);
const group = fc
  .tuple(index, fc.integer({ min: 1, max: 3 }))
  .map(([from, length]) => Array.from({ length: Math.min(length, slots - from) }, (_, n) => from + n));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('book'), slots: group, status: fc.constantFrom('booked', 'pending') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('change'),
      which: fc.nat(9),
      status: fc.constantFrom('pending', 'booked', 'cancelled', 'fulfilled', 'noshow'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), which: fc.nat(9), slots: group }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('vendor'),
      n: index,
      status: fc.constantFrom('free', 'busy', 'busy-unavailable', 'busy-tentative'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shift'), n: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), n: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replaceDay'), kept: fc.uniqueArray(index) }) },
) as fc.Arbitrary<Step>;

/** What is known from outside: every slot's status, every appointment's status and slots. */
interface Picture {
  readonly slots: Readonly<Record<string, string>>;
  readonly appointments: Readonly<Record<string, { readonly status: string; readonly slots: readonly string[] }>>;
}

class World {
  readonly server: AgendaServer;
  #names = 0;

  constructor(server: AgendaServer) {
    this.server = server;
  }

  async picture(): Promise<Picture> {
    const found = await this.server.search('Slot?schedule=Schedule/a');
    const booked = await this.server.search('Appointment?_count=1000');
    const resources = <R>(bundle: Bundle) => (bundle.entry ?? []).map(({ resource }) => resource as R);
    return {
      slots: Object.fromEntries(resources<Slot>(found).map(({ id, status }) => [id!, status])),
      appointments: Object.fromEntries(
        resources<Appointment>(booked).map(({ id, status, slot: taken = [] }) => [
          id!,
          { status: status!, slots: taken.map(({ reference }) => reference!.replace('Slot/', '')) },
        ]),
      ),
    };
  }

  /** The status of the answer to a step; undefined when it has nothing to act on. */
  async take(one: Step): Promise<number | undefined> {
    switch (one.kind) {
      case 'book':
        return this.#send('post', 'Appointment', appointment(`m${this.#names++}`, one.slots, { status: one.status }));
      case 'change':
        return this.#update(one.which, ({ status: _, ...rest }) => ({ ...rest, status: one.status }) as Appointment);
      case 'move': {
        const { slot: taken, start, end } = appointment('', one.slots);
        return this.#update(one.which, (current) => ({ ...current, slot: taken!, start: start!, end: end! }));
      }
      case 'vendor':
        return this.#send('put', `Slot/s${one.n}`, slot(one.n, { status: one.status }));
      case 'shift':
        return this.#send('put', `Slot/s${one.n}`, slot(one.n, { status: 'busy', end: slot(one.n + 1).end }));
      case 'delete':
        return this.#send('delete', `Slot/s${one.n}`);
      case 'replaceDay':
        return this.#send('post', '', replacedDay(one.kept));
    }
  }

  async #update(which: number, change: (current: Appointment) => Appointment): Promise<number | undefined> {
    const { entry = [] } = await this.server.search('Appointment?_count=1000');
    const current = entry[which % Math.max(entry.length, 1)]?.resource as Appointment | undefined;
    return current && this.#send('put', `Appointment/${current.id}`, change(current));
  }

  async #send(method: 'post' | 'put' | 'delete', path: string, body?: object): Promise<number> {
    const request = supertest(this.server.app)[method](`/fhir/${path}`).set('Content-Type', 'application/fhir+json');
    return (await (body ? request.send(JSON.stringify(body)) : request)).status;
  }
}

const replacedDay = (kept: readonly number[]): Bundle => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: [
    {
      request: {
        method: 'DELETE',
        url: `Slot?schedule=Schedule/a&start=ge${slot(0).start}&start=lt${slot(slots).start}`,
      },
    },
    ...kept.map((n) => ({ resource: slot(n), request: { method: 'PUT' as const, url: `Slot/s${n}` } })),
  ],
});

const isLive = (status: string) => status === 'booked' || status === 'pending';

const holdersIn = ({ appointments }: Picture): Map<string, string[]> =>
  Map.groupBy(
    Object.entries(appointments).flatMap(([id, { status, slots: taken }]) =>
      isLive(status) ? taken.map((name) => ({ name, id })) : [],
    ),
    ({ name }) => name,
  ) as never;

function demandSound(one: Step, before: Picture, after: Picture): void {
  for (const [name, holders] of holdersIn(after)) {
    expect(holders).toHaveLength(1);
    expect(after.slots[name]).toBeDefined();
    expect(after.slots[name]).not.toBe('free');
  }
  if (one.kind === 'vendor' || one.kind === 'replaceDay' || one.kind === 'delete' || one.kind === 'shift') return;
  for (const [name, status] of Object.entries(before.slots)) {
    if (status === 'free' || holdersIn(before).has(name)) continue;
    // Busy, and nobody's: made so by its vendor, or left so by an appointment that was honoured or missed.
    expect(after.slots[name]).toBe(status);
  }
}

function demandLegal(one: Step, status: number, before: Picture): void {
  if (status >= 300) return;
  const holders = holdersIn(before);
  if (one.kind === 'book') for (const n of one.slots) expect(before.slots[`s${n}`]).toBe('free');
  if (one.kind === 'delete') expect(holders.has(`s${one.n}`)).toBe(false);
  if (one.kind === 'vendor' && one.status === 'free') expect(holders.has(`s${one.n}`)).toBe(false);
}

describe('an agenda', () => {
  it(
    'keeps its promises whatever vendors and regulators do, in whatever order',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (steps) => {
          const server = await openAgendaServer({ at: Date.now() });
          try {
            await runAll(new World(server), steps);
          } finally {
            await server.close();
          }
        }),
        { numRuns: rounds(25, 150), interruptAfterTimeLimit: patience - 60_000, markInterruptAsFailure: false },
      );
    },
    patience,
  );
});

async function runAll(world: World, steps: readonly Step[]): Promise<void> {
  const filled = await supertest(world.server.app)
    .post('/fhir')
    .set('Content-Type', 'application/fhir+json')
    .send(JSON.stringify(agenda(slots)));
  expect(filled.status).toBe(200);
  let before = await world.picture();
  for (const one of steps) {
    const status = await world.take(one);
    const after = await world.picture();
    if (status !== undefined) {
      expect([200, 201, 204, 404, 409, 422]).toContain(status);
      if (status >= 400) expect(after).toEqual(before);
      demandLegal(one, status, before);
    }
    demandSound(one, before, after);
    before = after;
  }
}
