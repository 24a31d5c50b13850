/** Names of people. https://hl7.org/fhir/R4/datatypes.html#HumanName */
import type { HumanName } from '@medplum/fhirtypes';

/** `Alice Lemoine`: the first of these names as it is written; empty when there is none. */
export function writeName(names: readonly HumanName[] | undefined): string {
  const [first] = names ?? [];
  return first ? (first.text ?? joinParts(first)) : '';
}

const joinParts = ({ prefix = [], given = [], family = '', suffix = [] }: HumanName): string =>
  [...prefix, ...given, family, ...suffix].filter(Boolean).join(' ');
