/** The settings that commands beside `sas serve` need: each an option above an environment variable. */
import { Option } from 'commander';
import { openStore } from '../application.ts';
import { type Setting, settings } from '../config.ts';
import type { ResourceStore } from '../store/resource-store.ts';

export interface DataDirFlag {
  readonly dataDir?: string;
}

/** The option of a setting, whose help names the variable and what stands for it. */
export const optionOf = ({ flag, name, fallback, description }: Setting<unknown>): Option =>
  new Option(flag, `${description.replaceAll('`', '')} [${name}${fallback === undefined ? '' : `, ${fallback}`}]`);

/** The value of a setting: what was given on the command line, else the environment's. Throws what it wants instead. */
export function readSetting<T>({ name, fallback, parse }: Setting<T> & { fallback: string }, given?: string): T {
  const text = given ?? (process.env[name]?.trim() || fallback);
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${name}=${text} ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Does some work on the base, over the system's clock, and closes it.
 * @throws StoreNotUsable with one sentence for a person, or what the work throws.
 */
export async function withStore<T>({ dataDir }: DataDirFlag, work: (store: ResourceStore) => Promise<T>): Promise<T> {
  const store = openStore({ dataDir: readSetting(settings.dataDir, dataDir) }, Date.now);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
