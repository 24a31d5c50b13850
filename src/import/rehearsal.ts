/**
 * A store as it would be, had the lines so far been written. It holds only what later lines are
 * judged by: schedules, and the slots of the import's appointments.
 */
import { type ResourceKey, toReference } from '../fhir/reference.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { toStoredJson } from '../fhir/stored-json.ts';
import type { StoredVersion } from '../store/resource-store.ts';
import type { Change, Claim, Seen } from '../store/unit-of-work.ts';

export class Rehearsal {
  readonly #resources = new Map<string, AgendaResource>();
  /** Undefined: released. */
  readonly #claims = new Map<string, Claim | undefined>();

  /** Takes note of what these changes do to claims, and of the resources that are wanted later. */
  note(changes: readonly Change[], isWanted: (resource: AgendaResource) => boolean): void {
    for (const change of changes) {
      if (change.kind === 'claim') this.#claims.set(change.slotId, change);
      else if (change.kind === 'release') this.#claims.set(change.slotId, undefined);
      else if (change.kind === 'put' && isWanted(change.resource))
        this.#resources.set(nameOf(change.resource), change.resource);
    }
  }

  /** The resource as noted, if it was. */
  find(key: ResourceKey): AgendaResource | undefined {
    return this.#resources.get(toReference(key));
  }

  /** What is seen, with what was noted laid over it. */
  over(seen: Seen): Seen {
    return {
      now: seen.now,
      version: (key) => this.#version(key) ?? seen.version(key),
      resource: <R extends AgendaResource>(key: ResourceKey) =>
        (this.find(key) as R | undefined) ?? seen.resource<R>(key),
      identified: (identifier) => seen.identified(identifier),
      claim: (slotId) => (this.#claims.has(slotId) ? this.#claims.get(slotId) : seen.claim(slotId)),
      claimsOf: (holder) => seen.claimsOf(holder),
      slotsOf: (window) => seen.slotsOf(window),
      schedulesOf: (actor) => seen.schedulesOf(actor),
      referrers: (key) => seen.referrers(key),
    };
  }

  #version(key: ResourceKey): StoredVersion | undefined {
    const resource = this.find(key);
    return resource && { ...key, ...stamp, method: 'PUT', json: toStoredJson(resource, stamp) };
  }
}

/** Of what was never written. */
const stamp = { versionId: 1, lastUpdated: 0 };

const nameOf = ({ resourceType, id }: AgendaResource): string => `${resourceType}/${id}`;
