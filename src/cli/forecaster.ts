/** Forecasts of an import's groups, made by a thread of their own while this one writes. */
import { extname } from 'node:path';
import type { Tinypool } from 'tinypool';
import type { Forecast } from '../import/forecast.ts';
import type { WholePiece } from '../import/piece.ts';
import type { Forecaster } from '../import/read-groups.ts';
import type { ForecastTask } from './forecast-thread.ts';

export interface ThreadedForecaster extends Forecaster {
  /** Ends the thread, if one was begun. */
  close(): Promise<void>;
}

/** The thread begins with the first forecast. */
export function createForecaster(): ThreadedForecaster {
  let pool: Promise<Tinypool> | undefined;
  return {
    // What is made of few is soon garbage.
    piecesAtOnce: 250,
    fewestPieces: 5000,
    forecast: async (pieces, baseUrl) => {
      pool ??= openPool();
      const task = toTask(pieces, baseUrl);
      const transferList = [task.bytes.buffer, task.ends.buffer];
      // If the thread fails, this one looks at the lines: what is wrong shows here.
      return (await pool).run(task, { transferList }).catch(() => undefined) as Promise<Forecast | undefined>;
    },
    close: async () => {
      await (await pool)?.destroy();
    },
  };
}

async function openPool(): Promise<Tinypool> {
  const { Tinypool } = await import('tinypool');
  return new Tinypool({
    filename: threadFile.href,
    minThreads: 1,
    maxThreads: 1,
    // All that is asked for: what waits here would wait until this thread has written.
    concurrentTasksPerWorker: 100,
    // What it makes is garbage soon, and need not grow old first.
    resourceLimits: { maxYoungGenerationSizeMb: 48 },
  });
}

/** Beside this file, as source or compiled as this one is. */
const threadFile = new URL(`./forecast-thread${extname(import.meta.filename)}`, import.meta.url);

/** All texts in one piece of memory, which goes over without being copied. */
function toTask(pieces: readonly WholePiece[], baseUrl: string | undefined): ForecastTask {
  const ends = new Uint32Array(pieces.length);
  let end = 0;
  for (const [index, { bytes }] of pieces.entries()) {
    end += bytes.length;
    ends[index] = end;
  }
  const bytes = new Uint8Array(end);
  for (const [index, piece] of pieces.entries()) bytes.set(piece.bytes, ends[index]! - piece.bytes.length);
  return { bytes, ends, areEntries: pieces[0]?.entry !== undefined, baseUrl };
}
