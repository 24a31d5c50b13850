/** Ids of resources that clients do not name: docs/decisions/0016-ids-in-the-order-of-time.md */
import { v7 } from 'uuid';

/** A UUID of version 7: the millisecond, then 74 random bits. Without the options these would partly be counted up. */
export const newId = (): string => v7({});
