/** A number leaves with the digits with which it was written, whatever the answer. https://hl7.org/fhir/R4/json.html#decimal */
import supertest from 'supertest';
import { association, cpts, november, practice, rpps, sharedBy, siret, slot } from '../support/agenda-data.ts';
import { cptsQuery, nationalRpps, nationalSiret, slotQuery, sosQuery } from '../support/guide-queries.ts';
import { openWritingServer, type WritingServer } from '../support/writing-server.ts';

const position = '"position":{"longitude":2.3500,"latitude":48.850}';
const weight = (digits: string) => `"extension":[{"url":"https://agenda.example.fr/weight","valueDecimal":${digits}}]`;

/** The resource's text with another member first. */
const withMember = (resource: object, member: string): string => `{${member},${JSON.stringify(resource).slice(1)}`;

describe('the digits of numbers', () => {
  let server: WritingServer;

  beforeAll(async () => {
    const [person, role, schedule] = practice('a');
    const places = association('sos', 1);
    const [, service] = cpts('plaine', 2);
    const nine = slot('s1', 'a', november('23T09:00'), { serviceType: [sharedBy('plaine')] });
    server = await openWritingServer({
      resources: [person, role, schedule, ...places, ...cpts('plaine', 2), slot('sos', 'sos-1', november('23T09:00'))],
    });
    const texts = [
      withMember(places[1]!, position),
      JSON.stringify(role).replace('"id":"lieu"', `"id":"lieu",${position}`),
      withMember(service, weight('2.50')),
      JSON.stringify(nine).replace('"code":"SM54"', `"code":"SM54",${weight('1.50')}`),
    ];
    for (const text of texts) {
      const { resourceType, id } = JSON.parse(text);
      const { status } = await server.send('PUT', `${resourceType}/${id}`, text);
      expect(status).toBeLessThan(300);
    }
  });

  afterAll(() => server.close());

  it.each([
    ['a read', 'Location/sos-1', position],
    ['a plain search', 'Location?_id=sos-1', position],
    ['a search with _elements', 'Location?_id=sos-1&_elements=position', position],
    ['a place of SOS Médecins', sosQuery({ identifiers: nationalSiret(siret(1)) }), position],
    ['the place of a role', slotQuery({ identifiers: nationalRpps(rpps(1)) }), position],
    ['a slot', slotQuery({ identifiers: nationalRpps(rpps(1)) }), weight('1.50')],
    ['the service of a CPTS', cptsQuery({ identifiers: nationalRpps(rpps(1)) }), weight('2.50')],
    [
      'a proposal of $find',
      'Appointment/$find?start=2026-11-23&end=2026-11-23&practitioner=Practitioner/a',
      `"specialty":[{"coding":[{"system":"https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale","code":"SM54",${weight('1.50')}}]}]`,
    ],
  ])('are kept in %s', async (_, target, text) => {
    const answer = await server.send('GET', target);
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(text)]);
  });

  it('are kept in the appointment that the booking page makes of a slot', async () => {
    const rdv = '0d0f6c1c-7a0e-4a5c-8a44-2b6f3d1e9a01';
    await supertest(server.app).post('/rdv').type('form').send({ slot: 's1', rdv }).expect(303);
    expect((await server.send('GET', `Appointment/${rdv}`)).text).toContain(weight('1.50'));
  });
});
