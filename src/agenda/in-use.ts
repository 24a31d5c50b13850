/** Who and what is in use: the rest no search of the guide brings. */
import type { Practitioner } from '@medplum/fhirtypes';
import { identifierSystem, sasProfile } from '../fhir/sas.ts';

/** Whether a record is in use: it is, unless it says otherwise. */
export const isActive = (resource: { active?: boolean }): boolean => resource.active !== false;

/** Whether it is the account of a regulator, not somebody who sees patients (SPEC §5). */
export const isRegulator = ({ meta }: Practitioner): boolean =>
  meta?.source === identifierSystem.sas || (meta?.profile ?? []).includes(sasProfile.regulator);
