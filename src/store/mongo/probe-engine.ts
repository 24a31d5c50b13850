/**
 * Asks the engine for what everything rests on, before anything is written: one of many inserts of an `_id` succeeds, and
 * one of many changes of a document that go by what it holds. Some compatible engines fail this.
 */
import { randomUUID } from 'node:crypto';
import type { Collection, Db } from 'mongodb';
import { StoreNotUsable } from '../store-not-usable.ts';
import { isDuplicate } from './mongo-error.ts';

/** The driver's own least; below, it may lack what is needed. https://www.mongodb.com/docs/drivers/compatibility/ */
const leastVersion = [4, 4] as const;

const contenders = 16;

/** The driver opens connections as they are wanted, two at a time: in the first rounds most contenders still wait for theirs. */
const rounds = 8;

interface ProbeDocument {
  readonly _id: string;
  readonly value: number;
  /** What is left of a probe that was cut short goes with all else that is gone. */
  readonly gone: Date;
}

/** @throws StoreNotUsable when the engine cannot be trusted. */
export async function probeEngine(database: Db): Promise<void> {
  await demandVersion(database);
  for (let round = 0; round < rounds; round++) await race(database.collection('probes'));
}

async function race(probes: Collection<ProbeDocument>): Promise<void> {
  const _id = randomUUID();
  const all = Array.from({ length: contenders });
  try {
    const inserts = all.map(async () => {
      try {
        await probes.insertOne({ _id, value: 0, gone: new Date() });
        return 1;
      } catch (error) {
        if (isDuplicate(error)) return 0;
        throw error;
      }
    });
    demandOneWinner('insert', await Promise.all(inserts));
    const updates = all.map(
      async () => (await probes.updateOne({ _id, value: 0 }, { $set: { value: 1 } })).modifiedCount,
    );
    demandOneWinner('conditional update', await Promise.all(updates));
  } finally {
    await probes.deleteMany({ _id });
  }
}

/** @throws StoreNotUsable when the engine is older than what is needed. */
export async function demandVersion(database: Db): Promise<void> {
  const { version, versionArray } = await engineVersion(database);
  if (!isTooOld(versionArray)) return;
  throw new StoreNotUsable(
    `The MongoDB database is of version ${version} and ${leastVersion.join('.')} or later is needed.`,
  );
}

export interface EngineVersion {
  readonly version: string;
  readonly versionArray: readonly number[];
}

/** Of the server that answers: `7.0.14`, and its numbers. */
export async function engineVersion(database: Db): Promise<EngineVersion> {
  const { version, versionArray = [] } = await database.admin().command({ buildInfo: 1 });
  return { version, versionArray };
}

export const isTooOld = ([major = 0, minor = 0]: readonly number[]): boolean =>
  major < leastVersion[0] || (major === leastVersion[0] && minor < leastVersion[1]);

function demandOneWinner(kind: string, wins: readonly number[]): void {
  const winners = wins.reduce((sum, one) => sum + one, 0);
  if (winners === 1) return;
  throw new StoreNotUsable(
    `The MongoDB database cannot be used: of ${contenders} servers that raced for one ${kind}, ${winners} were told that they won; its engine would lose bookings.`,
  );
}
