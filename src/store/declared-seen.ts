/** Holds a decision to what its unit of work said it must see. */
import { type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { StoredResource, StoredVersion } from './resource-store.ts';
import type { Claim, IdentifierKey, Seen, Sees } from './unit-of-work.ts';

/**
 * What `seen` shows, as far as `sees` names it; the rest throws an Error. A store that could show everything thus asks
 * as much of a unit as one that must read beforehand.
 */
export class DeclaredSeen implements Seen {
  readonly #seen: Seen;
  readonly #keys: ReadonlySet<string>;
  readonly #identifiers: ReadonlySet<string>;
  readonly #claims: ReadonlySet<string>;
  readonly #schedules: ReadonlySet<string>;
  readonly #referrers: ReadonlySet<string>;

  constructor(seen: Seen, { keys = [], identifiers = [], claims = [], slotsOf = [], referrers = [] }: Sees) {
    this.#seen = seen;
    this.#keys = new Set(keys.map(toReference));
    this.#identifiers = new Set(identifiers.map(toText));
    this.#claims = new Set(claims);
    this.#schedules = new Set(slotsOf.map(({ scheduleId }) => scheduleId));
    this.#referrers = new Set(referrers.map(toReference));
  }

  get now(): number {
    return this.#seen.now;
  }

  version(key: ResourceKey): StoredVersion | undefined {
    assertNamed(this.#keys, toReference(key), 'keys');
    return this.#seen.version(key);
  }

  resource<R extends AgendaResource>(key: ResourceKey): R | undefined {
    assertNamed(this.#keys, toReference(key), 'keys');
    return this.#seen.resource<R>(key);
  }

  identified(identifier: IdentifierKey): readonly StoredResource[] {
    assertNamed(this.#identifiers, toText(identifier), 'identifiers');
    return this.#seen.identified(identifier);
  }

  claim(slotId: string): Claim | undefined {
    assertNamed(this.#claims, slotId, 'claims');
    return this.#seen.claim(slotId);
  }

  slotsOf(scheduleId: string): readonly StoredResource[] {
    assertNamed(this.#schedules, scheduleId, 'slotsOf');
    return this.#seen.slotsOf(scheduleId);
  }

  referrer(key: ResourceKey): ResourceKey | undefined {
    assertNamed(this.#referrers, toReference(key), 'referrers');
    return this.#seen.referrer(key);
  }
}

const toText = ({ type, system, value }: IdentifierKey): string => JSON.stringify([type, system, value]);

function assertNamed(named: ReadonlySet<string>, what: string, list: keyof Sees): void {
  if (!named.has(what)) throw new Error(`a unit of work asked for ${what}, which its sees.${list} did not name`);
}
