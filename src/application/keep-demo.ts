/** The demonstration agenda of a running server. */
import { type Config, isLoopback } from '../config.ts';
import { holdsDemo, loadDemo } from '../demo/load-demo.ts';
import type { Logger } from '../log.ts';
import type { ResourceStore } from '../store/resource-store.ts';

/** How often the demonstration is topped up: it is days ahead, so an hour late does no harm. */
const topUpMs = 3_600_000;

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
export async function startDemo(config: Config, dependencies: DemoDependencies): Promise<(() => void) | undefined> {
  return (await wantsDemo(config, dependencies.store)) ? keepDemo(dependencies) : undefined;
}

async function wantsDemo({ demo, host }: Config, store: ResourceStore): Promise<boolean> {
  if (demo !== 'auto') return demo === 'on';
  return isLoopback(host) && ((await store.isEmpty()) || (await holdsDemo(store)));
}

/** Loads the demonstration now and tops it up as time goes by; returns how to stop that. */
async function keepDemo({ store, clock, logger }: DemoDependencies): Promise<() => void> {
  await loadDemo(store, clock());
  const topUp = () =>
    loadDemo(store, clock()).catch((error: unknown) => logger.warn({ err: error }, 'demo not topped up'));
  const timer = setInterval(topUp, topUpMs);
  timer.unref();
  return () => clearInterval(timer);
}
