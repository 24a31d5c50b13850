/** All that a MongoDB database holds. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Filter, MongoClient } from 'mongodb';
import { wrongSchema } from '../schema-version.ts';
import {
  type ContentLine,
  type ContentMessage,
  type ContentState,
  type ContentVersion,
  CopyRefused,
  inPages,
  pageSize,
  type ShownSlot,
  type StoreContents,
  type Stretch,
} from '../store-contents.ts';
import { StoreNotUsable } from '../store-not-usable.ts';
import type { Claim } from '../unit-of-work.ts';
import type { Collections } from './collections.ts';
import { refuseUnfinishedCopy } from './copy-mark.ts';
import type { State } from './log-entry.ts';
import { asOutcome } from './mongo-error.ts';
import { closingOnFailure, connectPatiently, type OpenDatabase } from './open-database.ts';
import type { Results } from './ordered-collection.ts';
import type { LineDocument, LineMessage } from './outbox-line.ts';
import { type AgendaRow, type ClaimRow, heldAt, toClaim, toStoredVersion, type VersionRow } from './rows.ts';
import { migrations, schemaVersion } from './schema.ts';
import { readLatestState } from './snapshot.ts';
import type { Topology } from './topology.ts';

/** How long commits under way are waited for, and how often that is looked at, in milliseconds. */
const patienceMs = 5000;
const pollMs = 20;

export class MongoContents implements StoreContents {
  readonly location: string;
  readonly #client: MongoClient;
  readonly #collections: Collections;

  readonly #topology: Topology;

  /** Of a database that is open. */
  constructor({ client, database, collections, topology }: OpenDatabase) {
    this.location = locationOf(client, database.databaseName);
    this.#client = client;
    this.#collections = collections;
    this.#topology = topology;
  }

  /** Opens a database to be read alone. @throws StoreNotUsable */
  static async open(uri: string): Promise<MongoContents> {
    const opened = await connectPatiently(uri);
    return closingOnFailure(opened, async () => {
      await demandSchema(opened);
      await refuseUnfinishedCopy(opened.database);
      return new MongoContents(opened);
    });
  }

  /** Waits for the end of commits: one that is not carried out may have messages in the outbox already, and no rows. */
  async state(): Promise<ContentState> {
    for (const giveUpAt = Date.now() + patienceMs; ; await delay(pollMs)) {
      const { seq, at } = await this.#latest();
      const open = await this.#ask(({ log }) => log.findOne({ _id: seq }, { projection: { _id: 1 } }));
      if (!open) return { seq, at };
      if (Date.now() > giveUpAt) {
        throw new CopyRefused(
          `${this.location} has a commit under way: stop its servers; if it stays so, start one on it and stop it again.`,
        );
      }
    }
  }

  countVersions(upTo: number): Promise<number> {
    return this.#ask(({ versions }) => versions.countDocuments({ _id: { $lte: upTo }, ...notPurged }));
  }

  async *versions({ after, upTo }: Stretch): AsyncGenerator<readonly ContentVersion[]> {
    const projection = { terms: 0, moments: 0 };
    const pages = this.#pages<VersionRow>(({ versions }, last) =>
      versions.find({ _id: { $gt: last?._id ?? after, $lte: upTo }, ...notPurged }, { projection, ...onePage }),
    );
    for await (const page of pages) yield page.map((row) => toContentVersion(row, upTo));
  }

  async *claims(): AsyncGenerator<readonly Claim[]> {
    const seq = await this.#seq();
    const pages = this.#pages<ClaimRow>(({ claims }, last) => claims.find(heldBehind(last, seq), onePage));
    for await (const page of pages) yield page.map(toClaim);
  }

  async *shownSlots(): AsyncGenerator<readonly ShownSlot[]> {
    const seq = await this.#seq();
    const projection = { key: 1, schedule: 1, start: 1 };
    const pages = this.#pages<AgendaRow>(({ agenda }, last) =>
      agenda.find(heldBehind(last, seq), { projection, ...onePage }),
    );
    for await (const page of pages) {
      yield page.map(({ key: id, schedule: scheduleId, start }) => ({ scheduleId, start, id }));
    }
  }

  async *lines(): AsyncGenerator<readonly ContentLine[]> {
    const pages = this.#pages<LineDocument>(({ lines }, last) =>
      lines.find({ _id: { $gt: last?._id ?? '' } }, onePage),
    );
    for await (const page of pages) yield page.map(toContentLine);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  #latest(): Promise<State> {
    return this.#ask((collections) => readLatestState(collections, this.#topology));
  }

  async #seq(): Promise<number> {
    return (await this.#latest()).seq;
  }

  /** `find` gives those behind a row. */
  #pages<R>(find: (collections: Collections, last: R | undefined) => Results<R>): AsyncGenerator<readonly R[]> {
    return inPages<R>((last) => this.#ask((collections) => find(collections, last).toArray()));
  }

  async #ask<T>(question: (collections: Collections) => Promise<T>): Promise<T> {
    try {
      return await question(this.#collections);
    } catch (error) {
      throw asOutcome(error);
    }
  }
}

const onePage = { sort: { _id: 1 }, limit: pageSize } as const;

/** The rows behind one that held at a number. */
const heldBehind = (last: { readonly _id: number } | undefined, seq: number) => {
  const { _id, until } = heldAt(seq);
  return { _id: { $gt: last?._id ?? 0, ..._id }, until };
};

/** A purge takes away what was written long before it, whatever stretch is asked for. */
const notPurged: Filter<VersionRow> = { purged: { $exists: false } };

/** `mongodb://db1:27017,db2:27017/sas`. */
function locationOf({ options }: MongoClient, database: string): string {
  const hosts = options.srvHost ? [options.srvHost] : options.hosts.map(String);
  return `mongodb${options.srvHost ? '+srv' : ''}://${hosts.sort().join(',')}/${database}`;
}

async function demandSchema({ database }: OpenDatabase): Promise<void> {
  const version = await schemaVersion(database);
  if (version === migrations.length) return;
  if (version === 0) throw new StoreNotUsable('There is no base in the MongoDB database.');
  throw wrongSchema('The MongoDB database', version, migrations.length);
}

const toContentVersion = (row: VersionRow, upTo: number): ContentVersion => ({
  ...toStoredVersion(row),
  seq: row._id,
  born: row.born,
  isCurrent: row.until > upTo,
});

const toContentLine = ({ destination, subject, fence, due, messages }: LineDocument): ContentLine => ({
  destination,
  subject,
  fence,
  ...(due === undefined ? {} : { due }),
  messages: messages.map(toContentMessage),
});

const toContentMessage = ({ seq, body, at, attempts, isParked, failure }: LineMessage): ContentMessage => ({
  id: seq,
  body,
  queuedAt: at,
  attempts,
  isParked,
  ...(failure ? { failure } : {}),
});
