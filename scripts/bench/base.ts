/** Bases for the benchmark, filled through the store's own write path, kept between runs while they can still be used. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type StoreSettings } from '../../src/application/open-store.ts';
import { batches } from '../../src/demo/batches.ts';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { agendaResources, type BaseShape } from './agendas.ts';

/** A filled base of the embedded store: the folder that `SAS_DATA_DIR` names, and what is in it. */
export interface Base {
  readonly dataDir: string;
  readonly shape: BaseShape;
}

/** Resources written in one transaction, as an import does. */
const batchSize = 1000;

const cacheDir = join(tmpdir(), 'sas-interop-bench');

/** A base of `slots` slots whose agendas begin tomorrow. */
export const shapeOf = (slots: number): BaseShape => ({ slots, days: daysOf(slots), fromDay: isoDay(1) });

/** Days of a base that has this many slots: a small one spans just the three days that are searched. */
const daysOf = (slots: number): number => (slots < 100_000 ? 3 : 30);

/**
 * A base of `slots` slots whose agendas begin tomorrow. It is made anew each day and whenever the code that fills it
 * changed; `inform` hears of it when it takes a while.
 */
export async function openBase(slots: number, inform: (line: string) => void): Promise<Base> {
  const shape = shapeOf(slots);
  const dataDir = join(cacheDir, `${slots}-${shape.fromDay}-${fingerprint()}`);
  if (existsSync(dataDir)) return { dataDir, shape };
  for (const old of globSync(join(cacheDir, `${slots}-*`))) rmSync(old, { recursive: true });
  inform(`filling a base of ${slots} slots`);
  const unfinished = `${dataDir}.unfinished`;
  mkdirSync(unfinished, { recursive: true });
  await fillBase({ dataDir: unfinished }, shape);
  // Renamed last: a run that was stopped half-way leaves nothing that looks complete.
  renameSync(unfinished, dataDir);
  return { dataDir, shape };
}

/** Writes a base into an empty store; resolves to how many seconds that took. */
export async function fillBase(settings: StoreSettings, shape: BaseShape): Promise<number> {
  const store = await openStore(settings, Date.now);
  const begun = performance.now();
  for (const batch of batches(agendaResources(shape), batchSize)) await writeBatch(store, batch);
  const seconds = (performance.now() - begun) / 1000;
  await store.close();
  return seconds;
}

/** The ISO date of the day this many days after today. */
const isoDay = (daysAhead: number): string => new Date(Date.now() + daysAhead * 86_400_000).toISOString().slice(0, 10);

const writeBatch = (store: ResourceStore, batch: readonly AgendaResource[]): Promise<number> =>
  store.transact({
    sees: { keys: [] },
    decide: () => ({
      changes: batch.map((resource) => ({ kind: 'put', method: 'PUT', resource })),
      answer: (written) => written.length,
    }),
  });

/** What decides how a filled base looks: when one of these changed, a kept base is of no use. */
const formative = [
  'scripts/bench/agendas.ts',
  'src/agenda/render/slot.ts',
  'src/fhir/stored-json.ts',
  'src/fhir/search/extract-index-entries.ts',
  'src/fhir/search/search-parameter.ts',
  'src/store/sqlite/change-writer.ts',
  'src/store/sqlite/index-writer.ts',
  'src/store/sqlite/schema.ts',
];

function fingerprint(): string {
  const root = join(import.meta.dirname, '../..');
  const hash = createHash('sha256');
  for (const file of formative) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex').slice(0, 12);
}
