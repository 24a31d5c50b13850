/** The collections and their indexes. */
import type { Db, IndexDescription } from 'mongodb';
import type { CausalOrder } from './causal-order.ts';
import type { LogEntry, StateDocument } from './log-entry.ts';
import { OrderedCollection } from './ordered-collection.ts';
import type { LineDocument } from './outbox-line.ts';
import type { AgendaRow, ClaimRow, VersionRow } from './rows.ts';

export interface Collections {
  /** Every commit, in order; it alone decides who was first. */
  readonly log: OrderedCollection<LogEntry>;
  /** How far the log is carried out. */
  readonly state: OrderedCollection<StateDocument>;
  readonly versions: OrderedCollection<VersionRow>;
  readonly agenda: OrderedCollection<AgendaRow>;
  readonly claims: OrderedCollection<ClaimRow>;
  /** The outbox, a document per destination and subject. */
  readonly lines: OrderedCollection<LineDocument>;
}

export const collectionsOf = (db: Db, order: CausalOrder): Collections => ({
  log: new OrderedCollection(db.collection('log'), order),
  state: new OrderedCollection(db.collection('state'), order),
  versions: new OrderedCollection(db.collection('versions'), order),
  agenda: new OrderedCollection(db.collection('agenda'), order),
  claims: new OrderedCollection(db.collection('claims'), order),
  lines: new OrderedCollection(db.collection('lines'), order),
});

/** How long what nobody needs is kept all the same: longer than any server may stand still and then go on. */
export const graceSeconds = 6 * 3600;

const removal: IndexDescription = { key: { gone: 1 }, name: 'removal', expireAfterSeconds: graceSeconds, sparse: true };

/** One of each key at most. Nothing rests on that: where the collection is sharded it is made without `unique`. */
const current: IndexDescription = { key: { current: 1 }, name: 'current', unique: true, sparse: true };

/** By collection, in the version that `schemaVersion` says. */
export const indexes: Readonly<Record<keyof Collections, readonly IndexDescription[]>> = {
  log: [removal],
  state: [],
  versions: [
    current,
    removal,
    { key: { key: 1, until: 1 }, name: 'key' },
    // Descending: a row that is replaced while a long query goes through them moves to where the query still comes.
    { key: { terms: 1, until: -1 }, name: 'terms' },
    { key: { 'moments.param': 1, 'moments.lo': 1 }, name: 'moments' },
    { key: { type: 1, born: 1, until: 1 }, name: 'creation' },
    { key: { type: 1, at: 1 }, name: 'time' },
    { key: { at: 1 }, name: 'since' },
  ],
  agenda: [removal, { key: { schedule: 1, start: 1 }, name: 'schedule' }, { key: { key: 1 }, name: 'slot' }],
  claims: [
    current,
    removal,
    { key: { holder: 1 }, name: 'holder' },
    // Not by `expires` alone: holds that have ended stay for hours, and would be gone through each time.
    { key: { until: 1, expires: 1, key: 1 }, name: 'expiry' },
    { key: { key: 1 }, name: 'slot' },
  ],
  lines: [
    { key: { destination: 1, due: 1 }, name: 'due' },
    { key: { 'messages.seq': 1 }, name: 'messages' },
  ],
};
