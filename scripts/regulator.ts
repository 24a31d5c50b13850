/** The regulator in whose name scripts book: without card, named by the SAS (SPEC §5, §7). */
import type { Extension } from '@medplum/fhirtypes';
import { codeSystem, extensionUrl, identifierSystem } from '../src/fhir/sas.ts';

/** The extension of an Appointment that says who booked. */
export const operator: Extension = {
  url: extensionUrl.appointmentOperator,
  valueReference: {
    identifier: {
      type: { coding: [{ system: codeSystem.identifierType, code: 'INTRN' }] },
      system: identifierSystem.sas,
      value: '6f1d9c1e-51f0-4a53-9d0c-3c1a2b7e8f10',
    },
  },
};
