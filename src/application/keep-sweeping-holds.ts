/** The timer that ends holds whose time is over, as long as the server runs. */
import { sweepHolds } from '../agenda/booking/sweep-holds.ts';
import type { ResourceStore } from '../store/resource-store.ts';

/** How often holds are looked through, in milliseconds: a slot is shown as held for that long beyond its time, at most. */
const sweepMs = 1000;

export interface Sweeping {
  readonly store: ResourceStore;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told when a sweep fails after one that did not: the next one tries again. */
  readonly reportFailure: (error: unknown) => void;
}

/** Sweeps now, then every second. Resolves when the first sweep is done, to how that is stopped. */
export async function keepSweepingHolds({ store, clock, reportFailure }: Sweeping): Promise<() => Promise<void>> {
  let isFailing = false;
  const sweep = async (): Promise<void> => {
    try {
      await sweepHolds(store, clock());
      isFailing = false;
    } catch (error) {
      if (!isFailing) reportFailure(error);
      isFailing = true;
    }
  };
  await sweep();
  let current: Promise<void> | undefined;
  const timer = setInterval(() => {
    current ??= sweep().finally(() => {
      current = undefined;
    });
  }, sweepMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await current;
  };
}
