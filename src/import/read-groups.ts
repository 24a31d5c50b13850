/** The pieces of one kind in groups, read ahead, each with its forecast where one is made. */
import type { Forecast } from './forecast.ts';
import { LineGroup } from './line-group.ts';
import type { Kind } from './line-kinds.ts';
import type { Piece, WholePiece } from './piece.ts';
import { piecesOf, type SurveyedFile } from './survey.ts';

/** A piece, and which of its file's it is. */
export interface IndexedPiece {
  readonly piece: Piece;
  readonly index: number;
}

export interface PieceGroup {
  readonly pieces: readonly IndexedPiece[];
  /** Undefined where each line is to be looked at. */
  readonly forecast: Promise<Forecast | undefined>;
}

/** Who makes forecasts, elsewhere. */
export interface Forecaster {
  /** Undefined when there is none to be had. `baseUrl`: this server's own, if known. */
  forecast(pieces: readonly WholePiece[], baseUrl: string | undefined): Promise<Forecast | undefined>;
  /** How many pieces it is given at a time. */
  readonly piecesAtOnce: number;
  /** A file with fewer pieces is written before the first forecast would be there. */
  readonly fewestPieces: number;
}

export interface GroupOptions {
  readonly kind: Kind;
  readonly onBytes: (count: number) => void;
  /** Absent: each line is to be looked at. */
  readonly forecaster?: Forecaster | undefined;
  readonly baseUrl?: string | undefined;
}

/** Of text that has one forecast: a few large lines are as much as many. */
const bytesAtOnce = 1024 * 1024;

/** How many forecasts are under way while something is written: as many as are made while the disk is synced. */
const groupsAhead = 16;

/** The file's pieces of this kind, in its order; none of the groups is empty. */
export const readGroups = (file: SurveyedFile, { forecaster, ...options }: GroupOptions): AsyncGenerator<PieceGroup> =>
  forecaster
    ? readAhead(forecastGroups(file, options, forecaster))
    : readAlone(groupsOf(file, options, new LineGroup()));

async function* readAlone(groups: AsyncGenerator<IndexedPiece[]>): AsyncGenerator<PieceGroup> {
  for await (const pieces of groups) yield { pieces, forecast: noForecast };
}

async function* forecastGroups(
  file: SurveyedFile,
  options: GroupOptions,
  forecaster: Forecaster,
): AsyncGenerator<PieceGroup, void> {
  const group = new LineGroup<IndexedPiece>({ lines: forecaster.piecesAtOnce, bytes: bytesAtOnce });
  for await (const pieces of groupsOf(file, options, group)) {
    const forecast = isForecast(pieces) ? forecaster.forecast(wholeOf(pieces), options.baseUrl) : noForecast;
    // Told when its turn comes.
    forecast.catch(() => {});
    yield { pieces, forecast };
  }
}

const noForecast = Promise.resolve(undefined);

/** Not where something could not even be cut out, nor of one huge line: it would be in memory several times. */
const isForecast = (pieces: readonly IndexedPiece[]): boolean =>
  pieces.every(({ piece }) => 'bytes' in piece) && bytesOf(pieces) < 2 * bytesAtOnce;

const wholeOf = (pieces: readonly IndexedPiece[]): WholePiece[] =>
  pieces.flatMap(({ piece }) => ('bytes' in piece ? piece : []));

async function* groupsOf(
  file: SurveyedFile,
  { kind, onBytes }: GroupOptions,
  group: LineGroup<IndexedPiece>,
): AsyncGenerator<IndexedPiece[]> {
  for await (const pieces of piecesOf(file, kind, onBytes)) {
    for (const one of kept(pieces)) {
      group.add(one, lengthOf(one));
      if (group.isFull) yield group.take();
    }
  }
  const rest = group.take();
  if (rest.length > 0) yield rest;
}

const lengthOf = ({ piece }: IndexedPiece): number => ('bytes' in piece ? piece.bytes.length : 0);

/** How many bytes their texts have. */
export const bytesOf = (pieces: readonly IndexedPiece[]): number => pieces.reduce((sum, one) => sum + lengthOf(one), 0);

/** The pieces in memory of their own: a file's are good until the next are read. */
function kept(pieces: readonly IndexedPiece[]): IndexedPiece[] {
  const all = Buffer.allocUnsafeSlow(bytesOf(pieces));
  let end = 0;
  return pieces.map(({ piece, index }) => {
    if (!('bytes' in piece)) return { piece, index };
    const from = end;
    end += piece.bytes.copy(all, from);
    return { piece: { ...piece, bytes: all.subarray(from, end) }, index };
  });
}

/** The same items; more are asked for before one is used. */
async function* readAhead<T>(items: AsyncGenerator<T, void>): AsyncGenerator<T> {
  const asked: Promise<IteratorResult<T, void>>[] = [];
  const ask = () => {
    const next = items.next();
    next.catch(() => {});
    asked.push(next);
  };
  try {
    for (;;) {
      while (asked.length <= groupsAhead) ask();
      const { done, value } = await asked.shift()!;
      if (done) return;
      yield value;
    }
  } finally {
    await items.return();
  }
}
