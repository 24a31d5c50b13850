/** What is behind the HTTP edge, wired together: store, demonstration, FHIR interactions, senders. */
import { DirectoryMemory } from '../agenda/directory-memory.ts';
import type { Config } from '../config.ts';
import { destinationsOf, startSenders } from '../declaration/start-senders.ts';
import { loadCatalog } from '../definitions/load-catalog.ts';
import { curlLines } from '../demo/curl-lines.ts';
import { demoRegulator } from '../demo/demo-regulator.ts';
import { findDisplay } from '../fhir/terminology.ts';
import { bookingRoutes } from '../http/booking/booking-routes.ts';
import type { Logger } from '../log.ts';
import { fhirApi } from '../rest/fhir-api.ts';
import type { Interaction } from '../rest/interaction.ts';
import { selfChecked, toLoggedError } from '../rest/self-check.ts';
import type { Application, OpenApplication } from '../serve.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { version } from '../version.ts';
import { startDemo } from './keep-demo.ts';
import { keepSweepingHolds } from './keep-sweeping-holds.ts';
import { lazily } from './lazily.ts';
import { newId } from './new-id.ts';
import { openStore } from './open-store.ts';
import { prepareValidation, type Validation } from './prepare-validation.ts';

/** Opens the application over the system's clock; resolves once the demonstration, if wanted, can be searched. */
export const openApplication: OpenApplication = async (config, logger) => {
  const store = await openStore(config, clock, (warning) => logger.warn(warning));
  try {
    return await openOver(store, config, logger);
  } catch (error) {
    // Its connections would keep the process from ending.
    await store.close();
    throw error;
  }
};

const clock = Date.now;

async function openOver(store: ResourceStore, config: Config, logger: Logger): Promise<Application> {
  const stopDemo = await startDemo(config, { store, clock, logger });
  const stopSweeping = await keepSweepingHolds({
    store,
    clock,
    reportFailure: (error) => logger.warn({ err: error }, 'holds not looked through'),
  });
  const stopSenders = startSenders({ settings: config, store, logger, clock, random: Math.random });
  const validation = prepareValidation(config, logger);
  const writing = writingOf(config, { store, clock, judgeContent: validation.judgeContent });
  const operator = stopDemo ? demoRegulator : undefined;
  return {
    interact: interactionOf(config, { writing, validation, logger }),
    pages: bookingRoutes({
      ...writing,
      operator,
      logger,
      displayOf: ({ system = '', code = '' }) => findDisplay(validation.definitions(), { system, code }),
      baseUrl: config.baseUrl,
    }),
    isReady: () => readiness(store),
    announce: (fhirBase) => (stopDemo ? curlLines(fhirBase, clock()) : []),
    close: async () => {
      await stopDemo?.();
      await stopSenders();
      await stopSweeping();
      await store.close();
    },
  };
}

interface WritingParts {
  readonly store: ResourceStore;
  readonly clock: () => number;
  readonly judgeContent: Validation['judgeContent'];
}

const writingOf = (config: Config, { store, clock, judgeContent }: WritingParts) => ({
  store,
  clock,
  rules: { destinations: destinationsOf(config), judgeContent },
  booking: { holdMs: config.holdMinutes * 60_000, identifierSystem: config.appointmentSystem },
  newId,
  acceptsClientIds: config.clientIds,
});

interface InteractionParts {
  readonly writing: ReturnType<typeof writingOf>;
  readonly validation: Validation;
  readonly logger: Logger;
}

/** The FHIR API, and the check of itself when that is wanted. */
function interactionOf(config: Config, { writing, validation, logger }: InteractionParts): Interaction {
  const { definitions, validator } = validation;
  const interact = fhirApi({
    ...writing,
    version,
    directory: new DirectoryMemory(writing.store),
    validator,
    definitions,
    catalog: lazily(() => loadCatalog(config.igVersion)),
    reportFailure: (error, where) => logger.error({ ...where, err: error }, 'an entry of a Bundle failed'),
  });
  return selfChecked(interact, {
    mode: config.selfCheck,
    validator,
    onInvalid: ({ path }, errors) =>
      logger.error({ path: path.join('/'), errors: errors.map(toLoggedError) }, 'an answer is not valid'),
  });
}

async function readiness(store: ResourceStore): Promise<true | string> {
  try {
    await store.check();
    return true;
  } catch (error) {
    return (error as Error).message;
  }
}
