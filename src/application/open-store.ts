/** Which store a configuration means. */
import { join } from 'node:path';
import { projectSlot } from '../agenda/render/slot.ts';
import type { Config } from '../config.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { SqliteResourceStore } from '../store/sqlite/sqlite-resource-store.ts';

/** The file of the embedded store in its folder. */
export const databaseFile = (dataDir: string): string => join(dataDir, 'sas.db');

/** Opens the store that the configuration names. Throws StoreNotUsable with one sentence for a person. */
export const openStore = ({ dataDir }: Pick<Config, 'dataDir'>, clock: () => number): ResourceStore =>
  new SqliteResourceStore({ file: databaseFile(dataDir), projectSlot, clock });
