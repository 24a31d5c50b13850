/** Waiting for what comes in its own time: not by a sleep that supposes it has, and not for ever. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Long for a slow machine, and less than a test may take. */
const longMs = 90_000;

export interface Patience {
  /** In the error when it does not come. */
  readonly what: string;
  readonly withinMs?: number;
  /** Between two questions. */
  readonly everyMs?: number;
  /** Asked when it has not come: what there is instead. */
  readonly instead?: () => unknown;
}

/** Resolves once `isSo` gives true, asked again and again. Rejects when it throws, or does not within the time. */
export async function until(isSo: () => boolean | Promise<boolean>, patience: Patience): Promise<void> {
  const { what, withinMs = longMs, everyMs = 5, instead } = patience;
  for (const end = performance.now() + withinMs; !(await isSo()); await sleep(everyMs)) {
    if (performance.now() < end) continue;
    const there = instead ? `: ${JSON.stringify(await instead())}` : '';
    throw new Error(`${what} did not come within ${withinMs} ms${there}`);
  }
}
