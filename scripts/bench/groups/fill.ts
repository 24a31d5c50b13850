/** How fast a vendor's agenda comes into the store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillBase } from '../base.ts';
import type { BenchOptions } from '../bench-options.ts';
import { type Figure, toFigure } from '../figure.ts';

/** Enough for a steady rate, little enough to wait for. */
const mostSlots = 60_000;

/** Slots written a second through the store's write path, a thousand resources in one durable transaction. */
export async function measureFill({ largeBase }: BenchOptions): Promise<Figure[]> {
  const slots = Math.min(largeBase, mostSlots);
  const dataDir = mkdtempSync(join(tmpdir(), 'sas-interop-fill-'));
  try {
    const seconds = await fillBase({ dataDir }, { slots, days: 30, fromDay: '2026-11-23' });
    const target = { of: 'value', bound: 'at least', limit: 20_000 } as const;
    return [toFigure({ name: 'slots written by the store', value: slots / seconds, unit: 'slots/s', target })];
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}
