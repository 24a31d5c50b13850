/** Where the base is, for commands that need nothing else of the configuration. */
import type { Option } from 'commander';
import { openStore } from '../application.ts';
import { type Environment, settings } from '../config.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { readOption, settingOption } from './setting-option.ts';

export interface DataDirFlag {
  readonly dataDir?: string;
}

/** `--data-dir`, above the environment variable that its help names. */
export function dataDirOption(): Option {
  return settingOption(settings.dataDir, 'folder of the database');
}

/**
 * Does some work on the base, over the system's clock, and closes it.
 * @throws StoreNotUsable with one sentence for a person, or what the work throws.
 */
export async function withStore<T>(
  { dataDir }: DataDirFlag,
  environment: Environment,
  work: (store: ResourceStore) => Promise<T>,
): Promise<T> {
  const store = openStore({ dataDir: readOption(settings.dataDir, dataDir, environment) }, Date.now);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
