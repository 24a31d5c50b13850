/** A setting of the server as an option of another command: the same name, the same variable, the same values. */
import { Option } from 'commander';
import type { Environment, Setting } from '../config.ts';

/** The option, described in the words of the command. */
export const settingOption = ({ flag, name, fallback }: Setting<unknown>, description: string): Option =>
  new Option(flag, `${description} [${name}${fallback === undefined ? '' : `, ${fallback}`}]`);

/** The setting's value: of the option when it was given, else of the environment. Throws an Error that names the setting. */
export function readOption<Value>(
  { name, fallback, parse }: Setting<Value> & { readonly fallback: string },
  given: string | undefined,
  environment: Environment,
): Value {
  const text = given ?? (environment[name]?.trim() || fallback);
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${name}=${text} ${(error as Error).message}`, { cause: error });
  }
}
