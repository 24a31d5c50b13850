/** A MongoDB database that becomes a copy of another base: its versions are carried out as commits are. */
import { randomUUID } from 'node:crypto';
import type { Collection } from 'mongodb';
import type { ResourceKey } from '../../fhir/reference.ts';
import type { ProjectSlot } from '../agenda-query.ts';
import {
  type ContentLine,
  type ContentState,
  type ContentVersion,
  type CopyMark,
  CopyRefused,
  overtaken,
  placeToGoOn,
  type StoreCopy,
} from '../store-contents.ts';
import type { Claim } from '../unit-of-work.ts';
import { endRows, insertRows, removable } from './apply-entry.ts';
import type { Collections } from './collections.ts';
import { type MarkDocument, markIn } from './copy-mark.ts';
import type { VersionEffect } from './log-entry.ts';
import { MongoContents } from './mongo-contents.ts';
import { asOutcome, isDuplicate } from './mongo-error.ts';
import { connectPatiently, type OpenDatabase, openDatabase } from './open-database.ts';
import { emptyLine, type LineDocument } from './outbox-line.ts';
import { type PrepareVersion, preparing, toClaimRow, toRowChanges } from './row-changes.ts';
import { heldAt } from './rows.ts';
import { readState } from './snapshot.ts';

export class MongoCopy implements StoreCopy {
  readonly contents: MongoContents;
  readonly #collections: Collections;
  readonly #marks: Collection<MarkDocument>;
  readonly #prepare: PrepareVersion;
  readonly #run = randomUUID();
  /** The number up to which its versions are complete. */
  #done = 0;
  #claims = 0;

  private constructor(open: OpenDatabase, projectSlot: ProjectSlot) {
    this.contents = new MongoContents(open);
    this.#collections = open.collections;
    this.#marks = markIn(open.database);
    this.#prepare = preparing(projectSlot);
  }

  /** Connects and makes what is missing. @throws StoreNotUsable */
  static async open(uri: string, projectSlot: ProjectSlot): Promise<MongoCopy> {
    return new MongoCopy(await openDatabase(uri, connectPatiently), projectSlot);
  }

  begin(source: string): Promise<number> {
    return this.#tell(async ({ versions, agenda }) => {
      const mark = (await this.#marks.findOne({ _id: 'copy' })) ?? undefined;
      const { location } = this.contents;
      const seq = placeToGoOn({ location, mark, isEmpty: await isEmpty(this.#collections) }, source);
      await this.#takeOver(mark?.run, { source, run: this.#run, seq });
      // What an earlier run had not come to the end of.
      await versions.deleteMany({ _id: { $gt: seq } });
      await agenda.deleteMany({ _id: { $gt: seq } });
      this.#done = seq;
      return seq;
    });
  }

  addVersions(copied: readonly ContentVersion[]): Promise<void> {
    return this.#continue(async ({ versions, agenda }) => {
      const instants = new Map(copied.map(({ seq, lastUpdated }) => [seq, lastUpdated]));
      const effects = await this.#toEffects(copied);
      const changes = toRowChanges(effects, this.#prepare, ({ seq }) => instants.get(seq)!);
      await Promise.all([endRows(versions, changes.versions, {}), endRows(agenda, changes.agenda, removable)]);
      await Promise.all([insertRows(versions, changes.versions), insertRows(agenda, changes.agenda)]);
      this.#done = copied.at(-1)!.seq;
      const { matchedCount } = await this.#marks.updateOne(this.#own, { $set: { seq: this.#done } });
      if (matchedCount === 0) throw overtaken(this.contents.location);
    });
  }

  removeClaimsAndLines(): Promise<void> {
    return this.#continue(async ({ claims, lines }) => {
      await claims.deleteMany({});
      await lines.deleteMany({});
    });
  }

  addClaims(copied: readonly Claim[]): Promise<void> {
    return this.#continue(async ({ claims }) => {
      await claims.insertMany(
        copied.map((claim) => toClaimRow({ ...claim, seq: ++this.#claims })),
        {},
      );
    });
  }

  addLines(copied: readonly ContentLine[]): Promise<void> {
    return this.#continue(async ({ lines }) => {
      await lines.insertMany(copied.map(toLineDocument), {});
    });
  }

  setState({ seq, at }: ContentState): Promise<void> {
    return this.#continue(async ({ log, state }) => {
      if (await log.findOne({})) throw new CopyRefused(`A server has written to ${this.contents.location} meanwhile.`);
      await state.updateOne({ _id: 'applied' }, { $set: { seq, at, directory: seq } });
    });
  }

  finish(): Promise<void> {
    return this.#continue(async () => {
      await this.#marks.deleteOne(this.#own);
    });
  }

  close(): Promise<void> {
    return this.contents.close();
  }

  get #own() {
    return { _id: 'copy', run: this.#run } as const;
  }

  /** Makes the mark this run's, if it still is as it was found. */
  async #takeOver(former: string | undefined, mark: CopyMark): Promise<void> {
    const found = { _id: 'copy', run: former ?? 'none' } as const;
    try {
      const { matchedCount, upsertedCount } = await this.#marks.replaceOne(found, mark, {
        upsert: former === undefined,
      });
      if (matchedCount + upsertedCount === 1) return;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    throw overtaken(this.contents.location);
  }

  /** As they would stand in the log. A run that was cut short may have ended what they replace, or some of it. */
  async #toEffects(copied: readonly ContentVersion[]): Promise<readonly VersionEffect[]> {
    const later = copied.filter(({ versionId }) => versionId > 1).map(keyOf);
    const filter = { key: { $in: later }, ...heldAt(this.#done) };
    const present = await this.#collections.versions.find(filter, { projection: { key: 1 } }).toArray();
    const last = new Map(present.map(({ key, _id }) => [key, _id]));
    return copied.map(({ type, id, versionId: version, seq, born, method, json = null }) => {
      const key = keyOf({ type, id });
      const prev = last.get(key);
      last.set(key, seq);
      const effect = { kind: 'version', seq, type, id, version, born, method, json } as const;
      return prev === undefined ? effect : { ...effect, prev };
    });
  }

  /** Writes as long as no other run has begun. */
  #continue(work: (collections: Collections) => Promise<void>): Promise<void> {
    return this.#tell(async (collections) => {
      if (!(await this.#marks.findOne(this.#own))) throw overtaken(this.contents.location);
      await work(collections);
    });
  }

  async #tell<T>(work: (collections: Collections) => Promise<T>): Promise<T> {
    try {
      return await work(this.#collections);
    } catch (error) {
      throw asOutcome(error);
    }
  }
}

async function isEmpty(collections: Collections): Promise<boolean> {
  const { log, versions, claims, lines } = collections;
  const { seq } = await readState(collections);
  const found = await Promise.all([log.findOne({}), versions.findOne({}), claims.findOne({}), lines.findOne({})]);
  return seq === 0 && found.every((one) => one === null);
}

const keyOf = ({ type, id }: ResourceKey): string => `${type}/${id}`;

/** Numbers of messages in a line only rise: what is queued later is known from what it has by the last. */
const toLineDocument = ({ destination, subject, fence, due, messages }: ContentLine): LineDocument => ({
  ...emptyLine(destination, subject),
  revision: 1,
  fence,
  ...(due === undefined ? {} : { due }),
  last: messages.at(-1)?.id ?? 0,
  messages: messages.map(({ id, queuedAt, ...message }) => ({ seq: id, at: queuedAt, ...message })),
});
