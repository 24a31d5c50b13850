/** What is behind the HTTP edge, wired together: store, demonstration, FHIR interactions. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { contentJudge, toLogged } from './agenda/deciding/content-judge.ts';
import { type JudgeContent, judgeProfiles } from './agenda/deciding/judge-profiles.ts';
import { DirectoryMemory } from './agenda/directory-memory.ts';
import { projectSlot } from './agenda/render/slot.ts';
import { type Config, isLoopback } from './config.ts';
import { destinationsOf, startSenders } from './declaration/start-senders.ts';
import { loadCatalog } from './definitions/load-catalog.ts';
import { loadDefinitions } from './definitions/load-definitions.ts';
import { curlLines } from './demo/curl-lines.ts';
import { demoRegulator } from './demo/demo-regulator.ts';
import { holdsDemo, loadDemo } from './demo/load-demo.ts';
import { createValidator, type Validator } from './fhir/profile/validator.ts';
import { sasProfile } from './fhir/sas.ts';
import { bookingRoutes } from './http/booking/booking-routes.ts';
import { keepSweepingHolds } from './keep-sweeping-holds.ts';
import type { Logger } from './log.ts';
import { fhirApi } from './rest/fhir-api.ts';
import { selfChecked, toLoggedError } from './rest/self-check.ts';
import type { OpenApplication } from './serve.ts';
import type { ResourceStore } from './store/resource-store.ts';
import { SqliteResourceStore } from './store/sqlite/sqlite-resource-store.ts';
import { version } from './version.ts';

/** Once the server has begun to answer. */
const warmUpMs = 50;

/** How often the demonstration is topped up: it is days ahead, so an hour late does no harm. */
const topUpMs = 3_600_000;

/** The file of the embedded store in its folder. */
export const databaseFile = (dataDir: string): string => join(dataDir, 'sas.db');

/** Opens the store that the configuration names. Throws StoreNotUsable with one sentence for a person. */
export const openStore = ({ dataDir }: Pick<Config, 'dataDir'>, clock: () => number): ResourceStore =>
  new SqliteResourceStore({ file: databaseFile(dataDir), projectSlot, clock });

/** Opens the application over the system's clock; resolves once the demonstration, if wanted, can be searched. */
export const openApplication: OpenApplication = async (config, logger) => {
  const clock = Date.now;
  const store = openStore(config, clock);
  const definitions = lazily(() => loadDefinitions({ defaultVersion: config.igVersion }));
  const validator = lazily(() => createValidator(definitions()));
  const catalog = lazily(() => loadCatalog(config.igVersion));
  const hasDemo = await wantsDemo(config, store);
  const stopDemo = hasDemo ? await keepDemo(store, clock, logger) : () => {};
  const reportFailure = (error: unknown) => logger.warn({ err: error }, 'holds not looked through');
  const stopSweeping = await keepSweepingHolds({ store, clock, reportFailure });
  const stopSenders = startSenders({ settings: config, store, logger, clock, random: Math.random });
  const writing = {
    store,
    clock,
    rules: { destinations: destinationsOf(config), judgeContent: judgeOf(config, validator, logger) },
    booking: { holdMs: config.holdMinutes * 60_000, identifierSystem: config.appointmentSystem },
    newId: randomUUID,
    acceptsClientIds: config.clientIds,
  };
  const operator = hasDemo ? demoRegulator : undefined;
  if (config.validation !== 'off') setTimeout(() => warmUp(validator()), warmUpMs).unref();
  const interact = fhirApi({
    ...writing,
    version,
    directory: new DirectoryMemory(store),
    validator,
    definitions,
    catalog,
    reportBug: (error) => logger.error({ err: error }, 'an entry of a batch failed'),
  });
  return {
    interact: selfChecked(interact, {
      mode: config.selfCheck,
      validator,
      onInvalid: ({ path }, errors) =>
        logger.error({ path: path.join('/'), errors: errors.map(toLoggedError) }, 'an answer is not valid'),
    }),
    pages: bookingRoutes({ ...writing, operator, logger, baseUrl: config.baseUrl }),
    isReady: () => readiness(store),
    announce: (fhirBase) => (hasDemo ? curlLines(fhirBase, clock()) : []),
    close: async () => {
      stopDemo();
      await stopSenders();
      await stopSweeping();
      await store.close();
    },
  };
};

/** Makes a thing at its first use: R4's and the profiles' definitions are not read at the start. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Compiles what the first writes need before one of them waits for it, the base locked. */
function warmUp(validator: Validator): void {
  for (const resourceType of ['Slot', 'Appointment', 'Schedule', 'Practitioner', 'PractitionerRole']) {
    validator.validate({ resourceType });
  }
  for (const profile of [sasProfile.slot, sasProfile.cptsSlot, sasProfile.sosSlot]) {
    validator.validate({ resourceType: 'Slot' }, { profiles: [profile] });
  }
  for (const profile of [sasProfile.appointment, sasProfile.sosAppointment]) {
    validator.validate({ resourceType: 'Appointment' }, { profiles: [profile] });
  }
}

/** The judge of what is written; what it keeps all the same is logged. */
const judgeOf = ({ validation }: Config, validator: () => Validator, logger: Logger): JudgeContent | undefined =>
  contentJudge({
    mode: validation,
    judge: () => judgeProfiles(validator()),
    onKept: ({ resourceType, id }, issues) =>
      logger.warn({ type: resourceType, id, broken: issues.map(toLogged) }, 'a resource that is not valid is written'),
  });

async function wantsDemo({ demo, host }: Config, store: ResourceStore): Promise<boolean> {
  if (demo !== 'auto') return demo === 'on';
  return isLoopback(host) && ((await store.isEmpty()) || (await holdsDemo(store)));
}

/** Loads the demonstration now and tops it up as time goes by; returns how to stop that. */
async function keepDemo(store: ResourceStore, clock: () => number, logger: Logger): Promise<() => void> {
  await loadDemo(store, clock());
  const topUp = () =>
    loadDemo(store, clock()).catch((error: unknown) => logger.warn({ err: error }, 'demo not topped up'));
  const timer = setInterval(topUp, topUpMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function readiness(store: ResourceStore): Promise<true | string> {
  try {
    await store.check();
    return true;
  } catch (error) {
    return (error as Error).message;
  }
}
