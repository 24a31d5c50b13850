/** Ids of resources that clients do not name: docs/decisions/0016-ids-in-the-order-of-time.md */
import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Of one id; asking the system for so few takes longer than all else. */
const randomBytes = 16;

const drawn = new Uint8Array(256 * randomBytes);
let used = drawn.length;

/** Bytes that no other id has. */
function drawRandom(): Uint8Array {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  used += randomBytes;
  return drawn.subarray(used - randomBytes, used);
}

/** A UUID of version 7: the millisecond, then 74 random bits. Without the options these would partly be counted up. */
export const newId = (): string => v7({ rng: drawRandom });
