/** A setting as an option of a command, above the environment variable that its help names. */
import { Option } from 'commander';
import type { Setting } from '../config.ts';

/** The option of a setting. */
export const optionOf = ({ flag, name, fallback, description }: Setting<unknown>): Option =>
  new Option(flag, `${description.replaceAll('`', '')} [${name}${fallback === undefined ? '' : `, ${fallback}`}]`);
