/** For commands that make garbage all the time. */
import { setFlagsFromString } from 'node:v8';

/**
 * How much the heap grows, in percent, before its garbage is collected: V8 would let a small heap grow to four times what
 * is in use. docs/decisions/0012 has the measure.
 */
const collectSooner = '--heap-growing-percent=100';

/** To be called before the work begins. */
export const keepHeapSmall = (): void => setFlagsFromString(collectSooner);
