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
  {
    key: 'eld-16',
    published: String.raw`sliceName.empty() or sliceName.matches('^[a-zA-Z0-9\\/\\-_\\[\\]\\@]+$')`,
    applied: String.raw`sliceName.empty() or sliceName.matches('^[a-zA-Z0-9/\\-_\\[\\]@]+$')`,
    reason: 'The expression escapes characters that need none, which not every engine takes.',
  },
  {
    key: 'eld-19',
    published: String.raw`path.matches('[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\.[^\\s\\.,:;\\\'"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\[x\\])?(\\:[^\\s\\.]+)?)*')`,
    applied: String.raw`path.matches('^[^\\s.,:;\'"/|?!@#$%&*()\\[\\]{}]{1,64}(\\.[^\\s.,:;\'"/|?!@#$%&*()\\[\\]{}]{1,64}(\\[x\\])?(:[^\\s.]+)?)*$')`,
    reason: 'The expression escapes characters that need none, which not every engine takes; R5 wants the whole path.',
  },
  {
    key: 'eld-20',
    published: String.raw`path.matches('[A-Za-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*(\\[x])?)*')`,
    applied: String.raw`path.matches('^[A-Za-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*(\\[x\\])?)*$')`,
    reason: 'The closing bracket is not escaped, which not every engine takes; R5 wants the whole path.',
  },
];

/** Invariants that are evaluated otherwise than published, with the same meaning: as published they take quadratic time. */
export const rewrittenInvariants: readonly Omit<Erratum, 'reason'>[] = [
  {
    key: 'ig-1',
    published: 'resource.groupingId.all(%context.grouping.id contains $this)',
    applied: 'resource.groupingId.subsetOf(%context.grouping.id)',
  },
  {
    key: 'ig-2',
    published: 'definition.resource.fhirVersion.all(%context.fhirVersion contains $this)',
    applied: 'definition.resource.fhirVersion.subsetOf(%context.fhirVersion)',
  },
  {
    key: 'sdf-8',
    published:
      "(%resource.kind = 'logical' or element.first().path = %resource.type) and element.tail().all(path.startsWith(%resource.snapshot.element.first().path&'.'))",
    applied:
      "(%resource.kind = 'logical' or element.first().path = %resource.type) and defineVariable('head', %resource.snapshot.element.first().path&'.').element.tail().all(path.startsWith(%head))",
  },
  {
    key: 'sdf-8a',
    published: String.raw`(%resource.kind = 'logical' or element.first().path.startsWith(%resource.type)) and (element.tail().empty() or element.tail().all(path.startsWith(%resource.differential.element.first().path.replaceMatches('\\..*','')&'.')))`,
    applied: String.raw`(%resource.kind = 'logical' or element.first().path.startsWith(%resource.type)) and (element.tail().empty() or defineVariable('head', %resource.differential.element.first().path.replaceMatches('\\..*','')&'.').element.tail().all(path.startsWith(%head)))`,
  },
];

const byKey = new Map([...invariantErrata, ...rewrittenInvariants].map((one) => [one.key, one]));

/** The invariant as we apply it. */
export function correctInvariant(invariant: Invariant): Invariant {
  const erratum = byKey.get(invariant.key);
  return erratum?.published === invariant.expression ? { ...invariant, expression: erratum.applied } : invariant;
}

/** The snapshots type `Resource.id` as string; the specification's text and every later version say id. */
export function correctTypeCode(code: string, path: string, profile: Pick<Profile, 'kind'>): string {
  return profile.kind === 'resource' && /^[A-Za-z]+\.id$/.test(path) ? 'id' : code;
}
