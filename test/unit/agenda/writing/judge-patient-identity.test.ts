import { judgePatientIdentity } from '../../../../src/agenda/writing/judge-patient-identity.ts';
import { november, practice, slot } from '../../../support/agenda-data.ts';
import { appointment, sosAppointment } from '../../../support/booking-data.ts';

const paths = (resource: object) =>
  judgePatientIdentity(resource, 'Appointment').map(({ expression }) => expression?.[0]);

describe('patient identity', () => {
  it.each([appointment('x'), sosAppointment('x'), slot('1', 'alice', november('23T09:00')), ...practice('alice')])(
    'is not in what the guide sends (%#)',
    (resource) => {
      expect(paths(resource)).toEqual([]);
    },
  );

  it.each([
    [{ participant: [{ actor: { reference: 'Patient/1' } }] }, 'Appointment.participant[0].actor'],
    [
      { participant: [{ actor: { reference: 'https://dpi.example.fr/fhir/RelatedPerson/1/_history/2' } }] },
      'Appointment.participant[0].actor',
    ],
    [{ participant: [{ actor: { reference: 'Patient?identifier=x|1' } }] }, 'Appointment.participant[0].actor'],
    [
      { participant: [{ actor: { type: 'http://hl7.org/fhir/StructureDefinition/Patient' } }] },
      'Appointment.participant[0].actor',
    ],
    [
      { participant: [{ actor: { reference: 'Practitioner/1', type: 'Patient' } }] },
      'Appointment.participant[0].actor',
    ],
    [{ contained: [{ resourceType: 'Organization' }, { resourceType: 'Person' }] }, 'Appointment.contained[1]'],
    [
      { supportingInformation: [{ identifier: { system: 'urn:oid:1.2.250.1.213.1.4.9' } }] },
      'Appointment.supportingInformation[0].identifier',
    ],
    [
      { extension: [{ url: 'x', extension: [{ url: 'y', valueReference: { reference: 'Patient/1' } }] }] },
      'Appointment.extension[0].extension[0].valueReference',
    ],
  ])('is found wherever it stands: %j', (resource, path) => {
    expect(paths(resource)).toEqual([path]);
  });

  it('is not taken for what only sounds like it', () => {
    expect(
      paths({
        comment: 'Patient/1',
        type: { coding: [{ system: 'urn:x', code: 'Patient' }] },
        reference: 'PatientFolder/1',
      }),
    ).toEqual([]);
    expect(paths({ identifier: [{ system: 'urn:oid:1.2.250.1.213.1.4.80' }] })).toEqual([]);
  });
});
