/** Where the base is, for commands that work on it. */
import type { Option } from 'commander';
import { openStore } from '../application/open-store.ts';
import { type Environment, settings } from '../config.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { optionOf, readSetting } from './setting-option.ts';

export interface DataDirFlag {
  readonly dataDir?: string;
}

/** `--data-dir`. */
export const dataDirOption = (): Option => optionOf(settings.dataDir);

/**
 * Does some work on the base, over the system's clock, and closes it.
 * @throws StoreNotUsable with one sentence for a person, or what the work throws.
 */
export async function withStore<T>(
  { dataDir }: DataDirFlag,
  environment: Environment,
  work: (store: ResourceStore) => Promise<T>,
): Promise<T> {
  const where = {
    dataDir: readSetting(settings.dataDir, environment, dataDir),
    mongodbUri: readSetting(settings.mongodbUri, environment),
  };
  const store = await openStore(where, Date.now);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
