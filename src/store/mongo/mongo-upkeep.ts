/** A MongoDB database for who keeps it. */
import type { Fact, StoreUpkeep } from '../store-upkeep.ts';
import { refuseUnfinishedCopy } from './copy-mark.ts';
import { dropIndex, makeIndexes, readIndexState } from './index-state.ts';
import { examine } from './mongo-facts.ts';
import { bringUpToDate, connectPatiently, notUsable, type OpenDatabase } from './open-database.ts';
import { demandVersion } from './probe-engine.ts';
import { migrations, missingMigrations } from './schema.ts';
import { demandShardKeys } from './sharding.ts';

export class MongoUpkeep implements StoreUpkeep {
  readonly #open: OpenDatabase;
  readonly #clock: () => number;

  private constructor(open: OpenDatabase, clock: () => number) {
    this.#open = open;
    this.#clock = clock;
  }

  /** Connects, and looks at nothing yet. `clock`: milliseconds since 1970. @throws StoreNotUsable */
  static async open(uri: string, clock: () => number): Promise<MongoUpkeep> {
    return new MongoUpkeep(await connectPatiently(uri), clock);
  }

  pending(): Promise<readonly string[]> {
    return translating(async () => {
      const { database, topology } = this.#open;
      await demandVersion(database);
      await refuseUnfinishedCopy(database);
      const steps = (await missingMigrations(database)).map(({ description }) => description);
      const { missing, different } = await readIndexState(database, await demandShardKeys(database, topology));
      // The first step of all makes them.
      const isNew = steps.length === migrations.length;
      return [
        ...steps,
        ...(isNew ? [] : missing.map((name) => `make the index ${name}`)),
        ...different.map((name) => `make the index ${name} anew: it is not as it should be`),
      ];
    });
  }

  async migrate(): Promise<readonly string[]> {
    const lines = await this.pending();
    return translating(async () => {
      const { database, topology } = this.#open;
      const keys = await demandShardKeys(database, topology);
      const { different } = await readIndexState(database, keys);
      for (const name of different) await dropIndex(database, name);
      await bringUpToDate(this.#open);
      await makeIndexes(database, keys);
      return lines;
    });
  }

  examine(): Promise<readonly Fact[]> {
    return translating(() => examine(this.#open, this.#clock));
  }

  async close(): Promise<void> {
    await this.#open.client.close();
  }
}

async function translating<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw notUsable(error);
  }
}
