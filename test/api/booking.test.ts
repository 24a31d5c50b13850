/** Booking by `POST Appointment` (SPEC §7): what is taken, what is refused and by which rule. */
import type { Appointment, Bundle, Slot } from '@medplum/fhirtypes';
import { codeSystem, extensionUrl, sasProfile } from '../../src/fhir/sas.ts';
import { november, practice, slot, visibility } from '../support/agenda-data.ts';
import {
  type AppointmentChanges,
  appointment,
  appointmentSystem,
  bookableAgenda,
  inSlots,
  operator,
  quarters,
  sosAppointment,
  withPractitioner,
} from '../support/booking-data.ts';
import { bodyOf, openWritingServer, refusalOf, type WritingServer } from '../support/writing-server.ts';

let server: WritingServer;
const a = quarters('a', 'alice', 6);
const b = quarters('b', 'bruno', 6);
const book = (resource: Appointment) => server.send('POST', 'Appointment', resource);
const countAppointments = async () => bodyOf<Bundle>(await server.send('GET', 'Appointment?_summary=count')).total;

beforeEach(async () => {
  server = await openWritingServer({ resources: bookableAgenda() });
});
afterEach(() => server.close());

describe('booking a slot', () => {
  it('makes the appointment and its slot busy', async () => {
    const response = await book(appointment('one'));
    expect(response.status).toBe(201);
    expect(response.headers.location).toMatch(/\/Appointment\/[^/]+\/_history\/1$/);
    expect(await server.statusOf('Slot/a1')).toBe('busy');
    expect(await countAppointments()).toBe(1);
  });

  it('stores the appointment as it came: no identifier, end or operator is made up', async () => {
    const sent = appointment('one', { created: november('23T08:00'), comment: 'première venue' });
    const { id: _id, meta: _meta, ...stored } = bodyOf<Appointment>(await book(sent));
    expect(stored).toEqual(sent);
  });

  it('takes an appointment without created', async () => {
    expect((await book(appointment('one', { created: undefined }))).status).toBe(201);
  });

  it('holds the slots of a pending appointment busy-tentative, without expiry', async () => {
    await book(appointment('one', { status: 'pending' }));
    server.clock.ms += 30 * 60_000;
    expect(await server.statusOf('Slot/a1')).toBe('busy-tentative');
    expect(refusalOf(await book(appointment('two')))).toMatch(/^409 conflict Slot\/a1/);
  });

  it('refuses a slot already busy and names it, and makes no appointment', async () => {
    await book(appointment('one'));
    expect(refusalOf(await book(appointment('two')))).toMatch(/^409 conflict Slot\/a1 is no longer free/);
    expect(await countAppointments()).toBe(1);
  });

  it('refuses a slot that its vendor made busy', async () => {
    await server.put({ ...a[0]!, status: 'busy-unavailable' });
    expect(refusalOf(await book(appointment('one')))).toBe(
      '409 conflict Slot/a1 is no longer free: it is busy-unavailable',
    );
  });

  it('takes several slots of a schedule that follow each other, in whatever order they are named', async () => {
    const three = { ...inSlots(a[0]!, a[1]!, a[2]!) };
    expect((await book(appointment('one', { ...three, slot: [...three.slot!].reverse() }))).status).toBe(201);
    for (const id of ['a1', 'a2', 'a3']) expect(await server.statusOf(`Slot/${id}`)).toBe('busy');
    expect(await server.statusOf('Slot/a4')).toBe('free');
  });

  it('takes all slots or none', async () => {
    await book(appointment('one', inSlots(a[1]!)));
    expect(refusalOf(await book(appointment('two', inSlots(a[0]!, a[1]!))))).toMatch(/^409 conflict Slot\/a2/);
    expect(await server.statusOf('Slot/a1')).toBe('free');
  });

  it('takes a practitioner named by reference instead of identifier', async () => {
    const participant = [{ actor: { reference: 'Practitioner/alice' }, status: 'accepted' as const }];
    expect((await book(appointment('one', { participant }))).status).toBe(201);
  });

  it('finds the practitioner whether the stored identifier has its type digit or not', async () => {
    await server.put({
      ...practice('alice')[0],
      identifier: [{ system: 'urn:oid:1.2.250.1.71.4.2.1', value: '10000000001' }],
    });
    expect((await book(appointment('one'))).status).toBe(201);
  });

  it('accepts an operator who is unknown here', async () => {
    expect((await book(appointment('one', { extension: [operator] }))).status).toBe(201);
  });
});

describe('booking refuses with 422 and the rule', () => {
  const refused: [string, AppointmentChanges, RegExp][] = [
    ['slots with a gap', inSlots(a[0]!, a[2]!), /Slot\/a3 does not begin where Slot\/a1 ends/],
    ['slots of two schedules', inSlots(a[0]!, b[1]!), /several schedules \(Schedule\/alice, Schedule\/bruno\)/],
    ['a slot named twice', inSlots(a[0]!, a[0]!), /Slot\/a1 stands twice/],
    ['a slot that does not exist', { slot: [{ reference: 'Slot/none' }] }, /Slot\/none, which does not exist/],
    ['what is no slot', { slot: [{ reference: 'Schedule/alice' }] }, /no slot "Schedule\/alice"/],
    ["another's slot", { slot: [{ reference: 'https://other.example.fr/fhir/Slot/1' }] }, /no slot "https:/],
    [
      'a slot named by an identifier alone',
      { slot: [{ identifier: { system: 'urn:x', value: 'a1' } }] },
      /Appointment.slot\[0\]: a slot is named by a reference such as Slot\/1/,
    ],
    ['another start', { start: november('23T09:05') }, /Appointment.start is not that of its slots/],
    ['another end', { end: november('23T09:30') }, /Appointment.end is not that of its slots/],
    ['another practitioner', { participant: [withPractitioner(2)] }, /participant\[0\].actor is not the practitioner/],
    [
      'another practitioner beside the right one',
      { participant: [withPractitioner(1), withPractitioner(2)] },
      /participant\[1\].actor is not the practitioner/,
    ],
    [
      "another practitioner's role",
      {
        participant: [withPractitioner(1), { actor: { reference: 'PractitionerRole/bruno' }, status: 'accepted' }],
      },
      /participant\[1\].actor is not the practitioner/,
    ],
    [
      'no practitioner among the participants',
      { participant: [{ actor: { display: 'Dr Lemoine' }, status: 'accepted' }] },
      /the practitioner of the slots is missing/,
    ],
    ['a status in which none begins', { status: 'fulfilled' }, /created as pending or booked, not fulfilled/],
    ['a status that the guide does not know', { status: 'arrived' }, /one of pending, booked/],
  ];

  it.each(refused)('%s', async (_, overrides, rule) => {
    const refusal = refusalOf(await book(appointment('one', overrides)));
    expect(refusal).toMatch(/^422 business-rule /);
    expect(refusal).toMatch(rule);
    expect(await countAppointments()).toBe(0);
    expect(await server.statusOf('Slot/a1')).toBe('free');
  });

  const slots: [string, Partial<Slot>, RegExp][] = [
    [
      'walk-in only',
      { appointmentType: { coding: [{ system: codeSystem.appointmentType, code: 'WALKIN' }] } },
      /walk-in only/,
    ],
    ['without visibility', { meta: {} }, /not open to regulators/],
    ['visible to nobody that the guide knows', { meta: visibility('PRIVATE') }, /not open to regulators/],
    ['in the past', { start: november('23T07:00'), end: november('23T07:15') }, /has begun already/],
  ];

  it.each(slots)('a slot %s', async (_, overrides, rule) => {
    const wanted = { ...a[0]!, ...overrides };
    await server.put(wanted);
    const refusal = refusalOf(await book(appointment('one', inSlots(wanted))));
    expect(refusal).toMatch(/^422 business-rule Slot\/a1 /);
    expect(refusal).toMatch(rule);
  });

  it.each([
    ['Practitioner', 0],
    ['PractitionerRole', 1],
    ['Schedule', 2],
  ] as const)('a slot whose %s is not active', async (type, index) => {
    await server.put({ ...practice('alice')[index]!, active: false });
    expect(refusalOf(await book(appointment('one')))).toBe(
      `422 business-rule ${type}/alice is not active: nobody books there`,
    );
  });
});

describe('every appointment is judged by the rules of FrAppointmentSAS, claimed or not', () => {
  const refused: [string, AppointmentChanges, RegExp][] = [
    ['no identifier', { identifier: undefined }, /^400 required Appointment.identifier/],
    [
      'two identifiers',
      {
        identifier: [
          { system: 'a', value: '1' },
          { system: 'a', value: '2' },
        ],
      },
      /^400 required Appointment.identifier/,
    ],
    [
      'an identifier without system',
      { identifier: [{ value: '1' }] },
      /^400 required Appointment.identifier\[0\].system/,
    ],
    [
      'an identifier without value',
      { identifier: [{ system: 'urn:x' }] },
      /^400 required Appointment.identifier\[0\].value/,
    ],
    ['no operator', { extension: undefined }, /^400 required Appointment.extension/],
    [
      'an operator without identifier',
      { extension: [{ url: extensionUrl.appointmentOperator }] },
      /^400 required .*valueReference.identifier/,
    ],
    ['no status', { status: undefined as never }, /^400 required Appointment.status/],
    ['no start', { start: undefined }, /^400 required Appointment.start/],
    ['no end', { end: undefined }, /^400 required Appointment.end/],
    ['a start without offset', { start: '2026-11-23T09:00:00' }, /^400 value Appointment.start/],
    ['an end before the start', { end: november('23T08:45') }, /^422 business-rule Appointment.start must be before/],
    ['no participant', { participant: undefined as never }, /^400 required Appointment.participant/],
    [
      'a participant who has not accepted',
      { participant: [{ ...withPractitioner(1), status: 'needs-action' }] },
      /^400 value .*status is accepted/,
    ],
    [
      'a participant without status',
      { participant: [{ actor: withPractitioner(1).actor } as never] },
      /^400 required .*status/,
    ],
  ];

  it.each(refused)('refuses %s', async (_, overrides, wanted) => {
    expect(refusalOf(await book(appointment('one', overrides)))).toMatch(wanted);
    expect(await server.statusOf('Slot/a1')).toBe('free');
  });

  it('lets who claims version 1.2.0 wait for an answer', async () => {
    const participant = [{ ...withPractitioner(1), status: 'needs-action' as const }];
    const meta = { profile: [`${sasProfile.appointment}|1.2.0`] };
    expect((await book(appointment('one', { participant, meta }))).status).toBe(201);
  });
});

describe('the slots of a place (SOS Médecins)', () => {
  it('are booked without practitioner, who may still answer', async () => {
    expect((await book(sosAppointment('one'))).status).toBe(201);
    expect(await server.statusOf('Slot/s1')).toBe('busy');
  });

  it('are judged by sas-sos-appointment: no second extension', async () => {
    const extension = [operator, { url: extensionUrl.orientationCategory, valueCodeableConcept: { text: 'SOS' } }];
    expect(refusalOf(await book(sosAppointment('one', { extension })))).toMatch(
      /^422 business-rule .*no second extension/,
    );
  });

  it('are not booked when no SOS search would show them', async () => {
    await server.put(slot('s1', 'sos-1', november('23T09:00'), { meta: visibility('PRO') }));
    expect(refusalOf(await book(sosAppointment('one')))).toMatch(/^422 .*Slot\/s1 is not open to regulators/);
  });
});

describe('sur-numéraire: an appointment without slot', () => {
  const extra = (overrides: AppointmentChanges = {}) =>
    appointment('extra', { slot: undefined, participant: [withPractitioner(2)], ...overrides });

  it('is taken where the practitioner accepts it, over slots and other such appointments', async () => {
    expect((await book(extra())).status).toBe(201);
    const again = extra({ identifier: [{ system: appointmentSystem, value: 'extra-2' }] });
    expect((await book(again)).status).toBe(201);
    expect(await server.statusOf('Slot/b1')).toBe('free');
  });

  it('is refused where he does not', async () => {
    const refusal = refusalOf(await book(extra({ participant: [withPractitioner(1)] })));
    expect(refusal).toMatch(/^422 business-rule Appointment.slot is missing/);
    expect(refusal).toContain(extensionUrl.surNumeraire);
  });

  it('is refused where he is no longer active', async () => {
    const [bruno] = bookableAgenda().filter(
      ({ id, resourceType }) => id === 'bruno' && resourceType === 'Practitioner',
    );
    await server.put({ ...bruno!, active: false } as never);
    for (const actor of [{ reference: 'Practitioner/bruno' }, withPractitioner(2).actor!]) {
      expect((await book(extra({ participant: [{ actor, status: 'accepted' }] }))).status).toBe(422);
    }
  });

  it('starts before it ends, and that is all that is asked of its time', async () => {
    expect((await book(extra({ start: november('22T23:00'), end: november('23T06:00') }))).status).toBe(201);
    const backwards = extra({ identifier: [{ system: 's', value: 'b' }], end: november('23T08:00') });
    expect((await book(backwards)).status).toBe(422);
  });

  it('does not pass from who accepts it to who does not', async () => {
    const { id } = bodyOf<Appointment>(await book(extra()));
    const moved = { ...extra({ participant: [withPractitioner(1)] }), id };
    expect((await server.send('PUT', `Appointment/${id}`, moved)).status).toBe(422);
  });
});

describe('one appointment per identifier', () => {
  it('refuses a second one with 409 duplicate, and names the first', async () => {
    const { id } = bodyOf<Appointment>(await book(appointment('one')));
    expect(refusalOf(await book(appointment('one', inSlots(a[1]!))))).toMatch(
      new RegExp(`^409 duplicate Appointment/${id} has the identifier`),
    );
  });

  it('makes one of 100 identical creates at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => book(appointment('one'))));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(99);
    expect(await countAppointments()).toBe(1);
  });

  it('makes one of 100 identical creates at once with If-None-Exist, and gives it to all', async () => {
    const headers = { 'If-None-Exist': `identifier=${appointmentSystem}|one` };
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => server.send('POST', 'Appointment', appointment('one'), headers)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
    expect(new Set(answers.map(({ headers: { location } }) => location)).size).toBe(1);
  });

  it('gives a slot to one of 100 different appointments at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => book(appointment(`n${index}`))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(99);
    expect(await countAppointments()).toBe(1);
  });
});

describe('no patient identity enters', () => {
  const patients: [string, AppointmentChanges][] = [
    [
      'as a participant',
      { participant: [withPractitioner(1), { actor: { reference: 'Patient/1' }, status: 'accepted' }] },
    ],
    [
      'as a relative',
      { participant: [withPractitioner(1), { actor: { reference: 'RelatedPerson/1' }, status: 'accepted' }] },
    ],
    [
      'by type alone',
      { participant: [withPractitioner(1), { actor: { type: 'Patient', display: 'X' }, status: 'accepted' }] },
    ],
    ['contained', { contained: [{ resourceType: 'Patient', name: [{ family: 'X' }] }] }],
    ['as supporting information', { supportingInformation: [{ reference: 'https://dpi.example.fr/fhir/Patient/1' }] }],
    [
      'by a national health identifier',
      { supportingInformation: [{ identifier: { system: 'urn:oid:1.2.250.1.213.1.4.8', value: '1' } }] },
    ],
  ];

  it.each(patients)('%s', async (_, overrides) => {
    expect(refusalOf(await book(appointment('one', overrides)))).toMatch(/^422 business-rule .*no patient identity/);
    expect(await countAppointments()).toBe(0);
  });
});

describe('with every write held to the profiles, as by default', () => {
  beforeEach(async () => {
    await server.close();
    server = await openWritingServer({ resources: bookableAgenda(), validation: 'strict' });
  });

  it('books, at SOS Médecins too, and beyond the slots', async () => {
    const extra = appointment('c', { slot: undefined, participant: [withPractitioner(2)] });
    for (const one of [appointment('a'), sosAppointment('b'), extra]) expect((await book(one)).status).toBe(201);
  });

  it('cancels, and books again', async () => {
    const booked = bodyOf<Appointment>(await book(appointment('a')));
    for (const status of ['cancelled', 'booked', 'noshow', 'fulfilled'] as const) {
      const answer = await server.send('PUT', `Appointment/${booked.id}`, { ...booked, status });
      expect([status, answer.status]).toEqual([status, 200]);
    }
  });

  it('judges an appointment by the version of the guide that it claims', async () => {
    const participant = [{ ...withPractitioner(1), status: 'needs-action' as const }];
    const claiming = (version: string) =>
      appointment('a', { participant, meta: { profile: [`${sasProfile.appointment}|${version}`] } });
    expect((await book(claiming('1.1.0'))).status).toBe(400);
    expect((await book(claiming('1.2.0'))).status).toBe(201);
  });

  it.each([
    ['without operator', { extension: undefined }],
    ['with two identifiers', { identifier: [1, 2].map((value) => ({ system: 'urn:x', value: `${value}` })) }],
    ['with what no appointment has', { noSuchElement: 'x' } as AppointmentChanges],
  ])('refuses an appointment %s and takes no slot', async (_, overrides) => {
    const { status } = await book(appointment('a', overrides));
    expect([400, 422]).toContain(status);
    expect(await server.statusOf('Slot/a1')).toBe('free');
  });

  it('names the slot that is taken as ever', async () => {
    await book(appointment('a'));
    expect(refusalOf(await book(appointment('b')))).toMatch(/^409 conflict Slot\/a1 is no longer free/);
  });
});
