/** Forecasts of an import, made in this thread and handed over as another thread's would be. */
import { projectSlot } from '../../src/agenda/render/slot.ts';
import { forecast } from '../../src/import/forecast.ts';
import type { WholePiece } from '../../src/import/piece.ts';
import type { Forecaster } from '../../src/import/read-groups.ts';
import { linesOf } from './import-files.ts';

export const forecasterOf = ({ piecesAtOnce }: Pick<Forecaster, 'piecesAtOnce'>): Forecaster => ({
  piecesAtOnce,
  fewestPieces: 0,
  forecast: async (pieces, baseUrl) => structuredClone(forecast(pieces, { projectSlot, baseUrl })),
});

/** Lines as they are cut out of a file. */
export const piecesOf = (...lines: readonly (object | string)[]): WholePiece[] =>
  lines.map((line, index) => ({ line: index + 1, bytes: Buffer.from(linesOf(line).trimEnd()) }));
