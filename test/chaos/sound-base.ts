/** What must hold of a base after any trouble: all that was acknowledged is there, and nothing is there by halves. */

import { DatabaseSync } from 'node:sqlite';
import { isDeepStrictEqual } from 'node:util';
import type { Appointment, Bundle, Slot } from '@medplum/fhirtypes';
import { databaseFile } from '../../src/application/open-store.ts';
import { guideSearch } from './agenda.ts';
import type { Regulators } from './regulators.ts';
import type { Send } from './server-process.ts';

/** An appointment as the base has it. */
export interface Committed {
  readonly id: string;
  /** Of each version, the oldest first. */
  readonly statuses: readonly string[];
  readonly slots: readonly string[];
}

/** The appointments of a base, by the value of their identifier. */
export type CommittedByName = ReadonlyMap<string, Committed>;

export interface BaseUnderTest {
  readonly send: Send;
  /** Who has which slot, by its id: no search shows it. */
  readonly claims: () => ReadonlyMap<string, string> | Promise<ReadonlyMap<string, string>>;
  /** All who ever wrote to it. */
  readonly regulators: Regulators;
}

/** Fails the test unless the base is sound; while it is looked at, nobody may write. Returns its appointments. */
export async function demandSoundBase({
  send,
  claims: readClaims,
  regulators,
}: BaseUnderTest): Promise<CommittedByName> {
  const committed = await committedIn(send);
  const slots = await everyPage<Slot>(send, 'Slot?schedule=Schedule/a&_count=1000');
  const claims = await readClaims();
  demandBookings(regulators, committed);
  demandComments(regulators, slots);
  demandOneHolder(slots, committed, claims);
  demandHolds(regulators, committed, claims);
  await demandShown(send, slots);
  return committed;
}

/** From the history of all appointments. */
async function committedIn(send: Send): Promise<CommittedByName> {
  const committed = new Map<string, Committed>();
  const versions = (await everyPage<Appointment>(send, 'Appointment/_history?_count=1000')).reverse();
  for (const { id = '', identifier, status = '', slot = [] } of versions) {
    const name = identifier![0]!.value!;
    const before = committed.get(name);
    // One appointment per identifier.
    expect(before?.id ?? id).toBe(id);
    const slots = slot.map(({ reference }) => reference!.replace('Slot/', ''));
    committed.set(name, { id, statuses: [...(before?.statuses ?? []), status], slots });
  }
  return committed;
}

/** The resources of all pages. */
export async function everyPage<R>(send: Send, query: string): Promise<R[]> {
  const resources: R[] = [];
  for (let next: string | undefined = query; next !== undefined; ) {
    const { status, body } = (await send('GET', next)) as { status: number; body: Bundle };
    expect(status).toBe(200);
    resources.push(...(body.entry ?? []).map(({ resource }) => resource as R));
    next = body.link?.find(({ relation }) => relation === 'next')?.url?.replace(/^.*\/fhir\//, '');
  }
  return resources;
}

/** Who has which slot, as the file of a folder says. */
export function claimsIn(dataDir: string): ReadonlyMap<string, string> {
  const database = new DatabaseSync(databaseFile(dataDir), { readOnly: true, timeout: 5000 });
  try {
    const rows = database.prepare('SELECT slot, holder FROM claim').all() as { slot: string; holder: string }[];
    return new Map(rows.map(({ slot, holder }) => [slot, holder]));
  } finally {
    database.close();
  }
}

/** Each appointment is what its regulator knows, and perhaps what he asked for last and had no answer to. */
function demandBookings({ bookings }: Regulators, committed: CommittedByName): void {
  expect([...committed.keys()].filter((name) => !bookings.has(name))).toEqual([]);
  const wrong = [...bookings].filter(([name, { acknowledged, inDoubt, slots }]) => {
    const there = committed.get(name);
    const possible = inDoubt === undefined ? [acknowledged] : [acknowledged, [...acknowledged, inDoubt]];
    const isAsKnown = possible.some((statuses) => isDeepStrictEqual(statuses, there?.statuses ?? []));
    return !isAsKnown || (there !== undefined && !isDeepStrictEqual(there.slots, slots));
  });
  expect(wrong.map(([name, booking]) => ({ known: booking, there: committed.get(name) }))).toEqual([]);
}

function demandComments({ comments }: Regulators, slots: readonly Slot[]): void {
  const wrong = [...comments].filter(([id, { acknowledged, inDoubt }]) => {
    const { comment } = slots.find((one) => one.id === id)!;
    return comment !== acknowledged.at(-1) && (inDoubt === undefined || comment !== inDoubt);
  });
  expect(wrong).toEqual([]);
}

/** The slots of a live appointment are its own and busy, those of a hold busy-tentative, all others free. */
function demandOneHolder(
  slots: readonly Slot[],
  committed: CommittedByName,
  claims: ReadonlyMap<string, string>,
): void {
  const taken = [...committed.values()]
    .filter(({ statuses }) => statuses.at(-1) === 'booked')
    .flatMap((one) => one.slots.map((slot) => `${slot} Appointment/${one.id}`));
  const booked = [...claims].filter(([, holder]) => holder.startsWith('Appointment/'));
  expect(booked.map((claim) => claim.join(' ')).sort()).toEqual(taken.sort());
  const statusOf = (holder = '') =>
    holder === '' ? 'free' : holder.startsWith('Appointment/') ? 'busy' : 'busy-tentative';
  expect(slots.map(({ id, status }) => `${id} ${status}`)).toEqual(
    slots.map(({ id }) => `${id} ${statusOf(claims.get(id!))}`),
  );
}

/** The guide's search, which reads what was rendered when slots were written, shows all that are free, and no other. */
async function demandShown(send: Send, slots: readonly Slot[]): Promise<void> {
  const { body } = await send('GET', guideSearch(slots.length));
  const shown = (body as Bundle).entry!.filter(({ search }) => search?.mode === 'match');
  const free = slots.filter(({ status }) => status === 'free');
  expect(shown.map(({ resource }) => resource!.id).sort()).toEqual(free.map(({ id }) => id).sort());
}

/** A hold that was acknowledged and not confirmed has its slots; one that was not has all of them or none. */
function demandHolds({ holds }: Regulators, committed: CommittedByName, claims: ReadonlyMap<string, string>): void {
  const held = Map.groupBy(
    [...claims].filter(([, holder]) => holder.startsWith('hold/')),
    ([, holder]) => holder.slice('hold/'.length),
  );
  expect([...held.keys()].filter((id) => !holds.has(id))).toEqual([]);
  const wrong = [...holds].filter(([id, { acknowledged, inDoubt, slots, appointment }]) => {
    const has = (held.get(id) ?? []).map(([slot]) => slot).sort();
    const isWhole = isDeepStrictEqual(has, slots.toSorted());
    if (committed.has(appointment) || (acknowledged.length === 0 && inDoubt === undefined)) return has.length > 0;
    return acknowledged.length > 0 ? !isWhole : !isWhole && has.length > 0;
  });
  expect(wrong).toEqual([]);
}
