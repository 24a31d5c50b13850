/** Structured logs: JSON, one object a line, for machines; coloured short lines for a person on a terminal. */
import { type DestinationStream, type Logger, pino } from 'pino';
import pinoPretty from 'pino-pretty';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: LogLevel;
  /** Whether a person reads along. */
  readonly isPretty: boolean;
  /** Where to write; standard output unless said otherwise. */
  readonly destination?: DestinationStream;
}

/** A pino logger. What is logged never holds query values, bodies, names or identifiers of people. */
export function buildLogger({ level, isPretty, destination }: LogOptions): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (!isPretty) return destination ? pino(options, destination) : pino(options);
  const pretty = { colorize: true, translateTime: 'SYS:HH:MM:ss', singleLine: true, sync: true };
  return pino(options, pinoPretty(destination ? { ...pretty, destination } : pretty));
}
