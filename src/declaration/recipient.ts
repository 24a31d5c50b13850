/** Who is told, and the request that tells it. */
import type { Lease } from '../store/outbox.ts';
import type { HttpRequest } from './http-client.ts';

export interface Recipient {
  /** The messages that it gets: `OutboxMessage.destination`. */
  readonly destination: string;
  toRequest(lease: Lease): Promise<HttpRequest>;
}
