/** Regulators at work, and a vendor beside them: what they ask of a server, and what they know to be done. */
import { randomUUID } from 'node:crypto';
import { until } from '../support/until.ts';
import { appointment, slot } from './agenda.ts';
import type { Answer, Send } from './server-process.ts';

/** The slots that the vendor writes to all the time, one per worker; the others are booked. */
const vendorsSlots = 20;

/** What happened to one thing: what was acknowledged, in order, and what was asked last and never answered. */
export interface Fate {
  readonly acknowledged: string[];
  inDoubt?: string;
}

/** An appointment, told by its statuses. */
export interface Booking extends Fate {
  readonly slots: readonly string[];
}

/** A hold, told by `held`; `appointment` is the identifier's value of the appointment that may confirm it. */
export interface Hold extends Fate {
  readonly slots: readonly string[];
  readonly appointment: string;
}

export class Regulators {
  /** By the value of the identifier. */
  readonly bookings = new Map<string, Booking>();
  /** By id. */
  readonly holds = new Map<string, Hold>();
  /** The comments of the vendor's slots, by id of the slot. */
  readonly comments = new Map<string, Fate>();
  /** Every answer of 500 or more. */
  readonly failures: Answer[] = [];
  /** How many writes were acknowledged. */
  done = 0;
  readonly #slots: number;
  #next = 0;

  /** `slots`: how many the agenda has. */
  constructor(slots: number) {
    this.#slots = slots;
  }

  /** What the failures say, each once: `507 OperationOutcome no-store`. */
  get failureKinds(): string[] {
    return [
      ...new Set(this.failures.map(({ status, body }) => `${status} ${body.resourceType} ${body.issue[0].code}`)),
    ];
  }

  /** Sets twenty to work; resolves when `isEnough` says so, or the server is gone. */
  async work(send: Send, isEnough: () => boolean = () => false): Promise<void> {
    const workOn = async (worker: number) => {
      while (!isEnough()) await this.#workOnce(send, worker);
    };
    const workers = Array.from({ length: vendorsSlots }, (_, worker) => workOn(worker).catch(demandGone));
    await Promise.all(workers);
  }

  /** Resolves when so many writes were acknowledged, or rejects: when `work` has ended before, or it takes minutes. */
  async untilDone(enough: number, work: Promise<void>): Promise<void> {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    work.then(end, end);
    await until(() => this.done >= enough || isOver, { what: `write ${enough}`, withinMs: 240_000, everyMs: 1 });
    // What the work failed with says more than that it has ended.
    if (this.done < enough) await work;
    if (this.done < enough) throw new Error(`all workers have ended after ${this.done} writes of ${enough}`);
  }

  async #workOnce(send: Send, worker: number): Promise<void> {
    const dice = Math.random();
    if (dice < 0.2) return this.#writeSlot(send, worker);
    const first = vendorsSlots + (this.#next++ % (this.#slots - vendorsSlots - 1));
    const slots = dice < 0.4 ? [first, first + 1] : [first];
    const name = randomUUID();
    const id = dice < 0.3 || dice > 0.8 ? await this.#hold(send, name, slots) : await this.#book(send, name, slots);
    // Most are cancelled, so that there is always something to be booked.
    if (id && Math.random() < 0.8) await this.#cancel(send, name, id);
  }

  async #book(send: Send, name: string, slots: readonly number[]): Promise<string | undefined> {
    const booking = this.#newBooking(name, slots);
    const { status, body } = await this.#ask(booking, 'booked', () =>
      send('POST', 'Appointment', appointment(name, slots)),
    );
    return status === 201 ? body.id : undefined;
  }

  /** Holds, and often confirms; the id of the appointment, when there is one. */
  async #hold(send: Send, name: string, slots: readonly number[]): Promise<string | undefined> {
    const id = randomUUID();
    const hold: Hold = { acknowledged: [], slots: slots.map((n) => `s${n}`), appointment: name };
    this.holds.set(id, hold);
    const resource = { ...appointment(name, slots), id };
    const held = await this.#ask(hold, 'held', () => send('POST', 'Appointment/$hold', resource));
    if (held.status !== 200 || Math.random() < 0.1) return undefined;
    const booking = this.#newBooking(name, slots);
    const booked = await this.#ask(booking, 'booked', () => send('POST', 'Appointment/$book', resource));
    return booked.status === 201 ? id : undefined;
  }

  async #cancel(send: Send, name: string, id: string): Promise<void> {
    const cancelled = [{ op: 'replace', path: '/status', value: 'cancelled' }];
    await this.#ask(this.bookings.get(name)!, 'cancelled', () => send('PATCH', `Appointment/${id}`, cancelled));
  }

  async #writeSlot(send: Send, worker: number): Promise<void> {
    const id = `s${worker}`;
    const fate = this.comments.get(id) ?? { acknowledged: [] };
    this.comments.set(id, fate);
    const comment = `https://agenda.example.fr/rdv?v=${fate.acknowledged.length}`;
    await this.#ask(fate, comment, () => send('PUT', `Slot/${id}`, slot(worker, { comment })));
  }

  #newBooking(name: string, slots: readonly number[]): Booking {
    const booking: Booking = { acknowledged: [], slots: slots.map((n) => `s${n}`) };
    this.bookings.set(name, booking);
    return booking;
  }

  async #ask(fate: Fate, what: string, send: () => Promise<Answer>): Promise<Answer> {
    fate.inDoubt = what;
    const answer = await send();
    // Of a write that was answered 503 nobody knows whether it was made.
    if (answer.status !== 503) delete fate.inDoubt;
    if (answer.status >= 500) this.failures.push(answer);
    if (answer.status < 300) {
      fate.acknowledged.push(what);
      this.done++;
    }
    return answer;
  }
}

/** A worker ends when its server was killed; anything else is a mistake of the test. */
function demandGone(error: unknown): void {
  const isGone = error instanceof TypeError || (error as Error).name.startsWith('Socket') || isDestroyed(error);
  if (!isGone) throw error;
}

const isDestroyed = (error: unknown): boolean => ((error as { code?: string }).code ?? '').startsWith('UND_ERR');
