/** The server of the model-based test, what is done to it and what is seen of it. */
import type { Appointment, Bundle, Slot } from '@medplum/fhirtypes';
import supertest from 'supertest';
import { sweepHolds } from '../../src/agenda/booking/sweep-holds.ts';
import { type AgendaServer, bookingSettings } from '../support/agenda-server.ts';
import type { TestClock } from '../support/clock.ts';
import { appointment, replacedDay, slot } from './agenda.ts';
import { type Step, slots } from './model-step.ts';

/** What is known from outside: every slot's status, every appointment's status and slots. */
export interface Picture {
  readonly slots: Readonly<Record<string, string>>;
  readonly appointments: Readonly<Record<string, { readonly status: string; readonly slots: readonly string[] }>>;
}

/** Slots kept for somebody; what is told to him alone. */
export interface Hold {
  readonly id: string;
  readonly slots: readonly number[];
  /** Those it has, as far as is known: `s1` … */
  readonly has: Set<string>;
  /** Milliseconds since 1970. */
  until: number;
}

export class World {
  readonly server: AgendaServer;
  readonly clock: TestClock;
  /** The oldest first, those that are over included. */
  readonly holds: Hold[] = [];
  /** The slots that their vendor has made busy, with the status that he gave them. */
  readonly madeBusy = new Map<string, string>();
  #names = 0;

  constructor(server: AgendaServer, clock: TestClock) {
    this.server = server;
    this.clock = clock;
  }

  /** The hold that a step means. */
  hold(which: number): Hold | undefined {
    return this.holds.at(-1 - (which % Math.max(this.holds.length, 1)));
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
        return this.#send(
          'post',
          '',
          replacedDay(
            slots,
            one.kept.map((n) => slot(n)),
          ),
        );
      case 'hold':
        return this.#hold({ id: numbered(++this.#names), slots: one.slots, has: new Set(), until: 0 });
      case 'renew': {
        const hold = this.hold(one.which);
        return hold && this.#hold(hold);
      }
      case 'bookHeld': {
        const hold = this.hold(one.which);
        return hold && this.#send('post', 'Appointment/$book', toBook(hold));
      }
      case 'bookWithout': {
        const hold = this.hold(one.which);
        return hold && this.#send('post', 'Appointment', appointment(`m${this.#names++}`, hold.slots));
      }
      case 'wait':
        this.clock.ms += one.minutes * 60_000;
        if (one.isSwept) await sweepHolds(this.server.store, this.clock.ms);
        return undefined;
    }
  }

  async #hold(hold: Hold): Promise<number> {
    const status = await this.#send('post', 'Appointment/$hold', toBook(hold));
    if (status !== 200) return status;
    if (!this.holds.includes(hold)) this.holds.push(hold);
    hold.until = this.clock.ms + bookingSettings.holdMs;
    for (const name of hold.slots.map((n) => `s${n}`)) {
      for (const { has } of this.holds) has.delete(name);
      hold.has.add(name);
    }
    return status;
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

/** A UUID that says a number: the same steps make the same ids. */
export const numbered = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** The same each time, so that `$hold` and `$book` may be repeated. */
const toBook = ({ id, slots: wanted }: Hold): Appointment => ({ ...appointment(id, wanted), id });
