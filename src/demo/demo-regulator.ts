/** Who books in the demonstration, where nobody signs in: one fixed regulator, named by the SAS (INTRN). */
import type { Identifier } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '../fhir/sas.ts';

/** The identifier that stands as operator on every appointment booked on the demonstration's page. */
export const demoRegulator: Identifier = {
  type: { coding: [{ system: codeSystem.identifierType, code: 'INTRN' }] },
  system: identifierSystem.sas,
  value: 'de300000-5a5a-4000-8000-000000000001',
};
