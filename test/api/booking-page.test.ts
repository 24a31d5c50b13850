import { Writable } from 'node:stream';
import type { Appointment } from '@medplum/fhirtypes';
import supertest, { type Response } from 'supertest';
import { demoRegulator } from '../../src/demo/demo-regulator.ts';
import { extensionUrl, sasProfile } from '../../src/fhir/sas.ts';
import { buildLogger } from '../../src/log.ts';
import {
  association,
  cpts,
  november,
  now,
  place,
  practice,
  role,
  rpps,
  schedule,
  slot,
  visibility,
} from '../support/agenda-data.ts';
import { type AgendaServer, bookingSettings, openAgendaServer, resourcesOf } from '../support/agenda-server.ts';
import { TestClock } from '../support/clock.ts';

const walkIn = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'WALKIN' }] };

describe('the booking page', () => {
  let clock: TestClock;
  let server: AgendaServer;
  let log: string;

  const resources = [
    ...practice('a', {
      role: {
        contained: [
          place('lieu', {
            name: 'Cabinet <des> "Lilas" & Cie',
            address: { line: ['1 rue d’<Assas>'], postalCode: '75011', city: 'Paris' },
          }),
        ],
        specialty: [{ coding: [{ code: 'SM54', display: 'Médecine générale' }] }],
      },
      practitioner: { name: [{ family: `<script>alert("1")</script>`, given: ["O'Brien"] }] },
    }),
    ...practice('reunion', {
      role: { contained: [place('lieu', { address: { postalCode: '97400', city: 'Saint-Denis' } })] },
    }),
    ...practice('idle', { practitioner: { active: false } }),
    ...association('sos', 1),
    slot('s1', 'a', november('23T09:00')),
    slot('s2', 'a', november('23T09:15')),
    slot('past', 'a', november('23T07:00')),
    slot('walkin', 'a', november('23T10:00'), { appointmentType: walkIn }),
    slot('hidden', 'a', november('23T10:15'), { meta: {} }),
    slot('busy', 'a', november('23T11:00'), { status: 'busy' }),
    slot('closed', 'idle', november('23T11:00')),
    slot('ile', 'reunion', '2026-12-01T06:00:00Z', { end: '2026-12-01T06:20:00Z' }),
    slot('lost', 'a', november('23T12:00')),
    slot('sos-1', 'sos-1', november('23T09:00'), { meta: visibility('SNP') }),
    slot('sos-pro', 'sos-1', november('23T09:15'), { meta: visibility('PRO') }),
    schedule('role', ['PractitionerRole/a']),
    slot('by-role', 'role', november('23T09:00')),
    ...cpts('plaine', 2),
    schedule('service', ['HealthcareService/plaine']),
    slot('of-service', 'service', november('23T09:00')),
    role('unknown', 'a', { practitioner: { display: 'Dr Inconnu' } }),
    schedule('unknown', ['PractitionerRole/unknown']),
    slot('of-unknown', 'unknown', november('23T09:00')),
    schedule('second', ['PractitionerRole/unknown', 'PractitionerRole/a']),
    slot('by-second', 'second', november('23T09:00')),
    role('gone', 'a', { active: false }),
    schedule('gone', ['PractitionerRole/a', 'PractitionerRole/gone']),
    slot('by-gone', 'gone', november('23T09:00')),
  ];

  beforeEach(async () => {
    clock = new TestClock(now);
    log = '';
    const destination = new Writable({
      write(chunk, _encoding, done) {
        log += chunk;
        done();
      },
    });
    server = await openAgendaServer({
      clock: clock.now,
      resources,
      logger: buildLogger({ level: 'debug', isPretty: false, destination }),
    });
  });

  afterEach(() => server.close());

  const open = (target: string) => supertest(server.app).get(target);
  const submit = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    supertest(server.app).post('/rdv').set(headers).type('form').send(fields);
  const fieldOf = ({ text }: Response, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(text)![1]!;
  const formOf = async (slotId: string) => {
    const page = await open(`/rdv?slot=${slotId}`).expect(200);
    return { slot: fieldOf(page, 'slot'), rdv: fieldOf(page, 'rdv') };
  };
  const appointments = async () => resourcesOf(await server.search('Appointment'), 'Appointment');
  const statusOf = async (id: string) => JSON.parse((await server.get(`Slot/${id}`)).text).status as string;

  it('shows practitioner, speciality, place, day and hour in French, and one button', async () => {
    const { text, headers } = await open('/rdv?slot=s1').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toContain('<html lang="fr">');
    expect(text).toMatch(/<h1>Confirmer le rendez-vous<\/h1>/);
    expect(text).toContain('<span>lundi 23 novembre 2026</span> <span>de 9\u00a0h\u00a000 à 9\u00a0h\u00a015</span>');
    for (const shown of ['Médecine générale', 'Au cabinet', '75011 Paris', 'régulateur fictif'])
      expect(text).toContain(shown);
    expect(text.match(/<button/g)).toHaveLength(1);
  });

  it('names a speciality of which the agenda has the code alone', async () => {
    const { text } = await open('/rdv?slot=ile').expect(200);
    expect(text).toContain('Médecine générale');
    expect(text).not.toContain('SM54');
  });

  it('writes names and addresses as text, whatever characters they hold', async () => {
    const { text } = await open('/rdv?slot=s1').expect(200);
    expect(text).toContain('O&#39;Brien &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    expect(text).toContain('Cabinet &lt;des&gt; &quot;Lilas&quot; &amp; Cie');
    expect(text).toContain('&lt;Assas&gt;');
    expect(text).not.toContain('<script');
  });

  it('shows hours as they are at the place, and says so away from Paris', async () => {
    const { text } = await open('/rdv?slot=ile').expect(200);
    expect(text).toContain(
      '<span>mardi 1er décembre 2026</span> <span>de 10\u00a0h\u00a000 à 10\u00a0h\u00a020</span>',
    );
    expect(text).toContain('heure du lieu de consultation (UTC+4)');
    expect(text).not.toContain('undefined');
  });

  it('shows the place and the association of a slot of SOS Médecins', async () => {
    const { text } = await open('/rdv?slot=sos-1').expect(200);
    expect(text).toContain('Lieu sos-1');
    expect(text).toContain('SOS Médecins sos');
  });

  it.each([
    '/rdv?slot=s1&origin=sas',
    '/rdv?origin=sas&slot=s1',
    '/rdv?slot=s1&origin=sas&origin=sas-preprod',
    '/rdv?slot=s1&origin=sas-preprod&origin=sas-preprod',
    '/rdv?slot=s1?origin=sas',
    '/rdv?origin=&slot=s1&',
  ])('is found at %s', async (target) => {
    const { text } = await open(target).expect(200);
    expect(text).toContain('name="slot" value="s1"');
  });

  it('lets no script run, nothing load, and no other site frame or read it', async () => {
    const { headers } = await open('/rdv?slot=s1');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['cache-control']).toBe('no-store');
  });

  it('books on confirmation and leads to a page with the appointment’s number', async () => {
    const form = await formOf('s1');
    const sent = await submit(form);
    expect([sent.status, sent.headers.location]).toEqual([303, `rdv/${form.rdv}`]);
    const { text } = await open(`/rdv/${form.rdv}`).expect(200);
    expect(text).toMatch(/<h1>Rendez-vous confirmé<\/h1>/);
    expect(text).toContain(form.rdv);
    expect(text).toContain('lundi 23 novembre 2026');
    expect(await statusOf('s1')).toBe('busy');
  });

  it('writes an appointment as the guide wants it, by the demonstration’s regulator', async () => {
    const form = await formOf('s1');
    await submit(form).expect(303);
    const [appointment] = await appointments();
    expect(appointment).toMatchObject({
      id: form.rdv,
      status: 'booked',
      identifier: [{ system: bookingSettings.identifierSystem, value: form.rdv }],
      extension: [{ url: extensionUrl.appointmentOperator, valueReference: { identifier: demoRegulator } }],
      created: '2026-11-23T08:00:00.000+01:00',
      start: november('23T09:00'),
      end: november('23T09:15'),
      slot: [{ reference: 'Slot/s1' }],
      participant: [{ actor: { reference: 'Practitioner/a', identifier: { value: rpps(1) } }, status: 'accepted' }],
    });
    expect(appointment!.meta!.profile).toEqual([sasProfile.appointment]);
  });

  it('books a slot of SOS Médecins as such', async () => {
    await submit(await formOf('sos-1')).expect(303);
    const [appointment] = await appointments();
    expect(appointment!.meta!.profile).toEqual([sasProfile.sosAppointment]);
    expect(appointment!.participant).toEqual([{ actor: { reference: 'Location/sos-1' }, status: 'accepted' }]);
  });

  it('books where the schedule names the role alone', async () => {
    expect((await open('/rdv?slot=by-role').expect(200)).text).toContain('Brien');
    await submit(await formOf('by-role')).expect(303);
    expect((await appointments())[0]!.participant).toMatchObject([{ actor: { reference: 'Practitioner/a' } }]);
  });

  it('books where the schedule names several roles, one of them his', async () => {
    await submit(await formOf('by-second')).expect(303);
    expect((await appointments())[0]!.participant).toMatchObject([{ actor: { reference: 'Practitioner/a' } }]);
  });

  it.each(['s1', 'sos-1', 'ile'])('writes what the guide’s profiles admit for %s', async (id) => {
    await server.close();
    server = await openAgendaServer({ clock: clock.now, resources, validation: 'strict' });
    await submit(await formOf(id)).expect(303);
    expect(await appointments()).toHaveLength(1);
  });

  it('makes one appointment when the form is sent twice, even at once', async () => {
    const form = await formOf('s1');
    const sent = await Promise.all([submit(form), submit(form)]);
    expect([...sent, await submit(form)].map(({ status, headers }) => [status, headers.location])).toEqual(
      Array(3).fill([303, `rdv/${form.rdv}`]),
    );
    expect(await appointments()).toHaveLength(1);
  });

  it('tells the second of two people that the slot is taken', async () => {
    const [mine, theirs] = [await formOf('s1'), await formOf('s1')];
    await submit(mine).expect(303);
    const late = await submit(theirs).expect(409);
    expect(late.text).toMatch(/<h1>Ce créneau n’est plus libre<\/h1>/);
    expect(await appointments()).toHaveLength(1);
  });

  it('does not take another appointment’s name for a slot of its own', async () => {
    const form = await formOf('s1');
    await submit(form).expect(303);
    await submit({ ...form, slot: 's2' }).expect(409);
    expect(await statusOf('s2')).toBe('free');
  });

  it('refuses a slot that is held', async () => {
    await supertest(server.app)
      .post('/fhir/Appointment/$hold')
      .set('Content-Type', 'application/fhir+json')
      .send('{"resourceType":"Appointment","slot":[{"reference":"Slot/s1"}]}')
      .expect(200);
    await open('/rdv?slot=s1').expect(409);
    await submit({ slot: 's1' }).expect(409);
  });

  it.each([
    ['busy', 409, 'Ce créneau n’est plus libre'],
    ['past', 410, 'Ce créneau est passé'],
    ['closed', 410, 'Cet agenda est fermé'],
    ['by-gone', 410, 'Cet agenda est fermé'],
    ['of-service', 422, 'Ce créneau ne se réserve pas'],
    ['of-unknown', 422, 'Ce créneau ne se réserve pas'],
    ['walkin', 422, 'Ce créneau est sans rendez-vous'],
    ['hidden', 404, 'Créneau introuvable'],
    ['sos-pro', 404, 'Créneau introuvable'],
    ['nowhere', 404, 'Créneau introuvable'],
  ])('says of the slot %s, opened or sent: %i %s', async (id, status, title) => {
    for (const response of [await open(`/rdv?slot=${id}`), await submit({ slot: id })]) {
      expect(response.status).toBe(status);
      expect(response.text).toContain(`<h1>${title}</h1>`);
      expect(response.text).not.toContain('<button');
    }
    expect(await appointments()).toEqual([]);
  });

  it('says that a slot is past when it began while the page was open', async () => {
    const form = await formOf('s1');
    clock.ms = Date.parse(november('23T09:01'));
    await submit(form).expect(410);
  });

  it.each([
    '/rdv',
    '/rdv?slot=',
    '/rdv?origin=sas',
    '/rdv?slot=a%20b',
    '/rdv?slot=%00',
    '/rdv?slot=%ff%zz',
    `/rdv?slot=${'a'.repeat(65)}`,
  ])('says of %s that the link is incomplete', async (target) => {
    expect((await open(target).expect(400)).text).toContain('<h1>Lien incomplet</h1>');
  });

  it.each(['1', '__proto__', '%2e%2e', '0d0f6c1c-7a0e-4a5c-8a44-2b6f3d1e9a01'])(
    'knows no appointment /rdv/%s',
    async (id) => {
      expect((await open(`/rdv/${id}`).expect(404)).text).toContain('Rendez-vous introuvable');
    },
  );

  it('tells a broken address or form in French', async () => {
    expect((await open('/rdv/%ff').expect(400)).text).toContain('Demande illisible');
    expect((await submit({ slot: 'a'.repeat(5000) }).expect(413)).text).toContain('Demande trop longue');
    await supertest(server.app).post('/rdv').expect(400);
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded; charset=utf-7']) {
      const sent = await supertest(server.app).post('/rdv').set('Content-Type', type).send('{"slot":"s1"}').expect(415);
      expect(sent.text).toContain('<h1>Format non reconnu</h1>');
    }
    const request = supertest(server.app);
    for (const other of [request.put('/rdv'), request.delete('/rdv').send('x'), request.patch('/rdv')]) {
      expect((await other.expect(405).expect('Allow', 'GET, HEAD, POST')).text).toContain('Demande impossible');
    }
    expect((await request.post('/rdv/1').expect(405).expect('Allow', 'GET, HEAD')).text).toContain('lang="fr"');
    for (const path of ['/rdv/1/', '/rdv/1/2']) {
      expect((await open(path).expect(404)).text).toContain('Rendez-vous introuvable');
    }
  });

  it('leads from a trailing slash to where its form works, by a relative address', async () => {
    const moved = await open('/rdv/?slot=s1&origin=sas').expect(308);
    expect(moved.headers.location).toBe('../rdv?slot=s1&origin=sas');
    await supertest(server.app).post('/rdv/').type('form').send({ slot: 's1' }).expect(308);
    expect((await open('/rdv/').expect(308)).headers.location).toBe('../rdv');
  });

  it('shows what became of the appointment', async () => {
    const form = await formOf('s1');
    await submit(form).expect(303);
    const [appointment] = await appointments();
    const cancelled: Appointment = { ...appointment!, status: 'cancelled' };
    await supertest(server.app)
      .put(`/fhir/Appointment/${form.rdv}`)
      .set('Content-Type', 'application/fhir+json')
      .send(JSON.stringify(cancelled))
      .expect(200);
    expect((await open(`/rdv/${form.rdv}`).expect(200)).text).toContain('<h1>Rendez-vous annulé</h1>');
    expect((await submit(form)).status).toBe(409);
  });

  describe('whoever sends its form', () => {
    it.each([
      ['from this site', { 'Sec-Fetch-Site': 'same-origin' }],
      ['from this site, by an older browser', { Host: 'agenda.test', Origin: 'http://agenda.test' }],
      ['from the site behind the proxy', { Host: 'inside:8080', Origin: 'https://agenda.example.fr' }],
      ['from a program', {}],
    ])('%s is heard', async (_, headers) => {
      await submit(await formOf('s1'), headers as Record<string, string>).expect(303);
    });

    it.each([
      ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
      ['a neighbour', { 'Sec-Fetch-Site': 'same-site' }],
      ['another origin', { Host: 'agenda.test', Origin: 'https://evil.example' }],
      ['another port', { Host: 'agenda.test', Origin: 'http://agenda.test:81' }],
      ['nobody', { Origin: 'null' }],
    ])('from %s is refused, and nothing is booked', async (_, headers) => {
      const response = await submit(await formOf('s1'), headers as Record<string, string>);
      expect(response.status).toBe(403);
      expect(response.text).toContain('<h1>Demande refusée</h1>');
      expect(await statusOf('s1')).toBe('free');
    });
  });

  it('leaves no name, identifier or slot in the log', async () => {
    const form = await formOf('s1');
    await submit(form).expect(303);
    await submit({ ...form, rdv: '' }).expect(409);
    await open(`/rdv/${form.rdv}`);
    for (const personal of ['Brien', rpps(1), demoRegulator.value!, 'slot=s1', 'Slot/s1'])
      expect(log).not.toContain(personal);
    expect(log).toContain('"path":"/rdv"');
  });

  it('says in French that the store cannot answer, and logs why', async () => {
    const form = await formOf('s1');
    await server.close();
    const response = await submit(form);
    expect(response.status).toBe(503);
    expect(response.text).toContain('Service momentanément indisponible');
    expect(log).toContain('"level":50');
  });

  it('asks for a session where there is no demonstration', async () => {
    const real = await openAgendaServer({ resources, isDemo: false });
    for (const response of [
      await supertest(real.app).get('/rdv?slot=s1'),
      await supertest(real.app).get('/rdv/1'),
      await supertest(real.app).post('/rdv').type('form').send({ slot: 's1' }),
    ]) {
      expect(response.status).toBe(403);
      expect(response.text).toContain('session de régulateur');
    }
    await real.close();
  });

  it('is where Slot.comment of the demonstration leads', async () => {
    await server.put(schedule('b', []), slot('s9', 'a', november('23T13:00'), { comment: '/rdv?slot=s9' }));
    const found = await server.search(
      `Slot?start=ge${november('23T12:59')}&start=le${november('23T13:01')}&status=free&schedule.actor:Practitioner.identifier=urn:oid:1.2.250.1.71.4.2.1|${rpps(1)}`,
    );
    const url = new URL(resourcesOf(found, 'Slot')[0]!.comment!);
    await open(`${url.pathname}${url.search}&origin=sas`).expect(200);
  });
});
