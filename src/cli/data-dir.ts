/** Where the base is, for commands that need nothing else of the configuration. */
import { Option } from 'commander';
import { openStore } from '../application.ts';
import { type Environment, settings } from '../config.ts';
import type { ResourceStore } from '../store/resource-store.ts';

export interface DataDirFlag {
  readonly dataDir?: string;
}

/** `--data-dir`, above the environment variable that its help names. */
export function dataDirOption(): Option {
  const { flag, name, fallback } = settings.dataDir;
  return new Option(flag, `folder of the database [${name}, ${fallback}]`);
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
  const { name, fallback, parse } = settings.dataDir;
  const store = openStore({ dataDir: parse(dataDir ?? (environment[name]?.trim() || fallback)) }, Date.now);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
