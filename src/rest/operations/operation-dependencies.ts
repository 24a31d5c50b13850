/** What the scheduling operations work with, beside the writes. */
import type { WriteDependencies } from '../write/write-dependencies.ts';

/** The vendor's settings for bookings that this server makes itself. */
export interface BookingSettings {
  /** How long a hold lasts, in milliseconds. */
  readonly holdMs: number;
  /** `Identifier.system` of the appointments that `$book` and the booking page name. */
  readonly identifierSystem: string;
}

export interface OperationDependencies extends WriteDependencies {
  readonly booking: BookingSettings;
}
