/**
 * The server's settings: one table of environment variables, from which the configuration, the options of `sas serve`
 * and the table in docs/operations.md are made.
 */
import {
  oneOf,
  parseBaseUrl,
  parseFolder,
  parseHost,
  parseMinutes,
  parseMongodbUri,
  parseOwnBaseUrl,
  parsePort,
  parseSwitch,
  parseUri,
  parseWebhook,
} from './setting-values.ts';
import { holdsCredentials } from './uri-text.ts';

/** One setting. `parse` gives its value, or throws an Error that says what the setting wants. */
export interface Setting<Value> {
  /** The environment variable. */
  readonly name: string;
  /** The option of `sas serve` that overrides it. */
  readonly flag: string;
  /** The text that stands for an absent or empty variable; without it the value is then undefined. */
  readonly fallback?: string;
  readonly parse: (text: string) => Value;
  /** One line for the documents and for `sas serve --help`. */
  readonly description: string;
  /** Whether its text may hold a password, and is never shown. */
  readonly isSecret?: boolean;
}

const demoModes = ['auto', 'on', 'off'] as const;
const validationModes = ['strict', 'warn', 'off'] as const;
const selfCheckModes = ['off', 'log', 'fail'] as const;
// Those of `guideVersions`, which is not for this file to import; a test holds them to it.
const igVersions = ['1.1.0', '1.2.0'] as const;
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/** A setting that always has a value. */
const setting = <Value>(one: Setting<Value> & { readonly fallback: string }) => one;

/** A setting that may be left open. */
const optional = <Value>(one: Setting<Value>): Setting<Value | undefined> => one;

/** Every setting, by the name it has in the configuration. A new one is added here, and nowhere else. */
export const settings = {
  port: setting({
    name: 'PORT',
    flag: '--port <number>',
    fallback: '8080',
    parse: parsePort,
    description: 'TCP port to listen on; 0 takes any free port, and prints it.',
  }),
  host: setting({
    name: 'HOST',
    flag: '--host <address>',
    fallback: '127.0.0.1',
    parse: parseHost,
    description: 'Address or host name to listen on; `0.0.0.0` for every IPv4 interface.',
  }),
  dataDir: setting({
    name: 'SAS_DATA_DIR',
    flag: '--data-dir <folder>',
    fallback: './data',
    parse: parseFolder,
    description: 'Folder of the database; made when it is missing.',
  }),
  mongodbUri: optional({
    name: 'MONGODB_URI',
    flag: '--mongodb-uri <uri>',
    parse: parseMongodbUri,
    description:
      'MongoDB in which several servers keep the base together (`mongodb://…`, `mongodb+srv://…`), its database `sas` ' +
      'unless the URI names another; unset, the base is a file in SAS_DATA_DIR.',
    isSecret: true,
  }),
  baseUrl: optional({
    name: 'SAS_BASE_URL',
    flag: '--base-url <url>',
    parse: parseOwnBaseUrl,
    description:
      'FHIR base as clients see it, with its path (`https://agenda.example.fr/fhir`), for a server behind a proxy; ' +
      "unset, it is `http://`, the request's Host, `/fhir`.",
  }),
  demo: setting({
    name: 'SAS_DEMO',
    flag: '--demo <mode>',
    fallback: 'auto',
    parse: oneOf(demoModes),
    description: 'Demonstration agenda: `auto` (when the base is empty and HOST is a loopback address), `on` or `off`.',
  }),
  clientIds: setting({
    name: 'SAS_CLIENT_IDS',
    flag: '--client-ids <mode>',
    fallback: 'on',
    parse: parseSwitch,
    description: 'Whether `PUT Type/id` with an id that the client chose creates: `on` or `off`.',
  }),
  validation: setting({
    name: 'SAS_VALIDATION',
    flag: '--validation <mode>',
    fallback: 'strict',
    parse: oneOf(validationModes),
    description:
      'What is written and not valid: `strict` refuses it, `warn` keeps it and logs the rules broken, `off` does not look.',
  }),
  platformUrl: optional({
    name: 'SAS_PLATFORM_URL',
    flag: '--platform-url <url>',
    parse: parseBaseUrl,
    description: 'FHIR base of the national platform, where appointments are declared (INT_R03); unset, none is.',
  }),
  agendaWebhook: optional({
    name: 'SAS_AGENDA_WEBHOOK',
    flag: '--agenda-webhook <url>',
    parse: parseWebhook,
    description:
      "URL of the vendor's own agenda software, which is told of each appointment; a user and password in it become " +
      'Basic authentication. Unset, it is told nothing.',
    isSecret: true,
  }),
  holdMinutes: setting({
    name: 'SAS_HOLD_MINUTES',
    flag: '--hold-minutes <number>',
    fallback: '5',
    parse: parseMinutes,
    description: 'How long `Appointment/$hold` keeps slots, in minutes; parts of a minute are allowed.',
  }),
  appointmentSystem: setting({
    name: 'SAS_APPOINTMENT_SYSTEM',
    flag: '--appointment-system <uri>',
    fallback: 'https://sas-interop.org/fhir/identifier/appointment',
    parse: parseUri,
    description:
      'System of the identifiers that this server gives to appointments (`Appointment/$book`, booking page): ' +
      'a URL or `urn:oid:` of the vendor, the same for ever.',
  }),
  selfCheck: setting({
    name: 'SAS_SELF_CHECK',
    flag: '--self-check <mode>',
    fallback: 'off',
    parse: oneOf(selfCheckModes),
    description:
      'Validation of every SAS Bundle that goes out, for tests and staging: `log` tells what is not valid, `fail` answers ' +
      '500 instead, `off` does not look.',
  }),
  igVersion: setting({
    name: 'SAS_IG_VERSION',
    flag: '--ig-version <version>',
    fallback: '1.1.0',
    parse: oneOf(igVersions),
    description: "Version of the SAS guide that a profile's canonical without version means: `1.1.0` or `1.2.0`.",
  }),
  logLevel: setting({
    name: 'LOG_LEVEL',
    flag: '--log-level <level>',
    fallback: 'info',
    parse: oneOf(logLevels),
    description: `Least level that is logged: ${logLevels.map((level) => `\`${level}\``).join(', ')}.`,
  }),
} as const;

type Settings = typeof settings;

/** The configuration, frozen: one value per setting. */
export type Config = { readonly [Key in keyof Settings]: ReturnType<Settings[Key]['parse']> };

/** Names of variables to texts; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used; `message` names every setting that is wrong, one a line. */
export class ConfigError extends Error {
  constructor(complaints: readonly string[]) {
    super(['These settings cannot be used:', ...complaints.map((one) => `  ${one}`)].join('\n'));
    this.name = 'ConfigError';
  }
}

/** The configuration that an environment asks for. Throws one ConfigError that names everything that is wrong. */
export function readConfig(environment: Environment): Config {
  const complaints: string[] = [];
  const read = (one: Setting<unknown>): unknown => {
    try {
      return readSetting(one, environment);
    } catch (error) {
      complaints.push((error as Error).message);
      return undefined;
    }
  };
  const config = Object.fromEntries(
    Object.entries<Setting<unknown>>(settings).map(([key, one]) => [key, read(one)] as const),
  );
  if (complaints.length > 0) throw new ConfigError(complaints);
  return Object.freeze(config) as Config;
}

/**
 * The value of a setting: what was given on the command line, else the environment's. Throws an Error that names the setting
 * and says what it wants instead.
 */
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
  const text = (given ?? environment[name])?.trim() || fallback;
  if (text === undefined) return undefined;
  try {
    return parse(text);
  } catch (error) {
    const shown = isSecret || holdsCredentials(text) ? '***' : text;
    throw new Error(`${name}=${shown} ${(error as Error).message}`, { cause: error });
  }
}

/** The variables that look like settings of this server but are none: most likely spelling mistakes. */
export function findUnknownSettings(environment: Environment): readonly string[] {
  const known = new Set(Object.values<Setting<unknown>>(settings).map((one) => one.name));
  return Object.keys(environment).filter((name) => name.startsWith('SAS_') && !known.has(name));
}

/** Whether `host` can be reached from this machine alone. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
