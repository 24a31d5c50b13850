/** Known errors of R4 4.0.1, and what we apply instead. docs/validator.md shows this table. */
import type { Invariant, Profile } from './element-node.ts';

export interface Erratum {
  readonly key: string;
  readonly published: string;
  readonly applied: string;
  readonly reason: string;
}

/** Invariants whose published expression is wrong. One that a later text already corrects is left alone. */
export const invariantErrata: readonly Erratum[] = [
  {
    key: 'app-4',
    published:
      "Appointment.cancelationReason.exists() implies (Appointment.status='no-show' or Appointment.status='cancelled')",
    applied:
      "Appointment.cancelationReason.exists() implies (Appointment.status='noshow' or Appointment.status='cancelled')",
    reason: 'The code of AppointmentStatus is `noshow`; R4B corrects the expression.',
  },
  {
    key: 'bdl-8',
    published: "fullUrl.contains('/_history/').not()",
    applied: "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
    reason: 'Without a fullUrl the published expression is empty, which is not true; an entry without one is allowed.',
  },
  {
    key: 'per-1',
    published: 'start.hasValue().not() or end.hasValue().not() or (start <= end)',
    applied: 'start.hasValue().not() or end.hasValue().not() or (start <= end) or (start <= end).empty()',
    reason: 'Dates of different precision compare to nothing: that the start is later cannot be said.',
  },
];

const byKey = new Map(invariantErrata.map((erratum) => [erratum.key, erratum]));

/** The invariant as we apply it. */
export function correctInvariant(invariant: Invariant): Invariant {
  const erratum = byKey.get(invariant.key);
  return erratum?.published === invariant.expression ? { ...invariant, expression: erratum.applied } : invariant;
}

/** The snapshots type `Resource.id` as string; the specification's text and every later version say id. */
export function correctTypeCode(code: string, path: string, profile: Pick<Profile, 'kind'>): string {
  return profile.kind === 'resource' && /^[A-Za-z]+\.id$/.test(path) ? 'id' : code;
}
