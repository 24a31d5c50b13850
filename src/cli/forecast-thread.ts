/** Runs in a thread of its own: forecasts of groups of lines. */
import { projectSlot } from '../agenda/render/slot.ts';
import { type Forecast, forecast } from '../import/forecast.ts';
import type { WholePiece } from '../import/piece.ts';

export interface ForecastTask {
  /** The texts of the pieces, one behind the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each ends. */
  readonly ends: Uint32Array<ArrayBuffer>;
  /** Whether they are entries of a Bundle: a file has either entries or lines. */
  readonly areEntries: boolean;
  readonly baseUrl: string | undefined;
}

export default ({ baseUrl, ...task }: ForecastTask): Forecast | undefined =>
  forecast(toPieces(task), { baseUrl, projectSlot });

/** Where they stand in their file is of no interest here: of what is bad there is no forecast. */
function toPieces({ bytes, ends, areEntries }: Omit<ForecastTask, 'baseUrl'>): WholePiece[] {
  const all = Buffer.from(bytes.buffer);
  const place = areEntries ? { line: 0, entry: 0 } : { line: 0 };
  return Array.from(ends, (end, index) => ({ ...place, bytes: all.subarray(ends[index - 1] ?? 0, end) }));
}
