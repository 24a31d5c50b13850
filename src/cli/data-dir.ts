/** Where the base is, for commands that work on it. */
import type { Option } from 'commander';
import { openStore, type StoreSettings } from '../application/open-store.ts';
import { openUpkeep } from '../application/open-upkeep.ts';
import { type Environment, readSetting, settings } from '../config.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { StoreUpkeep } from '../store/store-upkeep.ts';
import { optionOf } from './setting-option.ts';

export interface DataDirFlag {
  readonly dataDir?: string;
}

/** `--data-dir`. */
export const dataDirOption = (): Option => optionOf(settings.dataDir);

/**
 * Does some work on the base, over the system's clock, and closes it.
 * @throws StoreNotUsable with one sentence for a person, or what the work throws.
 */
export const withStore = async <T>(
  flag: DataDirFlag,
  environment: Environment,
  work: (store: ResourceStore) => Promise<T>,
): Promise<T> => withStoreAt(whereOf(flag, environment), work);

/**
 * The same on a base that is known. `isSyncedAtClose`: what it does is acknowledged by nobody before that, and need not be
 * on the disk before.
 */
export const withStoreAt = async <T>(where: StoreSettings, work: (store: ResourceStore) => Promise<T>): Promise<T> =>
  closingAfter(await openStore(where, Date.now), work);

/** The same with the upkeep of the base, which it leaves as it is until told otherwise. */
export const withUpkeep = async <T>(
  flag: DataDirFlag,
  environment: Environment,
  work: (upkeep: StoreUpkeep) => Promise<T>,
): Promise<T> => closingAfter(await openUpkeep(whereOf(flag, environment)), work);

/** Where the command line or the environment says that it is. Throws an Error that says which setting cannot be used. */
export const whereOf = ({ dataDir }: DataDirFlag, environment: Environment): StoreSettings => ({
  dataDir: readSetting(settings.dataDir, environment, dataDir),
  mongodbUri: readSetting(settings.mongodbUri, environment),
});

async function closingAfter<O extends { close(): Promise<void> }, T>(
  open: O,
  work: (open: O) => Promise<T>,
): Promise<T> {
  try {
    return await work(open);
  } finally {
    await open.close();
  }
}
