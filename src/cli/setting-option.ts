/** A setting as an option of a command, above the environment variable that its help names. */
import { Option } from 'commander';
import type { Environment, Setting } from '../config.ts';

/** The option of a setting. */
export const optionOf = ({ flag, name, fallback, description }: Setting<unknown>): Option =>
  new Option(flag, `${description.replaceAll('`', '')} [${name}${fallback === undefined ? '' : `, ${fallback}`}]`);

/** The value of a setting: what was given on the command line, else the environment's. Throws what it wants instead. */
export function readSetting<T>(
  setting: Setting<T> & { readonly fallback: string },
  environment: Environment,
  given?: string,
): T;
/** Of one that may be left open; undefined then. */
export function readSetting<T>(setting: Setting<T>, environment: Environment, given?: string): T | undefined;
export function readSetting<T>(
  { name, fallback, parse, isSecret }: Setting<T>,
  environment: Environment,
  given?: string,
): T | undefined {
  const text = given ?? (environment[name]?.trim() || fallback);
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${name}=${isSecret ? '***' : text} ${(error as Error).message}`, { cause: error });
  }
}
