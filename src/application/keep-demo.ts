/** The demonstration agenda of a running server. */
import { type Config, isLoopback } from '../config.ts';
import { holdsDemo, holdsSearchedDays, topUpDemo } from '../demo/load-demo.ts';
import type { Logger } from '../log.ts';
import type { ResourceStore } from '../store/resource-store.ts';

/** How often the demonstration is topped up: it is days ahead, so an hour late does no harm. */
const topUpMs = 3_600_000;

/** How soon after the start it is topped up when that was not waited for: the server listens by then. */
const firstTopUpMs = 1000;

export interface DemoDependencies {
  readonly store: ResourceStore;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly logger: Logger;
}

/**
 * Loads the demonstration when the configuration wants it, and tops it up as time goes by. Resolves when it can be searched,
 * to how that is stopped; to undefined when there is none.
 */
export async function startDemo(
  config: Config,
  dependencies: DemoDependencies,
): Promise<(() => Promise<void>) | undefined> {
  return (await wantsDemo(config, dependencies.store)) ? keepDemo(dependencies) : undefined;
}

async function wantsDemo({ demo, host }: Config, store: ResourceStore): Promise<boolean> {
  if (demo !== 'auto') return demo === 'on';
  return isLoopback(host) && ((await store.isEmpty()) || (await holdsDemo(store)));
}

/** Loads what searches need now and the rest soon, and tops it up as time goes by; returns how to stop that. */
async function keepDemo({ store, clock, logger }: DemoDependencies): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const isLoaded = await holdsSearchedDays(store, clock());
  if (!isLoaded) await topUpDemo(store, clock());
  let current: Promise<unknown> | undefined;
  const topUp = (): void => {
    current ??= topUpDemo(store, clock(), stopping.signal)
      .catch((error: unknown) => logger.warn({ err: error }, 'demo not topped up'))
      .finally(() => {
        current = undefined;
      });
  };
  const timers = [setInterval(topUp, topUpMs), ...(isLoaded ? [setTimeout(topUp, firstTopUpMs)] : [])];
  for (const timer of timers) timer.unref();
  return async () => {
    for (const timer of timers) clearTimeout(timer);
    stopping.abort();
    await current;
  };
}
