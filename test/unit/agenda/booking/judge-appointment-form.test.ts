import type { Appointment } from '@medplum/fhirtypes';
import { judgeAppointmentForm } from '../../../../src/agenda/booking/judge-appointment-form.ts';
import { codeSystem, extensionUrl, identifierSystem, sasProfile } from '../../../../src/fhir/sas.ts';
import { nationalPractitioner, november, rpps } from '../../../support/agenda-data.ts';
import { appointment, operator, sosAppointment } from '../../../support/booking-data.ts';

const operatorWith = (changes: object) => ({
  ...operator,
  valueReference: { identifier: { ...operator.valueReference.identifier, ...changes } },
});
const typed = (system: string, ...codes: string[]) => ({ coding: codes.map((code) => ({ system, code })) });
const participantWith = (changes: object) => [
  { actor: { identifier: { ...nationalPractitioner(rpps(1)), ...changes } }, status: 'accepted' as const },
];

describe('the form of an appointment with a practitioner', () => {
  const issuesOf = (overrides: Parameters<typeof appointment>[1]) =>
    judgeAppointmentForm(appointment('x', overrides), 'practitioner').map(
      ({ code, expression }) => `${code} ${expression}`,
    );

  it('is right as the guide writes it', () => {
    expect(issuesOf({})).toEqual([]);
  });

  it('may carry other extensions, such as the category of orientation', () => {
    expect(issuesOf({ extension: [{ url: extensionUrl.orientationCategory }, operator] })).toEqual([]);
  });

  it('lets the operator be known by a national identifier', () => {
    const national = {
      type: typed(codeSystem.identifierType, 'IDNPS'),
      system: identifierSystem.practitioner,
      value: '3456780581/11242343',
    };
    expect(issuesOf({ extension: [operatorWith(national)] })).toEqual([]);
  });

  const path = 'Appointment.extension[0].valueReference.identifier';
  it.each([
    ['two operators', { extension: [operator, operator] }, ['required Appointment.extension']],
    ['an operator without type', { extension: [operatorWith({ type: undefined })] }, [`value ${path}.type`]],
    [
      'an operator of another type',
      { extension: [operatorWith({ type: typed(codeSystem.identifierType, 'IDNST') })] },
      [`value ${path}.type`],
    ],
    [
      'an operator typed by another system',
      { extension: [operatorWith({ type: typed('urn:x', 'INTRN') })] },
      [`value ${path}.type`],
    ],
    [
      'an operator of two types',
      { extension: [operatorWith({ type: typed(codeSystem.identifierType, 'IDNPS', 'INTRN') })] },
      [`value ${path}.type`],
    ],
    [
      'an operator without system and value',
      { extension: [operatorWith({ system: undefined, value: '' })] },
      [`required ${path}.system`, `required ${path}.value`],
    ],
    [
      'a participant without type of identifier',
      { participant: participantWith({ type: undefined }) },
      ['value Appointment.participant[0].actor.identifier.type'],
    ],
    [
      'a participant under another system',
      { participant: participantWith({ system: 'urn:x' }) },
      ['value Appointment.participant[0].actor.identifier.system'],
    ],
    [
      'a participant who is nobody',
      { participant: [{ status: 'accepted' as const }] },
      ['required Appointment.participant[0].actor'],
    ],
    ['a day for a start', { start: '2026-11-23' }, ['value Appointment.start']],
    ['a day that there is not', { start: '2026-02-30T09:00:00Z' }, ['value Appointment.start']],
    ['a start at its end', { end: november('23T09:00') }, ['business-rule Appointment.start']],
  ])('is wrong with %s', (_, overrides, wanted) => {
    expect(issuesOf(overrides as Parameters<typeof appointment>[1])).toEqual(wanted);
  });

  it('tells everything that is wrong at once', () => {
    const nothing = { resourceType: 'Appointment' } as Appointment;
    const found = judgeAppointmentForm(nothing, 'practitioner').map(({ expression }) => expression?.[0]);
    expect(found).toEqual([
      'Appointment.status',
      'Appointment.identifier',
      'Appointment.start',
      'Appointment.end',
      'Appointment.extension',
      'Appointment.participant',
    ]);
  });

  it.each([
    ['1.1.0', 1],
    ['1.2.0', 0],
  ])('in version %s of the guide has %i objection to a participant who has yet to answer', (version, count) => {
    const meta = { profile: [`${sasProfile.appointment}|${version}`] };
    const participant = [{ ...appointment('x').participant[0]!, status: 'needs-action' as const }];
    expect(issuesOf({ meta, participant })).toHaveLength(count);
  });
});

describe('the form of an appointment at SOS Médecins', () => {
  it('is right as the guide writes it, whatever identifies who takes part', () => {
    expect(judgeAppointmentForm(sosAppointment('x'), 'sos')).toEqual([]);
    const participant = [{ actor: { identifier: { system: 'urn:x', value: '1' } }, status: 'accepted' as const }];
    expect(judgeAppointmentForm(sosAppointment('x', { participant }), 'sos')).toEqual([]);
  });

  it('has the operator as its only extension', () => {
    const extension = [operator, { url: extensionUrl.orientationCategory }];
    expect(judgeAppointmentForm(sosAppointment('x', { extension }), 'sos')).toMatchObject([{ code: 'business-rule' }]);
  });

  it('knows no other answer than accepted and needs-action', () => {
    const participant = [{ ...sosAppointment('x').participant[0]!, status: 'declined' as const }];
    expect(judgeAppointmentForm(sosAppointment('x', { participant }), 'sos')).toMatchObject([{ code: 'value' }]);
  });
});
