/** What is seen of a base that has nothing. */
import type { Seen } from '../store/unit-of-work.ts';

export const seesNothing: Seen = {
  now: 0,
  version: () => undefined,
  resource: () => undefined,
  identified: () => [],
  claim: () => undefined,
  claimsOf: () => [],
  slotsOf: () => [],
  schedulesOf: () => [],
  referrers: () => [],
};
