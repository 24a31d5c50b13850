/** One limit in time for a whole read of a request: each of the store's has its own, and a search needs several in turn. */
import { issue, OutcomeError } from '../fhir/outcome.ts';

/** In milliseconds. The platform gives a search up after 7 s. */
const readLimitMs = 6000;

/**
 * What `read` gives. @throws OutcomeError `transient` once the time is over: what the read still comes to, be it an error,
 * is then nobody's. The signal that it gets tells it so.
 */
export async function withinReadLimit<T>(
  read: (givenUp: AbortSignal) => Promise<T>,
  limitMs = readLimitMs,
): Promise<T> {
  const { promise: isOver, reject } = Promise.withResolvers<never>();
  const controller = new AbortController();
  const timer = setTimeout(() => {
    reject(readTooSlow());
    controller.abort();
  }, limitMs);
  try {
    return await Promise.race([read(controller.signal), isOver]);
  } finally {
    clearTimeout(timer);
  }
}

const readTooSlow = (): OutcomeError =>
  new OutcomeError(issue('transient', 'The base is too slow now: the answer was given up'), undefined, {
    'Retry-After': '1',
  });
