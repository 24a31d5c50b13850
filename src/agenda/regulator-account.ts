/**
 * Accounts of regulators (SPEC §5): Practitioner resources that nobody is booked with. A doctor who regulates has one beside
 * his own resource, with the same national identifier: the two are never the same.
 */
import type { Practitioner } from '@medplum/fhirtypes';
import type { AgendaResource } from '../fhir/resource-type.ts';
import { identifierSystem, sasProfile } from '../fhir/sas.ts';

/** Whether it is the account of a regulator, not somebody who sees patients. */
export const isRegulator = ({ meta }: Practitioner): boolean =>
  meta?.source === identifierSystem.sas || (meta?.profile ?? []).includes(sasProfile.regulator);

/** The same of any resource. */
export const isRegulatorAccount = (resource: AgendaResource): boolean =>
  resource.resourceType === 'Practitioner' && isRegulator(resource);
