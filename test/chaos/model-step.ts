/** The steps of the model-based test. `which` counts back from the newest appointment or hold. */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import fc from 'fast-check';

/** How many slots the agenda has. */
export const slots = 6;

/** One thing that a vendor, a regulator or time does. */
export type PlannedStep =
  | { readonly kind: 'book'; readonly slots: readonly number[]; readonly status: 'booked' | 'pending' }
  | { readonly kind: 'change'; readonly which: number; readonly status: NonNullable<Appointment['status']> }
  | { readonly kind: 'move'; readonly which: number; readonly slots: readonly number[] }
  | { readonly kind: 'vendor'; readonly n: number; readonly status: Slot['status'] }
  /** The vendor makes a slot busy that somebody has, if any. */
  | { readonly kind: 'occupy'; readonly which: number }
  | { readonly kind: 'shift'; readonly n: number }
  | { readonly kind: 'delete'; readonly n: number }
  | { readonly kind: 'replaceDay'; readonly kept: readonly number[] }
  | { readonly kind: 'hold'; readonly slots: readonly number[] }
  | { readonly kind: 'renew'; readonly which: number }
  | { readonly kind: 'bookHeld'; readonly which: number }
  | { readonly kind: 'bookWithout'; readonly which: number }
  | { readonly kind: 'wait'; readonly minutes: number; readonly isSwept: boolean };

/** A step that names its slots. */
export type Step = Exclude<PlannedStep, { kind: 'occupy' }>;

const index = fc.nat(slots - 1);
const group = fc
  .tuple(index, fc.integer({ min: 1, max: 3 }))
  .map(([from, length]) => Array.from({ length: Math.min(length, slots - from) }, (_, n) => from + n));
const step: fc.Arbitrary<PlannedStep> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('book'), slots: group, status: fc.constantFrom('booked', 'pending') }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('change'),
      which: fc.nat(9),
      status: fc.constantFrom('pending', 'booked', 'cancelled', 'fulfilled', 'noshow'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('move'), which: fc.nat(9), slots: group }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('vendor'),
      n: index,
      status: fc.constantFrom('free', 'busy', 'busy-unavailable', 'busy-tentative'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('occupy'), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('shift'), n: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), n: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replaceDay'), kept: fc.uniqueArray(index) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('hold'), slots: group }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renew'), which: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('bookHeld'), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('bookWithout'), which: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait'), minutes: fc.integer({ min: 1, max: 4 }), isSwept: fc.boolean() }),
  },
) as fc.Arbitrary<PlannedStep>;

/** Long enough for one thing to meet another. */
export const stepSequence = fc.array(step, { minLength: 20, maxLength: 60, size: 'max' });
