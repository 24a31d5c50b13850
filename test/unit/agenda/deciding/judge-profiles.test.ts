import type { Appointment } from '@medplum/fhirtypes';
import { judgeProfiles } from '../../../../src/agenda/deciding/judge-profiles.ts';
import type { AgendaResource } from '../../../../src/fhir/resource-type.ts';
import { codeSystem, sasProfile } from '../../../../src/fhir/sas.ts';
import {
  association,
  cpts,
  november,
  place,
  practice,
  practitioner,
  sharedBy,
  slot,
  visibility,
} from '../../../support/agenda-data.ts';
import { appointmentOn } from '../../../support/appointments.ts';
import { draftOver } from '../../../support/draft.ts';
import { guideValidator } from '../../../support/validation.ts';

const directory = [...practice('a'), ...cpts('c', 2), ...association('s', 1)];
const nine = november('23T09:00');
const sosSlot = slot('sos', 's-1', nine);

/** The elements at which the judge finds errors. */
function errorsAt(resource: AgendaResource): string[] {
  const draft = draftOver({ resources: [...directory, slot('s1', 'a', nine), sosSlot] });
  return judgeProfiles(guideValidator())(resource, draft).flatMap(({ expression }) => expression ?? []);
}

/** What the guide's slot profile refuses and base R4 does not: a speciality without a code. */
const uncoded = { specialty: [{ text: 'Médecine générale' }] };

describe('a slot that is written', () => {
  it('is accepted when a search could send it', () => {
    expect(errorsAt(slot('x', 'a', nine))).toEqual([]);
    expect(
      errorsAt(slot('x', 'a', nine, { serviceType: [...slot('x', 'a', nine).serviceType!, sharedBy('c')] })),
    ).toEqual([]);
    expect(errorsAt(sosSlot)).toEqual([]);
  });

  it('is refused when it may leave and breaks the profile of its form', () => {
    expect(errorsAt(slot('x', 'a', nine, uncoded))).toEqual(['Slot.specialty[0]']);
  });

  it('is accepted busy, and busy refused for what free is refused for', () => {
    expect(errorsAt(slot('x', 'a', nine, { status: 'busy' }))).toEqual([]);
    expect(errorsAt(slot('x', 'a', nine, { ...uncoded, status: 'busy' }))).toEqual(['Slot.specialty[0]']);
  });

  it('is judged by base R4 alone when it never leaves', () => {
    const hidden = { ...uncoded, meta: visibility('PATIENTELE') };
    expect(errorsAt(slot('x', 'a', nine, hidden))).toEqual([]);
    expect(errorsAt({ ...slot('x', 'a', nine, hidden), colour: 'red' } as never)).toEqual(['Slot.colour']);
  });

  it('is judged in the CPTS form as well when it is opened to one', () => {
    const wrongItem = {
      ...sharedBy('c'),
      extension: [{ url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-Slot.serviceType', valueString: 'c' }],
    };
    const shared = slot('x', 'a', nine, { meta: visibility('CPTS'), serviceType: [wrongItem] });
    expect(errorsAt(shared).length).toBeGreaterThan(0);
  });

  it('is judged as one of SOS Médecins when its schedule is of a place', () => {
    const checkup = { coding: [{ system: codeSystem.appointmentType, code: 'CHECKUP' }] };
    expect(errorsAt(slot('x', 'a', nine, { appointmentType: checkup }))).toEqual([]);
    expect(errorsAt(slot('x', 's-1', nine, { appointmentType: checkup }))).toEqual(['Slot.appointmentType.coding[0]']);
  });

  it('may have its times in UTC: the searches give them the offset of the place', () => {
    expect(errorsAt(slot('x', 'a', '2026-11-23T08:00:00Z', { end: '2026-11-23T08:15:00Z' }))).toEqual([]);
  });

  it("is not held to its own claim of the searches' profiles, but to any other claim", () => {
    const hidden = slot('x', 'a', nine, { ...uncoded, meta: visibility('PATIENTELE') });
    const claiming = (profile: string) => ({ ...hidden, meta: { ...hidden.meta, profile: [profile] } });
    for (const claimed of [sasProfile.slot, sasProfile.cptsSlot, sasProfile.sosSlot, `${sasProfile.slot}|1.1.0`])
      expect(errorsAt(claiming(claimed))).toEqual([]);
    expect(errorsAt(claiming('http://interopsante.org/fhir/StructureDefinition/FrSlot'))).toEqual([
      'Slot.specialty[0]',
    ]);
  });

  it('may be opened to audiences that its vendor has beside those of the guide, named by codes', () => {
    expect(errorsAt(slot('x', 'a', nine, { meta: visibility('PUBLIC', 'EQUIPE') }))).toEqual([]);
    const meta = {
      security: [...visibility('PUBLIC').security, { system: codeSystem.slotVisibility, code: 5 as never }],
    };
    expect(errorsAt(slot('x', 'a', nine, { meta }))).not.toEqual([]);
  });

  it('tells every error of its base form with where it is', () => {
    const bad = { ...slot('x', 'a', nine), status: 'open', overbooked: 'no' } as never;
    expect(errorsAt(bad).sort()).toEqual(['Slot.overbooked', 'Slot.status']);
  });
});

describe('an appointment that is written', () => {
  const booked: Appointment = appointmentOn(slot('s1', 'a', nine));

  it('is judged by the SAS profile though it does not claim it', () => {
    const { extension: _, ...withoutOperator } = booked;
    expect(errorsAt(booked)).toEqual([]);
    expect(errorsAt(withoutOperator)).not.toEqual([]);
    expect(booked.meta).toBeUndefined();
  });

  it('is judged by the profile of SOS Médecins when its slots are of a place, or when it claims so', () => {
    const twoExtensions: Appointment = {
      ...booked,
      extension: [...booked.extension!, { url: 'https://agenda.example.fr/further', valueString: 'x' }],
    };
    expect(errorsAt(twoExtensions)).toEqual([]);
    expect(errorsAt({ ...twoExtensions, slot: [{ reference: 'Slot/sos' }] })).not.toEqual([]);
    const { slot: _, ...slotless } = twoExtensions;
    expect(errorsAt({ ...slotless, meta: { profile: [sasProfile.sosAppointment] } })).not.toEqual([]);
  });
});

describe('any other resource that is written', () => {
  it('is judged by base R4', () => {
    expect(errorsAt(practitioner('p'))).toEqual([]);
    expect(errorsAt(practitioner('p', { birthDate: '23/11/1970' }))).toEqual(['Practitioner.birthDate']);
    expect(errorsAt(practitioner('p', { gender: 'femme' as never }))).toEqual(['Practitioner.gender']);
  });

  it('is held to what it claims', () => {
    const claiming = practitioner('p', { meta: { profile: [sasProfile.practitioner] } });
    expect(errorsAt(claiming)).toEqual([]);
    const { identifier: _, ...unidentified } = claiming;
    expect(errorsAt(unidentified)).toEqual(['Practitioner.identifier']);
  });

  it('may claim a profile that nobody here knows', () => {
    expect(errorsAt(place('l', { meta: { profile: ['https://agenda.example.fr/our-own'] } }))).toEqual([]);
  });
});
