/** Whose slots the guide's Slot search brings: 1 to 25 national identifiers, in the forms in which data has them (SPEC §2, §3). */
import type { Practitioner } from '@medplum/fhirtypes';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { identifierSystem, sasProfile } from '../../src/fhir/sas.ts';
import {
  nationalPractitioner,
  november,
  practice,
  practitioner,
  role,
  rpps,
  schedule,
  slot,
} from '../support/agenda-data.ts';
import { type AgendaServer, idsOf, openAgendaServer, resourcesOf } from '../support/agenda-server.ts';
import { nationalRpps, slotQuery } from '../support/guide-queries.ts';

const adeli = '0759912345';

/** One practitioner with one slot of the same id. */
const withSlot = (id: string, minute: number, own: Partial<Practitioner>): AgendaResource[] => [
  ...practice(id, { practitioner: own }),
  slot(id, id, november(`23T10:${String(minute).padStart(2, '0')}`)),
];

const identified = (...values: readonly string[]) => ({ identifier: values.map(nationalPractitioner) });

describe('the identifiers of a Slot search', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    const resources = [
      ...withSlot('prefixed', 1, identified(rpps(1))),
      ...withSlot('unprefixed', 2, identified(rpps(2).slice(1))),
      ...withSlot('adeli', 3, identified(adeli)),
      ...withSlot('adeli-unprefixed', 4, identified('759912346')),
      ...withSlot('both', 5, identified(rpps(5), '0759912350')),
      ...withSlot('elsewhere', 6, { identifier: [{ system: 'urn:oid:1.2.3', value: rpps(6) }] }),
      ...withSlot('nameless-system', 7, { identifier: [{ value: rpps(7) }] }),
    ];
    server = await openAgendaServer({ resources });
  });

  afterAll(() => server.close());

  const found = async (identifiers: string) => idsOf(await server.search(slotQuery({ identifiers })), 'Slot');

  it('find a practitioner by the prefixed value, however it is stored', async () => {
    expect(await found(nationalRpps(rpps(1)))).toEqual(['prefixed']);
    expect(await found(nationalRpps(rpps(2)))).toEqual(['unprefixed']);
    expect(await found(nationalRpps(adeli))).toEqual(['adeli']);
    expect(await found(nationalRpps('0759912346'))).toEqual(['adeli-unprefixed']);
  });

  it('find a practitioner by the value without its type digit too', async () => {
    expect(await found(nationalRpps(rpps(1).slice(1)))).toEqual(['prefixed']);
  });

  it('send the identifier back prefixed and typed', async () => {
    const bundle = await server.search(slotQuery({ identifiers: nationalRpps(rpps(2)) }));
    expect(resourcesOf(bundle, 'Practitioner')[0]!.identifier).toEqual([nationalPractitioner(rpps(2))]);
  });

  it('are separated by commas, with blanks after them or none', async () => {
    const two = ['prefixed', 'unprefixed'];
    expect(await found(`${nationalRpps(rpps(1))},${nationalRpps(rpps(2))}`)).toEqual(two);
    expect(await found(`${nationalRpps(rpps(1))},%20${nationalRpps(rpps(2))}`)).toEqual(two);
    expect(await found(`${nationalRpps(rpps(1))}%2C%20%20${nationalRpps(rpps(2))}`)).toEqual(two);
  });

  it('may have their bar escaped or not', async () => {
    expect(await found(`${identifierSystem.practitioner}|${rpps(1)}`)).toEqual(['prefixed']);
  });

  it('match nothing under another system, which is no error', async () => {
    expect(await found(`urn:oid:1.2.250.1.71.4.2.2%7C${rpps(1)}`)).toEqual([]);
    expect(await found(nationalRpps(rpps(6)))).toEqual([]);
    expect(await found(nationalRpps(rpps(7)))).toEqual([]);
    expect(await found(`urn:oid:1.2.3%7C${rpps(6)}`)).toEqual([]);
    expect(await found(`${nationalRpps(rpps(1))},urn:oid:9.9.9%7C${rpps(2)}`)).toEqual(['prefixed']);
  });

  it('mean the national system when they come without one, as many as 25 of them', async () => {
    expect(await found(rpps(1))).toEqual(['prefixed']);
    expect(await found(`${rpps(2).slice(1)},${adeli},${rpps(7)}`)).toEqual(['unprefixed', 'adeli']);
    expect(await found(Array.from({ length: 25 }, () => rpps(2).slice(1)).join(','))).toEqual(['unprefixed']);
    await server.refusal(400, slotQuery({ identifiers: Array.from({ length: 26 }, () => rpps(2).slice(1)).join(',') }));
  });

  it('match nothing when nobody here has them, which is no error', async () => {
    const bundle = await server.search(slotQuery({ identifiers: nationalRpps('899999999999') }));
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 0 });
    expect(bundle.entry).toBeUndefined();
    expect(bundle.link).toHaveLength(1);
  });

  it('bring a practitioner with RPPS and ADELI once, whichever is asked, or both', async () => {
    for (const asked of [rpps(5), '0759912350']) expect(await found(nationalRpps(asked))).toEqual(['both']);
    const bundle = await server.search(
      slotQuery({ identifiers: `${nationalRpps(rpps(5))},${nationalRpps('0759912350')}` }),
    );
    expect(bundle.total).toBe(1);
    expect(idsOf(bundle, 'Practitioner')).toEqual(['both']);
    expect(resourcesOf(bundle, 'Practitioner')[0]!.identifier).toHaveLength(2);
  });

  it('may be 25', async () => {
    const identifiers = Array.from({ length: 25 }, (_, index) => nationalRpps(rpps(index + 1))).join(',');
    expect(await found(identifiers)).toEqual(['prefixed', 'unprefixed', 'both']);
  });

  it('may not be 26: the refusal names the parameter and how many there may be', async () => {
    const identifiers = Array.from({ length: 26 }, (_, index) => nationalRpps(rpps(index + 1))).join(',');
    const { issue } = await server.refusal(400, slotQuery({ identifiers }));
    expect(issue).toHaveLength(1);
    expect(issue[0]!.expression).toEqual(['schedule.actor:Practitioner.identifier']);
    expect(issue[0]!.diagnostics).toContain('25');
  });

  it('may not be 26 over two parameters either', async () => {
    const list = (from: number) => Array.from({ length: 13 }, (_, index) => nationalRpps(rpps(from + index))).join(',');
    const query = slotQuery({ identifiers: `${list(1)}&schedule.actor:Practitioner.identifier=${list(20)}` });
    await server.refusal(400, query);
  });

  it.each([
    ['a system without value', `${identifierSystem.practitioner}%7C`],
    ['a bar alone', '%7C'],
    ['empty', ''],
  ])('are refused when one is %s: it would ask for more than somebody in particular', async (_what, identifiers) => {
    const { issue } = await server.refusal(400, slotQuery({ identifiers: `${nationalRpps(rpps(1))},${identifiers}` }));
    expect(issue[0]!.expression).toEqual(['schedule.actor:Practitioner.identifier']);
  });

  it('are refused with a modifier: those of everybody else are no search of the guide', async () => {
    const query = slotQuery({ identifiers: nationalRpps(rpps(1)) }).replace('.identifier=', '.identifier:not=');
    const { issue } = await server.refusal(400, query);
    expect(issue[0]!.expression![0]).toContain('schedule.actor:Practitioner.identifier');
  });
});

describe('people whom a Slot search must not mix up', () => {
  it('a person stored twice, by RPPS and by ADELI, brings the slots of each record asked for', async () => {
    const server = await openAgendaServer({
      resources: [...withSlot('by-rpps', 1, identified(rpps(1))), ...withSlot('by-adeli', 2, identified(adeli))],
    });
    const found = async (identifiers: string) => idsOf(await server.search(slotQuery({ identifiers })), 'Slot');
    expect(await found(nationalRpps(rpps(1)))).toEqual(['by-rpps']);
    expect(await found(nationalRpps(adeli))).toEqual(['by-adeli']);
    expect(await found(`${nationalRpps(rpps(1))},${nationalRpps(adeli)}`)).toEqual(['by-rpps', 'by-adeli']);
    await server.close();
  });

  it('the account of a regulator never comes, even with the identifier of a practitioner who does', async () => {
    const account = practitioner('regulator', {
      meta: { source: identifierSystem.sas, profile: [sasProfile.regulator] },
      telecom: [{ system: 'email', value: 'regulateur@example.fr' }],
    });
    const server = await openAgendaServer({
      resources: [
        account,
        ...withSlot('doctor', 1, identified(rpps(1))),
        schedule('of-account', ['Practitioner/regulator', 'PractitionerRole/of-account']),
        role('of-account', 'regulator'),
        slot('of-account', 'of-account', november('23T09:00')),
      ],
    });
    const bundle = await server.search(slotQuery({ identifiers: nationalRpps(rpps(1)) }));
    expect(idsOf(bundle, 'Slot')).toEqual(['doctor']);
    expect(idsOf(bundle, 'Practitioner')).toEqual(['doctor']);
    await server.close();
  });

  it('a practitioner with two places brings two Schedules and two roles, and comes once', async () => {
    const server = await openAgendaServer({
      resources: [
        ...withSlot('a', 1, {}),
        role('a2', 'a'),
        schedule('a2', ['Practitioner/a', 'PractitionerRole/a2']),
        slot('second', 'a2', november('23T10:30')),
      ],
    });
    const bundle = await server.search(slotQuery({ identifiers: nationalRpps(rpps(1)) }));
    expect(idsOf(bundle, 'Slot')).toEqual(['a', 'second']);
    expect(idsOf(bundle, 'Schedule').sort()).toEqual(['a', 'a2']);
    expect(idsOf(bundle, 'PractitionerRole').sort()).toEqual(['a', 'a2']);
    expect(idsOf(bundle, 'Practitioner')).toEqual(['a']);
    await server.close();
  });

  it('a schedule without a slot in the window stays out, with its role', async () => {
    const server = await openAgendaServer({
      resources: [...withSlot('a', 1, {}), role('a2', 'a'), schedule('a2', ['Practitioner/a', 'PractitionerRole/a2'])],
    });
    const bundle = await server.search(slotQuery({ identifiers: nationalRpps(rpps(1)) }));
    expect([...idsOf(bundle, 'Schedule'), ...idsOf(bundle, 'PractitionerRole')]).toEqual(['a', 'a']);
    await server.close();
  });

  it('an inactive place of a practitioner leaves the other one alone', async () => {
    const server = await openAgendaServer({
      resources: [
        ...withSlot('a', 1, {}),
        role('closed', 'a', { active: false }),
        schedule('closed', ['Practitioner/a', 'PractitionerRole/closed']),
        slot('hidden', 'closed', november('23T10:30')),
      ],
    });
    expect(idsOf(await server.search(slotQuery({ identifiers: nationalRpps(rpps(1)) })), 'Slot')).toEqual(['a']);
    await server.close();
  });
});
