/** How fast `sas import` brings a vendor's agenda in, as its user runs it: start of the program included. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { agendaResources } from '../agendas.ts';
import type { BenchOptions } from '../bench-options.ts';
import { type Figure, toFigure } from '../figure.ts';

/** Enough for the start of the program to weigh little. */
const mostSlots = 250_000;
/** Slots a second that must be reached, by how what is imported is validated. */
const targets = { off: 20_000, strict: 8_000 } as const;

const program = join(import.meta.dirname, '../../../src/cli/sas.ts');

export async function measureImport({ largeBase, inform }: BenchOptions): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sas-interop-import-'));
  try {
    const slots = Math.min(largeBase, mostSlots);
    const file = join(folder, 'agenda.ndjson');
    const resources = agendaResources({ slots, days: 30, fromDay: '2026-11-23' });
    await writeFile(
      file,
      resources.map((resource) => `${JSON.stringify(resource)}\n`),
      // Else it would still be on its way to the disk while the import syncs what it writes.
      { flush: true },
    );
    const figures: Figure[] = [];
    for (const [validation, limit] of Object.entries(targets)) {
      inform(`importing, validation ${validation}`);
      const begun = performance.now();
      const options = ['--data-dir', join(folder, validation), '--validation', validation];
      await promisify(execFile)(process.execPath, [program, 'import', file, ...options]);
      figures.push(
        toFigure({
          name: `slots imported, validation ${validation}`,
          value: slots / ((performance.now() - begun) / 1000),
          unit: 'slots/s',
          target: { of: 'value', bound: 'at least', limit },
        }),
      );
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
