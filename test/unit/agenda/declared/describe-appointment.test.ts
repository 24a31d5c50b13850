import type { Appointment, Location, Slot } from '@medplum/fhirtypes';
import {
  type AgendaEvent,
  type Destination,
  describeAppointment,
} from '../../../../src/agenda/declared/describe-appointment.ts';
import { Draft } from '../../../../src/agenda/writing/draft.ts';
import type { AgendaResource } from '../../../../src/fhir/resource-type.ts';
import { codeSystem, extensionUrl, identifierSystem, sasProfile } from '../../../../src/fhir/sas.ts';
import type { OutboxMessage } from '../../../../src/store/unit-of-work.ts';
import {
  association,
  nationalPractitioner,
  november,
  now,
  place,
  practice,
  role,
  rpps,
  slot,
} from '../../../support/agenda-data.ts';
import { openAgendaServer } from '../../../support/agenda-server.ts';
import { appointmentOn, appointmentSystem, operator } from '../../../support/appointments.ts';
import { guideValidator } from '../../../support/validation.ts';

const slotA = slot('a', 'd1', november('24T09:00')) as Slot & { id: string };
const booked = (overrides: Partial<Appointment> = {}): Appointment => appointmentOn(slotA, overrides);
const byReference = [{ actor: { reference: 'Practitioner/d1', display: 'Dr Lemoine' }, status: 'accepted' as const }];

/** The messages of a change in a base that holds `resources`. */
async function describeIn(
  resources: readonly AgendaResource[],
  change: { next: Appointment; current?: Appointment },
  destinations: readonly Destination[] = ['platform'],
): Promise<readonly OutboxMessage[]> {
  const server = await openAgendaServer({ resources, at: now });
  try {
    return await server.store.transact({
      sees: {},
      decide: (seen) => {
        const { next, current } = change;
        const messages = describeAppointment(new Draft(seen), { next, current }, destinations);
        return { changes: [], answer: () => messages };
      },
    });
  } finally {
    await server.close();
  }
}

async function declared(resources: readonly AgendaResource[], next: Appointment): Promise<Appointment> {
  const [message] = await describeIn(resources, { next });
  const { id: _, ...told } = JSON.parse(message!.body) as Appointment;
  return told;
}

const errorsOf = (appointment: Appointment, profile: string): string[] =>
  guideValidator()
    .validate(appointment, { profiles: [profile] })
    .filter(({ severity }) => severity === 'error')
    .map(({ expression, message }) => `${expression} ${message}`);

describe('what the platform is told', () => {
  const practiceOfD1 = [...practice('d1'), slotA];

  it('is an appointment in the guide’s form, and nothing of this server', async () => {
    const next = booked({
      meta: { versionId: '3', lastUpdated: '2026-11-23T08:00:00Z', source: 'urn:x', tag: [{ code: 'x' }] },
      text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' },
      extension: [operator, { url: 'https://agenda.example.fr/local', valueString: 'x' }],
      identifier: [
        { use: 'official', system: appointmentSystem, value: 'a', assigner: { reference: 'Organization/1' } },
      ],
      created: '2026-11-23T07:59:00+01:00',
      description: 'Mme X, 12 rue Y',
      comment: 'fièvre',
      patientInstruction: 'à jeun',
      priority: 5,
      minutesDuration: 15,
      reasonCode: [{ text: 'fièvre' }],
      supportingInformation: [{ reference: 'Patient/1' }],
      basedOn: [{ reference: 'ServiceRequest/1' }],
    });
    const told = await declared(practiceOfD1, next);
    expect(told).toEqual({
      resourceType: 'Appointment',
      meta: { profile: [sasProfile.appointment] },
      extension: [operator],
      identifier: [{ system: appointmentSystem, value: 'a' }],
      status: 'booked',
      start: november('24T09:00'),
      end: '2026-11-24T09:15:00.000+01:00',
      created: '2026-11-23T07:59:00+01:00',
      participant: [{ actor: { identifier: nationalPractitioner(rpps(1)) }, status: 'accepted' }],
    });
    expect(errorsOf(told, sasProfile.appointment)).toEqual([]);
  });

  it('names the practitioner nationally, whoever was referred to', async () => {
    const identified = [{ actor: { identifier: nationalPractitioner(rpps(1)) }, status: 'accepted' }];
    expect((await declared(practiceOfD1, booked({ participant: byReference }))).participant).toEqual(identified);
    const byRole = [{ actor: { reference: 'PractitionerRole/d1' }, status: 'accepted' as const }];
    expect((await declared(practiceOfD1, booked({ participant: byRole }))).participant).toEqual(identified);
  });

  it('prefers RPPS to ADELI, and adds the digit that a stored value lacks', async () => {
    const system = identifierSystem.practitioner;
    const identifier = [
      { system: 'urn:own', value: '1' },
      { system, value: '751234567' },
      { system, value: '10000000001' },
    ];
    const adeliOnly = identifier.slice(0, 2);
    const told = async (identifiers: typeof identifier) => {
      const base = [...practice('d1', { practitioner: { identifier: identifiers } }), slotA];
      return (await declared(base, booked({ participant: byReference }))).participant[0]!.actor?.identifier?.value;
    };
    expect([await told(identifier), await told(adeliOnly)]).toEqual(['810000000001', '0751234567']);
    const unprefixed = [{ actor: { identifier: { system, value: '10000000001' } }, status: 'accepted' as const }];
    const [participant] = (await declared(practiceOfD1, booked({ participant: unprefixed }))).participant;
    expect(participant!.actor!.identifier).toEqual(nationalPractitioner('810000000001'));
  });

  it('prefixes the national identifier of a regulator, and leaves his name out', async () => {
    const type = { coding: [{ system: codeSystem.identifierType, code: 'IDNPS' }] };
    const told = async (value: string) => {
      const identifier = { type, system: identifierSystem.practitioner, value };
      const extension = [
        { url: extensionUrl.appointmentOperator, valueReference: { identifier, display: 'M. Régul' } },
      ];
      return (await declared(practiceOfD1, booked({ extension }))).extension![0]!.valueReference;
    };
    expect(await told('10000000099')).toEqual({
      identifier: { type, system: identifierSystem.practitioner, value: '810000000099' },
    });
    expect((await told('3456780581/11242343'))!.identifier!.value).toBe('3456780581/11242343');
  });

  it('sends no extension that would be without a value', async () => {
    const category = { url: extensionUrl.orientationCategory, valueCodeableConcept: { text: 'Maison de santé' } };
    const told = await declared(practiceOfD1, booked({ extension: [operator, category] }));
    expect(told.extension).toEqual([operator]);
  });

  it('says the kind of structure where the guide has a place for it', async () => {
    const category = {
      url: extensionUrl.orientationCategory,
      valueCodeableConcept: { coding: [{ system: codeSystem.establishment, code: '604' }] },
    };
    const told = await declared(practiceOfD1, booked({ extension: [operator, category] }));
    expect(told.extension).toEqual([operator, category]);
    expect(errorsOf(told, sasProfile.appointment)).toEqual([]);
  });

  it.each([
    ['75011', '2026-11-24T09:00:00.000+01:00'],
    ['97400', '2026-11-24T12:00:00.000+04:00'],
    ['98800', '2026-11-24T19:00:00.000+11:00'],
  ])('writes instants that were stored in UTC in the time of the place, %s', async (postalCode, start) => {
    const contained = [place('lieu', { address: { postalCode } })];
    const base = [...practice('d1', { role: { contained } }), slotA];
    const next = booked({ start: '2026-11-24T08:00:00Z', created: '2026-11-24T08:00:00.000Z' });
    const told = await declared(base, next);
    expect([told.start, told.created, told.end]).toEqual([start, start, '2026-11-24T09:15:00.000+01:00']);
  });

  it('finds the time of the place where the role refers to it, and without slot by the practitioner', async () => {
    const reunion = place('l974', { address: { postalCode: '97400' } });
    const elsewhere = [reunion, ...practice('d1'), slotA].map((one) =>
      one.resourceType === 'PractitionerRole'
        ? { ...role('d1', 'd1'), contained: [], location: [{ reference: 'Location/l974' }] }
        : one,
    );
    const { slot: _, ...surNumeraire } = booked({ participant: byReference, start: '2026-11-24T08:00:00Z' });
    expect((await declared(elsewhere, booked({ start: '2026-11-24T08:00:00Z' }))).start).toMatch(/\+04:00$/);
    expect((await declared(elsewhere, surNumeraire)).start).toMatch(/\+04:00$/);
  });

  it('claims the version of the guide by which it was booked', async () => {
    const profile = `${sasProfile.appointment}|1.2.0`;
    const participant = [{ ...booked().participant[0]!, status: 'needs-action' as const }];
    const told = await declared(
      practiceOfD1,
      booked({ meta: { profile: ['http://example.org/other|1', profile] }, participant }),
    );
    expect(told.meta?.profile).toEqual([profile]);
    expect(
      guideValidator()
        .validate(told)
        .filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
    const atOtherForm = booked({ meta: { profile: [`${sasProfile.sosAppointment}|1.2.0`] } });
    expect((await declared(practiceOfD1, atOtherForm)).meta?.profile).toEqual([sasProfile.appointment]);
  });

  const atPlace = slot('s', 'sos-1', november('24T09:00')) as Slot & { id: string };
  const administrative = [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'ADM' }] },
  ];
  const sosPlace = {
    type: 'Location',
    identifier: {
      type: { coding: [{ system: codeSystem.locationIdentifierType, code: 'INTRN' }] },
      system: 'https://agenda.example.fr/place',
      value: 'sos-1',
    },
  };

  it('speaks sas-sos-appointment for the places of SOS Médecins, and names them by their own identifier', async () => {
    const next = appointmentOn(atPlace, {
      participant: [
        { type: administrative, status: 'needs-action' },
        { actor: { reference: 'Location/sos-1', display: 'Mme X' }, status: 'accepted' },
      ],
    });
    const told = await declared([...association('sos', 1), atPlace], next);
    expect(told.meta?.profile).toEqual([sasProfile.sosAppointment]);
    const afterDeletion = await declared(association('sos', 1), next);
    expect(afterDeletion.meta?.profile).toEqual([sasProfile.sosAppointment]);
    expect(told.participant).toEqual([
      { type: administrative, status: 'needs-action' },
      { actor: sosPlace, status: 'accepted' },
    ]);
    expect(afterDeletion.participant).toEqual(told.participant);
    expect(errorsOf(told, sasProfile.sosAppointment)).toEqual([]);
  });

  describe('of participants who are named by a text alone', () => {
    const byText = { actor: { display: 'Mme X' }, status: 'accepted' as const };
    const bookedAtPlace = (participant: Appointment['participant'] = [byText]) =>
      appointmentOn(atPlace, { participant });
    const placeWith = (overrides: Partial<Location>) =>
      [...association('sos', 1), atPlace].map((one) =>
        one.resourceType === 'Location' ? { ...one, ...overrides } : one,
      );

    it('is the place of the slots, and never the text', async () => {
      const told = await declared(placeWith({}), bookedAtPlace());
      expect(told.participant).toEqual([{ actor: sosPlace, status: 'accepted' }]);
      expect(errorsOf(told, sasProfile.sosAppointment)).toEqual([]);
    });

    it('is the place once, however many they are', async () => {
      const told = await declared(placeWith({}), bookedAtPlace([byText, byText]));
      expect(told.participant).toEqual([{ actor: sosPlace, status: 'accepted' }]);
    });

    it('is nothing beside those who can be named', async () => {
      const named = { actor: { reference: 'Location/sos-1' }, status: 'accepted' as const };
      const told = await declared(placeWith({}), bookedAtPlace([byText, named]));
      expect(told.participant).toEqual([{ actor: sosPlace, status: 'accepted' }]);
    });

    it('is the place of the slots, not one without an agenda, which may be a home', async () => {
      const home = { actor: { reference: 'Location/home' }, status: 'accepted' as const };
      const told = await declared([...placeWith({}), place('home', { name: 'Mme X' })], bookedAtPlace([home]));
      expect(told.participant).toEqual([{ actor: sosPlace, status: 'accepted' }]);
    });

    it('is the name of a place that has no identifier of its own, else the name of the service', async () => {
      const named = await declared(placeWith({ identifier: [], name: 'Lieu nord' }), bookedAtPlace());
      expect(named.participant[0]!.actor).toEqual({ type: 'Location', display: 'Lieu nord' });
      const nameless = placeWith({ identifier: [], name: '' });
      const told = await declared(nameless, bookedAtPlace());
      expect(told.participant).toEqual([{ actor: { display: 'SOS Médecins' }, status: 'accepted' }]);
      const afterDeletion = await declared(association('sos', 1), bookedAtPlace());
      expect(afterDeletion.participant).toEqual(told.participant);
      expect([named, told].map((one) => errorsOf(one, sasProfile.sosAppointment))).toEqual([[], []]);
    });
  });

  it('is the name in the record of a practitioner who has no national identifier', async () => {
    const base = [...practice('d1', { practitioner: { identifier: [] } }), slotA];
    const others = { actor: { display: 'Mme X' }, status: 'accepted' as const };
    const told = await declared(base, booked({ participant: [others, ...byReference] }));
    expect(told.participant).toEqual([
      { actor: { type: 'Practitioner', display: 'Alice Lemoine' }, status: 'accepted' },
    ]);
    expect(errorsOf(told, sasProfile.appointment)).toEqual([]);
    const gone = await declared([slotA], booked({ participant: byReference }));
    expect(gone.participant).toEqual([{ actor: { display: 'Praticien' }, status: 'accepted' }]);
  });

  it('is codes without the texts beside them', async () => {
    const coding = administrative[0]!.coding;
    const next = appointmentOn(atPlace, {
      extension: [
        {
          ...operator,
          valueReference: {
            identifier: {
              ...operator.valueReference.identifier,
              type: { ...operator.valueReference.identifier.type, text: 'Mme X' },
            },
          },
        },
      ],
      participant: [
        { type: [{ coding: [{ ...coding[0]!, display: 'Mme X' }], text: 'Mme X' }], status: 'accepted' },
        { type: [{ text: 'Mme X' }], status: 'accepted' },
      ],
    });
    const told = await declared([...association('sos', 1), atPlace], next);
    expect(told.extension).toEqual([operator]);
    expect(told.participant).toEqual([
      { type: administrative, status: 'accepted' },
      { actor: sosPlace, status: 'accepted' },
    ]);
    const category = {
      url: extensionUrl.orientationCategory,
      valueCodeableConcept: { coding: [{ system: codeSystem.establishment, code: '604' }], text: 'Mme X' },
    };
    expect(JSON.stringify(await declared(practiceOfD1, booked({ extension: [operator, category] })))).not.toMatch(
      'Mme X',
    );
  });

  it('cancels an appointment under the identifier that it gives up', async () => {
    const current = booked();
    const next = booked({ identifier: [{ system: appointmentSystem, value: 'renamed' }] });
    const messages = await describeIn(practiceOfD1, { next, current });
    expect(messages.map(({ subject }) => subject)).toEqual([`${appointmentSystem}|a`, `${appointmentSystem}|renamed`]);
    const told = messages.map(({ body }) => JSON.parse(body) as Appointment);
    expect(told.map(({ id, identifier, status }) => `${id}: ${identifier?.[0]?.value} ${status}`)).toEqual([
      'a: a cancelled',
      'a: renamed booked',
    ]);
  });
});

describe('what the agenda software is told', () => {
  const event = async (current: Appointment | undefined, next: Appointment): Promise<AgendaEvent> => {
    const [message] = await describeIn([], { next, ...(current ? { current } : {}) }, ['agenda']);
    return JSON.parse(message!.body) as AgendaEvent;
  };

  it('is what happened, and the appointment as it is stored', async () => {
    const stamped = booked({ meta: { versionId: '1', lastUpdated: '2026-11-23T08:00:00Z' }, comment: 'x' });
    const { meta: _, ...plain } = stamped;
    expect(await event(undefined, stamped)).toEqual({ event: 'created', appointment: plain });
  });

  it.each([
    ['booked', 'cancelled', 'cancelled'],
    ['pending', 'booked', 'changed'],
    ['booked', 'noshow', 'changed'],
    ['cancelled', 'booked', 'changed'],
    ['cancelled', 'cancelled', 'changed'],
  ] as const)('is from %s to %s: %s', async (before, after, wanted) => {
    expect((await event(booked({ status: before }), booked({ status: after }))).event).toBe(wanted);
  });
});

describe('a change', () => {
  it('makes a message for each destination, about the appointment under the name it has there', async () => {
    const messages = await describeIn([...practice('d1'), slotA], { next: booked() }, ['platform', 'agenda']);
    expect(messages.map(({ destination, subject }) => [destination, subject])).toEqual([
      ['platform', `${appointmentSystem}|a`],
      ['agenda', 'Appointment/a'],
    ]);
    expect(await describeIn([], { next: booked() }, [])).toEqual([]);
  });
});
