import type { Appointment, Bundle, OperationOutcome, Slot } from '@medplum/fhirtypes';
import supertest, { type Response } from 'supertest';
import { sweepHolds } from '../../src/agenda/booking/sweep-holds.ts';
import type { Sees } from '../../src/store/unit-of-work.ts';
import {
  cpts,
  nationalPractitioner,
  november,
  now,
  place,
  practice,
  rpps,
  schedule,
  slot,
  visibility,
} from '../support/agenda-data.ts';
import {
  type AgendaServer,
  baseUrl,
  bookingSettings,
  openAgendaServer,
  resourcesOf,
} from '../support/agenda-server.ts';
import { TestClock } from '../support/clock.ts';
import { namedAppointment, unnamedAppointment } from '../support/named-appointments.ts';

const minute = 60_000;

describe('holds', () => {
  let clock: TestClock;
  let server: AgendaServer;

  const post = (path: string, body: object) =>
    supertest(server.app).post(`/fhir/${path}`).set('Content-Type', 'application/fhir+json').send(JSON.stringify(body));
  const put = (resource: Slot) =>
    supertest(server.app)
      .put(`/fhir/Slot/${resource.id}`)
      .set('Content-Type', 'application/fhir+json')
      .send(JSON.stringify(resource));
  const hold = (body: object) => post('Appointment/$hold', body);
  const book = (body: object) => post('Appointment/$book', body);
  const slotOf = async (id: string) => JSON.parse((await server.get(`Slot/${id}`)).text) as Slot;
  const statusOf = async (id: string) => (await slotOf(id)).status;
  const isShown = async (id: string) => {
    const found = await server.search(`Slot?schedule=Schedule/a&status=free`);
    return resourcesOf(found, 'Slot').some((one) => one.id === id);
  };

  const appointmentOf = (response: Response): Appointment => {
    expect([200, 201]).toContain(response.status);
    const bundle = JSON.parse(response.text) as Bundle;
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 1 });
    return resourcesOf(bundle, 'Appointment')[0]!;
  };

  const expectRefusal = (response: Response, status: number, code: string, text: string | RegExp) => {
    const outcome = JSON.parse(response.text) as OperationOutcome;
    expect([response.status, outcome.issue?.[0]?.code]).toEqual([status, code]);
    expect(outcome.issue?.[0]?.diagnostics).toMatch(text);
  };

  beforeEach(async () => {
    clock = new TestClock(now);
    server = await openAgendaServer({
      clock: clock.now,
      resources: [
        ...practice('a'),
        ...practice('idle', { schedule: { active: false } }),
        slot('s1', 'a', november('23T09:00')),
        slot('s2', 'a', november('23T09:15')),
        slot('s4', 'a', november('23T09:45')),
        slot('past', 'a', november('23T07:00')),
        slot('walkin', 'a', november('23T10:00'), {
          appointmentType: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'WALKIN' }] },
        }),
        slot('hidden', 'a', november('23T10:15'), { meta: {} }),
        slot('closed', 'idle', november('23T09:00')),
        slot('busy', 'a', november('23T11:00'), { status: 'busy' }),
        place('lieu-sos'),
        schedule('sos', ['Location/lieu-sos']),
        slot('sos-1', 'sos', november('23T09:00'), { meta: visibility('SNP') }),
        slot('sos-pro', 'sos', november('23T09:15'), { meta: visibility('PRO') }),
        ...cpts('plaine', 2),
        schedule('service', ['HealthcareService/plaine']),
        slot('of-service', 'service', november('23T09:00')),
      ],
    });
  });

  afterEach(() => server.close());

  describe('$hold', () => {
    it('gives back the appointment, pending, with what the slots say, and until when they are held', async () => {
      const response = await hold({ resourceType: 'Appointment', slot: [{ reference: 'Slot/s1' }] });
      expect(appointmentOf(response)).toMatchObject({
        status: 'pending',
        start: november('23T09:00'),
        end: november('23T09:15'),
        slot: [{ reference: 'Slot/s1' }],
        participant: [{ actor: { reference: 'Practitioner/a', identifier: { value: rpps(1) } }, status: 'accepted' }],
      });
      const outcome = resourcesOf(JSON.parse(response.text) as Bundle, 'OperationOutcome')[0];
      expect(outcome?.issue?.[0]?.diagnostics).toContain('2026-11-23T08:05:00.000+01:00');
    });

    it('makes the slots busy-tentative, so that no search shows them', async () => {
      await hold(unnamedAppointment(['s1'])).expect(200);
      expect(await statusOf('s1')).toBe('busy-tentative');
      expect([await isShown('s1'), await isShown('s2')]).toEqual([false, true]);
    });

    it('tells the store beforehand what it will see, as $book does', async () => {
      const told: Sees[] = [];
      const { store } = server;
      const transact = store.transact.bind(store);
      store.transact = (unit) => {
        told.push(unit.sees);
        return transact(unit);
      };
      await hold(unnamedAppointment(['s1', 's2'], { end: november('23T09:30') })).expect(200);
      const [sees] = told;
      expect(sees!.keys).toEqual(
        expect.arrayContaining([
          { type: 'Slot', id: 's1' },
          { type: 'Slot', id: 's2' },
        ]),
      );
      expect([sees!.claims, sees!.agendas]).toEqual([
        ['s1', 's2'],
        ['s1', 's2'],
      ]);
      const byReference = [{ name: 'appointment-reference', valueReference: { reference: 'Appointment/slot.s4' } }];
      await hold({ resourceType: 'Parameters', parameter: byReference }).expect(200);
      expect(told[1]).toMatchObject({ claims: ['s4'], agendas: ['s4'] });
    });

    it('stores no appointment', async () => {
      await hold(unnamedAppointment(['s1'])).expect(200);
      expect((await server.search('Appointment')).total).toBe(0);
    });

    it('takes the Appointment in Parameters, under the name of IHE or of Argonaut', async () => {
      for (const [name, id] of Object.entries({ 'appointment-resource': 's1', 'appt-resource': 's2' })) {
        const parameter = [{ name, resource: { resourceType: 'Appointment', slot: [{ reference: `Slot/${id}` }] } }];
        await hold({ resourceType: 'Parameters', parameter }).expect(200);
        expect(await statusOf(id)).toBe('busy-tentative');
      }
    });

    it('takes several contiguous slots, and refuses those with a gap', async () => {
      const both = unnamedAppointment(['s1', 's2'], { end: november('23T09:30') });
      expect(appointmentOf(await hold(both)).end).toBe(november('23T09:30'));
      expectRefusal(
        await hold({ resourceType: 'Appointment', slot: [{ reference: 'Slot/s4' }, { reference: 'Slot/s2' }] }),
        422,
        'business-rule',
        /does not begin where/,
      );
    });

    it('holds slots of a place of SOS Médecins', async () => {
      const response = await hold({ resourceType: 'Appointment', slot: [{ reference: 'Slot/sos-1' }] });
      expect(appointmentOf(response).participant).toEqual([
        { actor: { reference: 'Location/lieu-sos' }, status: 'accepted' },
      ]);
    });

    it.each([
      ['past', 422, 'business-rule', /begun already/],
      ['walkin', 422, 'business-rule', /walk-in only/],
      ['hidden', 422, 'business-rule', /not open to regulators/],
      ['closed', 422, 'business-rule', /not active/],
      ['sos-pro', 422, 'business-rule', /not open to regulators/],
      ['of-service', 422, 'business-rule', /Schedule\/service is the agenda of neither a practitioner nor a place/],
      ['nowhere', 422, 'business-rule', /no slot "Slot\/nowhere"/],
      ['busy', 409, 'conflict', /Slot\/busy is no longer free: it is busy/],
    ])('refuses the slot %s', async (id, status, code, text) => {
      const response = await hold({ resourceType: 'Appointment', slot: [{ reference: `Slot/${id}` }] });
      expectRefusal(response, status, code, text);
    });

    it.each([
      ['another practitioner', { participant: [{ actor: { reference: 'Practitioner/b' }, status: 'accepted' }] }],
      ['another start', { start: november('23T09:01') }],
    ])('refuses %s than the slot has', async (_, overrides) => {
      const response = await hold(unnamedAppointment(['s1'], overrides as Partial<Appointment>));
      expectRefusal(response, 422, 'business-rule', /Appointment/);
      expect(await statusOf('s1')).toBe('free');
    });

    it.each([
      ['no body', undefined, 'required'],
      ['an Appointment without slot', { resourceType: 'Appointment' }, 'required'],
      ['another resource', { resourceType: 'Slot' }, 'invalid'],
      ['a slot that is no list', { resourceType: 'Appointment', slot: 'Slot/s1' }, 'structure'],
      ['Parameters without the appointment', { resourceType: 'Parameters' }, 'required'],
      ['Parameters that are no list', { resourceType: 'Parameters', parameter: {} }, 'structure'],
      ['a list', [], 'structure'],
    ])('refuses %s', async (_, body, code) => {
      const request = supertest(server.app)
        .post('/fhir/Appointment/$hold')
        .set('Content-Type', 'application/fhir+json');
      expectRefusal(await (body === undefined ? request : request.send(JSON.stringify(body))), 400, code, /./);
    });

    it('knows no GET', async () => {
      await server.refusal(405, 'Appointment/$hold');
    });
  });

  describe('a held slot', () => {
    let held: Appointment;

    beforeEach(async () => {
      held = appointmentOf(await hold(unnamedAppointment(['s1'])));
    });

    const others = () => namedAppointment('other', ['s1']);

    it('is nobody else’s to hold, book or take by $book', async () => {
      for (const path of ['Appointment/$hold', 'Appointment/$book', 'Appointment']) {
        expectRefusal(await post(path, others()), 409, 'conflict', 'Slot/s1 is no longer free: a hold has it');
      }
    });

    it('is not told by whom', async () => {
      const response = await post('Appointment', others());
      expect(response.text).not.toContain(held.id);
    });

    it('cannot be freed, moved or deleted by its vendor', async () => {
      const { meta: _, ...stored } = await slotOf('s1');
      const free = await put({ ...stored, meta: visibility('PUBLIC'), status: 'free' });
      expectRefusal(free, 409, 'conflict', 'Slot/s1 cannot be freed: a hold has it');
      expectRefusal(await supertest(server.app).delete('/fhir/Slot/s1'), 409, 'conflict', /deleted: a hold/);
    });

    it('stays busy when its vendor makes it so: the hold is refused it, and its end does not free it', async () => {
      await put({ ...(await slotOf('s1')), status: 'busy' }).expect(200);
      expectRefusal(await book(held), 409, 'conflict', 'Slot/s1 is no longer free: it is busy');
      clock.ms += 5 * minute;
      expect(await sweepHolds(server.store, clock.ms)).toBe(1);
      expect(await statusOf('s1')).toBe('busy');
    });

    it('is its vendor’s too once that made it something else and then busy-tentative again', async () => {
      for (const status of ['busy', 'busy-tentative'] as const)
        await put({ ...(await slotOf('s1')), status }).expect(200);
      expectRefusal(await book(held), 409, 'conflict', 'Slot/s1 is no longer free: it is busy-tentative');
      clock.ms += 5 * minute;
      expect(await sweepHolds(server.store, clock.ms)).toBe(1);
      expect(await statusOf('s1')).toBe('busy-tentative');
    });

    it('is held for longer when the same hold is asked for again', async () => {
      clock.ms += 4 * minute;
      expect(appointmentOf(await hold(held)).id).toBe(held.id);
      clock.ms += 4 * minute;
      expectRefusal(await hold(others()), 409, 'conflict', /a hold has it/);
      clock.ms += minute;
      await hold(others()).expect(200);
    });

    it('is free again once the same hold is asked for other slots, and those are held', async () => {
      const elsewhere = {
        ...held,
        slot: [{ reference: 'Slot/s2' }],
        start: november('23T09:15'),
        end: november('23T09:30'),
      };
      await hold(elsewhere).expect(200);
      expect([await statusOf('s1'), await statusOf('s2')]).toEqual(['free', 'busy-tentative']);
      await hold(others()).expect(200);
    });

    it('stays held when the same hold is refused other slots', async () => {
      expectRefusal(await hold({ ...held, slot: [{ reference: 'Slot/busy' }] }), 422, 'business-rule', /./);
      expect(await statusOf('s1')).toBe('busy-tentative');
    });

    it('is free again when $book names only another of its hold', async () => {
      const both = { ...held, slot: [{ reference: 'Slot/s1' }, { reference: 'Slot/s2' }], end: november('23T09:30') };
      await hold(both).expect(200);
      await book({ ...namedAppointment('one', ['s1']), id: held.id }).expect(201);
      expect([await statusOf('s1'), await statusOf('s2')]).toEqual(['busy', 'free']);
    });

    it('is free again for whoever wants it the moment its time is over, swept or not', async () => {
      clock.ms += bookingSettings.holdMs - 1;
      expectRefusal(await post('Appointment', others()), 409, 'conflict', /a hold has it/);
      clock.ms += 1;
      await post('Appointment', others()).expect(201);
      expect(await statusOf('s1')).toBe('busy');
    });

    it('shows as free once its time is over and the holds were looked through', async () => {
      clock.ms += bookingSettings.holdMs;
      expect(await sweepHolds(server.store, clock.ms)).toBe(1);
      expect([await statusOf('s1'), await isShown('s1')]).toEqual(['free', true]);
      expect(await sweepHolds(server.store, clock.ms)).toBe(0);
    });

    it('is refused to its own hold for another appointment’s slots', async () => {
      const response = await hold({ ...held, slot: [{ reference: 'Slot/s1' }, { reference: 'Slot/busy' }] });
      expect(response.status).toBe(422);
      expect(await statusOf('s1')).toBe('busy-tentative');
    });
  });

  describe('$book', () => {
    it('confirms a hold: the appointment has its id, and an identifier of the vendor’s', async () => {
      const held = appointmentOf(await hold(unnamedAppointment(['s1'])));
      const response = await book(held);
      expect(response.status).toBe(201);
      expect(response.headers.location).toBe(`${baseUrl}/Appointment/${held.id}/_history/1`);
      const booked = appointmentOf(response);
      expect(booked).toMatchObject({ id: held.id, status: 'booked' });
      expect(booked.identifier).toEqual([{ system: bookingSettings.identifierSystem, value: held.id }]);
      expect(await statusOf('s1')).toBe('busy');
      clock.ms += 10 * minute;
      expect(await sweepHolds(server.store, clock.ms)).toBe(0);
      expect(await statusOf('s1')).toBe('busy');
    });

    it('takes the hold’s name as a reference beside an Appointment without id', async () => {
      const { id, ...rest } = appointmentOf(await hold(unnamedAppointment(['s1'])));
      const response = await book({
        resourceType: 'Parameters',
        parameter: [
          { name: 'appointment-reference', valueReference: { reference: `Appointment/${id}` } },
          { name: 'appointment-resource', resource: rest },
        ],
      });
      expect(appointmentOf(response).id).toBe(id);
    });

    it('finds the hold by the appointment’s own identifier, as $hold does', async () => {
      const own = namedAppointment('rdv-1', ['s1']);
      const [first, again] = [appointmentOf(await hold(own)), appointmentOf(await hold(own))];
      expect(again.id).toBe(first.id);
      const booked = appointmentOf(await book(own));
      expect([booked.id, booked.identifier]).toEqual([first.id, own.identifier]);
    });

    it('books without a hold', async () => {
      expect((await book(unnamedAppointment(['s1']))).status).toBe(201);
      expect(await statusOf('s1')).toBe('busy');
    });

    it('books after the hold’s time is over, when the slots are still free', async () => {
      const held = appointmentOf(await hold(unnamedAppointment(['s1'])));
      clock.ms += 10 * minute;
      await sweepHolds(server.store, clock.ms);
      expect((await book(held)).status).toBe(201);
    });

    it('refuses after the hold’s time is over, when somebody else has a slot', async () => {
      const held = appointmentOf(await hold(unnamedAppointment(['s1'])));
      clock.ms += 5 * minute;
      appointmentOf(await hold(namedAppointment('other', ['s1'])));
      expectRefusal(await book(held), 409, 'conflict', /Slot\/s1 is no longer free/);
    });

    it('does nothing the second time: 200 with the same version', async () => {
      const held = appointmentOf(await hold(unnamedAppointment(['s1'])));
      const [first, second] = [await book(held), await book(held)];
      expect([first.status, second.status]).toEqual([201, 200]);
      expect(second.headers.location).toBe(first.headers.location);
      expect(second.text).toBe(first.text);
    });

    it('makes one appointment when it is asked 20 times at once', async () => {
      const held = appointmentOf(await hold(unnamedAppointment(['s1'])));
      const answers = await Promise.all(Array.from({ length: 20 }, () => book(held)));
      expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
      expect((await server.search('Appointment')).total).toBe(1);
    });

    it('neither changes an appointment that is there nor revives a cancelled one', async () => {
      const held = appointmentOf(await hold(unnamedAppointment(['s1'])));
      const booked = appointmentOf(await book(held));
      const moved = {
        ...held,
        slot: [{ reference: 'Slot/s2' }],
        start: november('23T09:15'),
        end: november('23T09:30'),
      };
      expectRefusal(await book(moved), 409, 'conflict', /exists already, booked/);
      await supertest(server.app)
        .put(`/fhir/Appointment/${booked.id}`)
        .set('Content-Type', 'application/fhir+json')
        .send(JSON.stringify({ ...booked, status: 'cancelled' }))
        .expect(200);
      expectRefusal(await book(held), 409, 'conflict', /exists already, cancelled/);
      expect(await statusOf('s1')).toBe('free');
    });

    it('fills in nothing but the identifier', async () => {
      const { extension: _, ...withoutOperator } = unnamedAppointment(['s1']);
      const response = await book(withoutOperator);
      expectRefusal(response, 400, 'required', /FrAppointmentOperator/);
      expect(await statusOf('s1')).toBe('free');
    });

    it.each(['cancelled', 'fulfilled', 'arrived'] as const)(
      'refuses an Appointment that says it is %s',
      async (status) => {
        expectRefusal(await book(unnamedAppointment(['s1'], { status })), 422, 'business-rule', /pending or booked/);
      },
    );

    it('refuses a reference alone: nobody would know who books', async () => {
      const { id } = appointmentOf(await hold(unnamedAppointment(['s1'])));
      const parameter = [{ name: 'appt-id', valueId: id }];
      expectRefusal(await book({ resourceType: 'Parameters', parameter }), 400, 'required', /appointment-resource/);
    });
  });

  describe('$find', () => {
    const find = async (...parameter: object[]) => {
      const response = await post('Appointment/$find', { resourceType: 'Parameters', parameter });
      expect([response.status, response.text]).toEqual([200, response.text]);
      return JSON.parse(response.text) as Bundle;
    };
    const day = [
      { name: 'start', valueDateTime: '2026-11-23' },
      { name: 'end', valueDateTime: '2026-11-23' },
    ];
    const ofA = { name: 'practitioner', valueReference: { reference: 'Practitioner/a' } };
    const slotIdsOf = (bundle: Bundle) =>
      resourcesOf(bundle, 'Appointment').map((one) => one.slot?.[0]?.reference?.replace('Slot/', ''));

    const proposed = async (...parameter: object[]) => resourcesOf(await find(...parameter), 'Appointment');

    it('proposes the free slots that may be booked, in order of start', async () => {
      const found = await find(...day, ofA);
      expect(found).toMatchObject({ type: 'searchset', total: 3 });
      expect(slotIdsOf(found)).toEqual(['s1', 's2', 's4']);
      expect(resourcesOf(found, 'Appointment')[0]).toMatchObject({
        id: 'slot.s1',
        status: 'proposed',
        start: november('23T09:00'),
        participant: [{ actor: { reference: 'Practitioner/a' }, status: 'accepted' }],
      });
    });

    it('leaves out what is held', async () => {
      await hold(unnamedAppointment(['s1'])).expect(200);
      expect(slotIdsOf(await find(...day, ofA))).toEqual(['s2', 's4']);
    });

    it('finds by identifier, speciality, visit type and hour, and by a place of SOS Médecins', async () => {
      const byIdentifier = {
        name: 'practitioner',
        valueReference: { identifier: { system: 'urn:oid:1.2.250.1.71.4.2.1', value: rpps(1).slice(1) } },
      };
      expect(slotIdsOf(await find(...day, byIdentifier))).toEqual(['s1', 's2', 's4']);
      const speciality = (code: string) => ({
        name: 'specialty',
        valueString: `https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale|${code}`,
      });
      expect(slotIdsOf(await find(...day, ofA, speciality('SM04')))).toEqual([]);
      expect(slotIdsOf(await find(...day, ofA, speciality('SM04'), speciality('SM54')))).toEqual(['s1', 's2', 's4']);
      const video = { name: 'visit-type', valueString: 'http://terminology.hl7.org/CodeSystem/v3-ActCode|VR' };
      expect((await find(...day, ofA, video)).total).toBe(0);
      const quarter = [
        { name: 'start', valueDateTime: november('23T09:15') },
        { name: 'end', valueDateTime: november('23T09:30') },
      ];
      expect(slotIdsOf(await find(...quarter, ofA))).toEqual(['s2']);
      const atPlace = { name: 'location-reference', valueReference: { reference: 'Location/lieu-sos' } };
      expect(slotIdsOf(await find(...day, atPlace))).toEqual(['sos-1']);
      expect((await find(...day, atPlace, ofA)).total).toBe(0);
    });

    it('sends no more than _count, and tells how many there are', async () => {
      const found = await find(...day, ofA, { name: '_count', valueInteger: 2 });
      expect([found.total, slotIdsOf(found)]).toEqual([3, ['s1', 's2']]);
    });

    it('may be asked by GET', async () => {
      const found = await server.search(
        'Appointment/$find?start=2026-11-23&end=2026-11-23&practitioner=Practitioner/a',
      );
      expect(slotIdsOf(found)).toEqual(['s1', 's2', 's4']);
    });

    it('takes a period of a year, of which what is past does not count, and refuses a longer one', async () => {
      const from = (start: string, end: string) =>
        server.get(`Appointment/$find?start=${start}&end=${end}&practitioner=Practitioner/a`);
      for (const [start, end] of [
        ['2026-11-23', '2027-11-23'],
        ['2000-01-01', '2026-12-31'],
        ['2028-01-01', '2028-12-31'],
      ]) {
        expect((await from(start!, end!)).status).toBe(200);
      }
      for (const [start, end] of [
        ['2026-11-23', '2027-11-25'],
        ['2000-01-01', '2100-01-01'],
      ]) {
        const { issue } = JSON.parse((await from(start!, end!)).text) as OperationOutcome;
        expect(issue![0]).toMatchObject({ code: 'too-costly', expression: ['end'] });
        expect(issue![0]!.diagnostics).toContain('366 days');
      }
    });

    it('proposes nothing of a period that is past', async () => {
      const past = [
        { name: 'start', valueDateTime: '2026-11-20' },
        { name: 'end', valueDateTime: '2026-11-22' },
      ];
      expect((await find(...past, ofA)).total).toBe(0);
    });

    it('proposes at a place what $book takes: the slots of its practitioners name them', async () => {
      await server.put(
        ...practice('b', { practitioner: { identifier: [nationalPractitioner(rpps(2))] } }),
        place('cabinet'),
        schedule('b2', ['Practitioner/b', 'PractitionerRole/b', 'Location/cabinet']),
        slot('b2-1', 'b2', november('23T09:00')),
        schedule('b3', ['PractitionerRole/b', 'Location/cabinet']),
        slot('b3-1', 'b3', november('23T09:30')),
      );
      const proposals = await proposed(...day, {
        name: 'location-reference',
        valueReference: { reference: 'Location/cabinet' },
      });
      const actor = { reference: 'Practitioner/b', identifier: { value: rpps(2) } };
      expect(proposals).toMatchObject([
        { slot: [{ reference: 'Slot/b2-1' }], participant: [{ actor }] },
        { slot: [{ reference: 'Slot/b3-1' }], participant: [{ actor }] },
      ]);
      for (const { id: _, ...proposal } of proposals) {
        const booked = await book({ ...unnamedAppointment([]), ...proposal, status: 'booked' });
        expect(booked.status).toBe(201);
      }
    });

    it.each([
      ['practitioner', { practitioner: { active: false } }],
      ['role', { role: { active: false } }],
      ['schedule', { schedule: { active: false } }],
    ])('proposes nothing of an agenda whose %s is inactive, however it is asked for', async (_, options) => {
      const [person, itsRole, agenda] = practice('b', options);
      const actor = [...agenda.actor, { reference: 'Practitioner/a' }, { reference: 'Location/cabinet' }];
      await server.put(place('cabinet'), person, itsRole, { ...agenda, actor }, slot('b1', 'b', november('23T09:00')));
      expect(
        await proposed(...day, { name: 'location-reference', valueReference: { reference: 'Location/cabinet' } }),
      ).toEqual([]);
      const all = await proposed(...day, ofA);
      expect(all.flatMap((one) => one.slot ?? [])).not.toContainEqual({ reference: 'Slot/b1' });
    });

    it('finds nothing where nobody works any more', async () => {
      const idle = { name: 'practitioner', valueReference: { reference: 'Practitioner/idle' } };
      expect((await find(...day, idle)).total).toBe(0);
    });

    it.each([
      ['start is missing', [day[1]!, ofA], /start is mandatory/],
      ['end is missing', [day[0]!, ofA], /end is mandatory/],
      ['a date is none', [{ name: 'start', valueDateTime: '2027-02-30' }, day[1]!, ofA], /start is a date/],
      ['nobody is named', day, /practitioner or location-reference is missing/],
      [
        'a practitioner is a place',
        [...day, { ...ofA, valueReference: { reference: 'Location/1' } }],
        /reference to a/,
      ],
      ['a patient is named', [...day, ofA, { name: 'patient-reference' }], /not .*patient-reference/],
      ['a speciality has no system', [...day, ofA, { name: 'specialty', valueString: 'SM54' }], /<system>\|<code>/],
      ['_count is 0', [...day, ofA, { name: '_count', valueInteger: 0 }], /_count/],
    ])('refuses when %s', async (_, parameter, text) => {
      const response = await post('Appointment/$find', { resourceType: 'Parameters', parameter });
      expect(response.status).toBe(400);
      expect(response.text).toMatch(text);
    });

    it('gives proposals that $hold takes by reference, and $book as the hold gave them back', async () => {
      const [proposal] = resourcesOf(await find(...day, ofA), 'Appointment');
      const parameter = [
        { name: 'appointment-reference', valueReference: { reference: `${baseUrl}/Appointment/${proposal!.id}` } },
      ];
      const held = appointmentOf(await hold({ resourceType: 'Parameters', parameter }));
      expect(await statusOf('s1')).toBe('busy-tentative');
      const { extension } = unnamedAppointment(['s1']);
      expect(appointmentOf(await book({ ...held, extension }))).toMatchObject({ id: held.id, status: 'booked' });
    });

    it('gives proposals of one slot to two who hold them as two: one is refused', async () => {
      const [proposal] = resourcesOf(await find(...day, ofA), 'Appointment');
      const answers = [await hold(proposal!), await hold(proposal!)];
      expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    });

    it('refuses a reference to what it never gave', async () => {
      const parameter = [{ name: 'appointment-reference', valueReference: { reference: 'Appointment/1' } }];
      expectRefusal(await hold({ resourceType: 'Parameters', parameter }), 404, 'not-found', /Appointment\/1/);
    });
  });

  it('are told in the CapabilityStatement', async () => {
    const statement = JSON.parse((await server.get('metadata')).text);
    const { operation } = statement.rest[0].resource.find((one: { type: string }) => one.type === 'Appointment');
    expect(operation).toEqual(
      ['find', 'hold', 'book'].map((name) => ({
        name,
        definition: `https://profiles.ihe.net/ITI/Scheduling/OperationDefinition/appointment-${name}`,
      })),
    );
  });
});
