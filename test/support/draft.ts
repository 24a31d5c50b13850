/** A draft over a small world in memory, for rules that are tested without a store. */
import { Draft, hasIdentifier, keyOf } from '../../src/agenda/writing/draft.ts';
import { referredKeys } from '../../src/agenda/writing/judge-references.ts';
import { parseDateTime } from '../../src/fhir/instant.ts';
import { type ResourceKey, toReference } from '../../src/fhir/reference.ts';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { toStoredJson } from '../../src/fhir/stored-json.ts';
import type { StoredResource } from '../../src/store/resource-store.ts';
import type { Change, Claim, Seen } from '../../src/store/unit-of-work.ts';
import { now } from './agenda-data.ts';

export interface World {
  readonly resources?: readonly AgendaResource[];
  readonly claims?: readonly Claim[];
  /** Milliseconds since 1970. */
  readonly at?: number;
}

/** A draft that sees these resources, each at its first version. */
export const draftOver = (world: World = {}): Draft => new Draft(seenOf(world));

function seenOf({ resources = [], claims = [], at = now }: World): Seen {
  const stored = resources.map(toStored);
  const find = (key: ResourceKey) => stored.find(({ type, id }) => type === key.type && id === key.id);
  const where = (isWanted: (resource: AgendaResource) => boolean) =>
    stored.filter((_, index) => isWanted(resources[index]!));
  const refersTo = (resource: AgendaResource, key: ResourceKey) =>
    referredKeys(resource).map(toReference).includes(toReference(key));
  return {
    now: at,
    version: find,
    resource: <R extends AgendaResource>(key: ResourceKey) => {
      const json = find(key)?.json;
      return json === undefined ? undefined : (JSON.parse(json) as R);
    },
    identified: (identifier) => where((one) => one.resourceType === identifier.type && hasIdentifier(one, identifier)),
    claim: (slotId) => claims.find((one) => one.slotId === slotId),
    claimsOf: (holder) => claims.filter((one) => one.holder === holder),
    slotsOf: ({ scheduleId, from, to }) =>
      where((one) => {
        if (one.resourceType !== 'Slot' || one.schedule.reference !== `Schedule/${scheduleId}`) return false;
        const start = parseDateTime(one.start)!.from;
        return from <= start && start < to;
      }),
    schedulesOf: (actor) => where((one) => one.resourceType === 'Schedule' && refersTo(one, actor)),
    referrers: (key) => where((one) => refersTo(one, key)),
  };
}

const toStored = (resource: AgendaResource): StoredResource => ({
  ...keyOf(resource),
  versionId: 1,
  lastUpdated: now,
  method: 'PUT',
  json: toStoredJson(resource, { versionId: 1, lastUpdated: now }),
});

/** What the draft would carry out, in words: `put Slot/1 busy`, `claim 1 Appointment/1`. */
export const changesOf = (draft: Draft): string[] => draft.changes.map(describe);

function describe(change: Change): string {
  switch (change.kind) {
    case 'put': {
      const status = 'status' in change.resource ? ` ${change.resource.status}` : '';
      return `put ${toReference(keyOf(change.resource))}${status}`;
    }
    case 'delete':
      return `delete ${toReference(change.key)}`;
    case 'claim':
      return `claim ${change.slotId} ${change.holder}`;
    case 'release':
      return `release ${change.slotId}`;
    case 'send':
      return `send ${change.destination} ${change.subject}`;
  }
}
