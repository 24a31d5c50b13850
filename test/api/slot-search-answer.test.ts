/** The Bundle that answers a Slot search: links, order, entries, times (SPEC §3). */
import supertest from 'supertest';
import { identifierSystem } from '../../src/fhir/sas.ts';
import { cpts, november, place, practice, role, rpps, schedule, slot } from '../support/agenda-data.ts';
import { type AgendaServer, baseUrl, idsOf, openAgendaServer, resourcesOf } from '../support/agenda-server.ts';
import { cptsIncludes, cptsQuery, nationalRpps, practitionerIncludes, slotQuery } from '../support/guide-queries.ts';

const identifiers = nationalRpps(rpps(1));

describe('the answer to a Slot search', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({
      resources: [
        ...practice('a'),
        slot('c', 'a', november('23T10:00')),
        slot('b', 'a', november('23T10:00')),
        slot('late', 'a', '2026-11-23T10:30:00.000+02:00'),
        slot('B', 'a', november('23T10:00')),
        slot('early', 'a', november('23T09:00')),
      ],
    });
  });

  afterAll(() => server.close());

  it('has the slots in order of start, then id, compared as instants and as plain characters', async () => {
    const bundle = await server.search(slotQuery({ identifiers }));
    expect(idsOf(bundle, 'Slot')).toEqual(['early', 'late', 'B', 'b', 'c']);
  });

  it('is a searchset whose total counts the slots', async () => {
    const bundle = await server.search(slotQuery({ identifiers }));
    expect(bundle).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 5 });
    expect(bundle.entry).toHaveLength(8);
  });

  it('has absolute full URLs under the base, and relative references', async () => {
    const bundle = await server.search(slotQuery({ identifiers }));
    for (const { fullUrl, resource } of bundle.entry!) {
      expect(fullUrl).toBe(`${baseUrl}/${resource!.resourceType}/${resource!.id}`);
    }
    expect(resourcesOf(bundle, 'Slot')[0]!.schedule).toEqual({ reference: 'Schedule/a' });
    expect(resourcesOf(bundle, 'Schedule')[0]!.actor).toEqual([
      { reference: 'Practitioner/a' },
      { reference: 'PractitionerRole/a' },
    ]);
  });

  it('says which entries matched and which were included', async () => {
    const bundle = await server.search(slotQuery({ identifiers }));
    const modes = bundle.entry!.map(({ resource, search }) => `${resource!.resourceType} ${search!.mode}`);
    expect([...new Set(modes)]).toEqual([
      'Slot match',
      'Schedule include',
      'Practitioner include',
      'PractitionerRole include',
    ]);
  });

  it('refers to nothing that is not among its entries', async () => {
    const bundle = await server.search(slotQuery({ identifiers }));
    const there = new Set(bundle.entry!.map(({ resource }) => `${resource!.resourceType}/${resource!.id}`));
    const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(
      ([, reference]) => reference!,
    );
    expect(references.filter((one) => !one.startsWith('#') && !there.has(one))).toEqual([]);
  });

  it('is application/fhir+json in UTF-8, whichever name of JSON the client asks for', async () => {
    for (const accept of ['application/json+fhir', 'application/fhir+json', 'application/json', '*/*']) {
      const answer = await server.get(slotQuery({ identifiers }), { Accept: accept });
      expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/fhir+json; charset=utf-8']);
    }
  });

  it('comes compressed to a client that asks for it, with the same content', async () => {
    const plain = await server.get(slotQuery({ identifiers }), { 'Accept-Encoding': 'identity' });
    const gzip = await server.get(slotQuery({ identifiers }), { 'Accept-Encoding': 'gzip' });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gzip.text).toBe(plain.text);
  });

  it('to HEAD has the headers of GET and no body', async () => {
    const head = await supertest(server.app).head(`/fhir/${slotQuery({ identifiers })}`);
    expect(head.status).toBe(200);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(1000);
    expect(head.text ?? '').toBe('');
  });
});

describe('the self link of a Slot search', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({ resources: [...practice('a'), slot('s', 'a', november('23T10:00'))] });
  });

  afterAll(() => server.close());

  const selfOf = async (target: string) => {
    const { link } = await server.search(target);
    expect(link).toHaveLength(1);
    expect(link![0]!.relation).toBe('self');
    return link![0]!.url;
  };

  it('repeats the query as asked: its order, its plus signs, its repetitions, what is not understood', async () => {
    const query = `${slotQuery({ identifiers })}&_count=1000&_format=json&unknown=1&_include=Slot:schedule`;
    expect(await selfOf(query)).toBe(`${baseUrl}/${query}`);
  });

  it('keeps a plus sign a plus sign', async () => {
    expect(await selfOf(slotQuery({ identifiers }))).toContain('start=ge2026-11-23T08:00:00.000+01:00');
  });

  it('keeps what was escaped, and escapes what no URL may hold', async () => {
    const raw = `${identifierSystem.practitioner}|${rpps(1)}`;
    expect(await selfOf(slotQuery({ identifiers: raw }))).toContain(`${identifierSystem.practitioner}%7C${rpps(1)}`);
    const escaped = slotQuery({ starts: ['ge2026-11-23T08:00:00%2B01:00', 'le2026-11-25'], identifiers });
    expect(await selfOf(escaped)).toContain('start=ge2026-11-23T08:00:00%2B01:00');
  });

  it('can be asked again, with the same answer', async () => {
    const first = await server.search(`${slotQuery({ identifiers: `${identifiers}, ${nationalRpps(rpps(2))}` })}`);
    const again = await server.search(first.link![0]!.url!.slice(baseUrl.length + 1));
    expect(again).toEqual(first);
  });

  it('is there when nothing was found, alone with a total of 0', async () => {
    const query = slotQuery({ identifiers: nationalRpps(rpps(9)) });
    const bundle = await server.search(query);
    expect(bundle).toMatchObject({
      type: 'searchset',
      total: 0,
      link: [{ relation: 'self', url: `${baseUrl}/${query}` }],
    });
    expect(bundle).not.toHaveProperty('entry');
  });

  it('names the host that was asked when no base is configured', async () => {
    const own = await openAgendaServer({ resources: practice('a'), baseUrl: undefined });
    const answer = await own.get(slotQuery({ identifiers }), { Host: 'localhost:8080' });
    expect(answer.body.link[0].url).toBe(`http://localhost:8080/fhir/${slotQuery({ identifiers })}`);
    await own.close();
  });
});

describe('ways to ask the same Slot search', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({
      resources: [...practice('a'), ...cpts('plaine', 1), slot('s', 'a', november('23T10:00'))],
    });
  });

  afterAll(() => server.close());

  const entriesOf = async (target: string) => (await server.search(target)).entry;
  const query = slotQuery({ identifiers });

  it('with a slash before the question mark', async () => {
    const bundle = await server.search(query.replace('Slot?', 'Slot/?'));
    expect(bundle.entry).toEqual(await entriesOf(query));
    expect(bundle.link![0]!.url).toBe(`${baseUrl}/${query}`);
  });

  it.each([
    ['in any order', [...practitionerIncludes].reverse()],
    ['repeated', [...practitionerIncludes, ...practitionerIncludes]],
    ['all as :iterate', ['_include:iterate=Slot:schedule', '_include:iterate=Schedule:actor']],
    ['none as :iterate', ['_include=Slot:schedule', '_include=Schedule:actor']],
    [
      'with the types of the actors',
      [
        '_include=Slot:schedule',
        '_include:iterate=Schedule:actor:Practitioner',
        '_include:iterate=Schedule:actor:PractitionerRole',
      ],
    ],
    ['with escaped colons', ['_include=Slot%3Aschedule', '_include%3Aiterate=Schedule%3Aactor']],
  ])('with its includes %s', async (_how, others) => {
    expect(await entriesOf(slotQuery({ identifiers, others }))).toEqual(await entriesOf(query));
  });

  it('with its parameters in any order', async () => {
    const reversed = `Slot?${query.slice('Slot?'.length).split('&').reverse().join('&')}`;
    expect(await entriesOf(reversed)).toEqual(await entriesOf(query));
  });

  it('as POST _search with a form, from raw text', async () => {
    const form = query.slice('Slot?'.length);
    const answer = await supertest(server.app)
      .post('/fhir/Slot/_search')
      .set('Content-Type', 'application/x-www-form-urlencoded')
      .send(form);
    expect(answer.status).toBe(200);
    expect(answer.body.entry).toEqual(await entriesOf(query));
    expect(answer.body.link).toEqual([{ relation: 'self', url: `${baseUrl}/${query}` }]);
  });

  it('as POST _search with a form as libraries write it: blanks as plus signs, plus signs escaped', async () => {
    const pairs = query
      .slice('Slot?'.length)
      .split('&')
      .map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]);
    const form = new URLSearchParams(pairs);
    form.set(
      'schedule.actor:Practitioner.identifier',
      `${identifierSystem.practitioner}|${rpps(9)}, ${identifierSystem.practitioner}|${rpps(1)}`,
    );
    expect(form.toString()).toContain('%2C+urn');
    const answer = await supertest(server.app).post('/fhir/Slot/_search').type('form').send(form.toString());
    expect(answer.status).toBe(200);
    expect(answer.body.entry).toEqual(await entriesOf(query));
    const again = await server.search(answer.body.link[0].url.slice(baseUrl.length + 1));
    expect(again.entry).toEqual(answer.body.entry);
  });

  it('as POST _search with a part of it in the URL', async () => {
    const [first, ...rest] = query.slice('Slot?'.length).split('&');
    const answer = await supertest(server.app).post(`/fhir/Slot/_search?${first}`).type('form').send(rest.join('&'));
    expect(answer.status).toBe(200);
    expect(answer.body.entry).toEqual(await entriesOf(query));
  });

  it('without includes: the slots alone', async () => {
    const bundle = await server.search(slotQuery({ identifiers, others: [] }));
    expect(bundle.total).toBe(1);
    expect(bundle.entry!.map(({ resource }) => resource!.resourceType)).toEqual(['Slot']);
  });

  it('with the include of the schedules alone: no actors', async () => {
    const bundle = await server.search(slotQuery({ identifiers, others: ['_include=Slot:schedule'] }));
    expect(bundle.entry!.map(({ resource }) => resource!.resourceType)).toEqual(['Slot', 'Schedule']);
  });

  it('with _summary=count: the total alone', async () => {
    const bundle = await server.search(`${query}&_summary=count`);
    expect(bundle.total).toBe(1);
    expect(bundle).not.toHaveProperty('entry');
  });
});

describe('paging', () => {
  it('never happens: 2,000 slots come in one Bundle, in order, whatever _count says', async () => {
    const start = Date.parse(november('23T09:00'));
    const slots = Array.from({ length: 2000 }, (_, index) =>
      slot(
        `s${String(index).padStart(4, '0')}`,
        'a',
        `${new Date(start + index * 60_000 + 3_600_000).toISOString().slice(0, -1)}+01:00`,
      ),
    );
    const server = await openAgendaServer({ resources: [...practice('a'), ...slots.reverse()] });
    for (const count of ['', '&_count=1', '&_count=0', '&_count=1000']) {
      const bundle = await server.search(`${slotQuery({ identifiers })}${count}`);
      expect(bundle.total).toBe(2000);
      expect(bundle.link).toHaveLength(1);
      expect(bundle.link![0]!.url!.endsWith(count || 'actor')).toBe(true);
      expect(idsOf(bundle, 'Slot')).toEqual(slots.map(({ id }) => id).sort());
    }
    await server.close();
  });
});

describe('the times of a slot', () => {
  const timesOf = async (start: string, end: string, postalCode = '75011') => {
    const contained = [place('lieu', { address: { line: ['1 rue'], city: 'Ici', postalCode } })];
    const server = await openAgendaServer({
      resources: [...practice('a', { role: { contained } }), slot('s', 'a', start, { end })],
      // The profile wants a postal code.
      selfCheck: postalCode === '' ? 'off' : 'fail',
    });
    try {
      const [shown] = resourcesOf(await server.search(slotQuery({ identifiers })), 'Slot');
      return [shown?.start, shown?.end];
    } finally {
      await server.close();
    }
  };

  it('keep the numeric offset that was stored, also another than that of the place', async () => {
    const stored = ['2026-11-24T10:00:00.000+04:00', '2026-11-24T10:30:00.000+00:00'] as const;
    expect(await timesOf(...stored)).toEqual(stored);
    expect(await timesOf('2026-11-24T04:00:00.000-03:00', '2026-11-24T04:30:00.000-03:00', '97300')).toEqual([
      '2026-11-24T04:00:00.000-03:00',
      '2026-11-24T04:30:00.000-03:00',
    ]);
  });

  it('get milliseconds when they have none', async () => {
    expect(await timesOf('2026-11-24T10:00:00+01:00', '2026-11-24T10:30:00.5+01:00')).toEqual([
      '2026-11-24T10:00:00.000+01:00',
      '2026-11-24T10:30:00.500+01:00',
    ]);
  });

  it('lose what is finer than milliseconds', async () => {
    expect(await timesOf('2026-11-24T10:00:00.123456+01:00', '2026-11-24T10:30:00Z')).toEqual([
      '2026-11-24T10:00:00.123+01:00',
      '2026-11-24T11:30:00.000+01:00',
    ]);
  });

  it.each([
    ['75011', '2026-11-24T10:00:00.000+01:00'],
    ['31840', '2026-11-24T10:00:00.000+01:00'],
    ['97100', '2026-11-24T05:00:00.000-04:00'],
    ['97200', '2026-11-24T05:00:00.000-04:00'],
    ['97300', '2026-11-24T06:00:00.000-03:00'],
    ['97400', '2026-11-24T13:00:00.000+04:00'],
    ['97500', '2026-11-24T06:00:00.000-03:00'],
    ['97600', '2026-11-24T12:00:00.000+03:00'],
    ['98600', '2026-11-24T21:00:00.000+12:00'],
    ['98714', '2026-11-23T23:00:00.000-10:00'],
    ['98800', '2026-11-24T20:00:00.000+11:00'],
    ['', '2026-11-24T10:00:00.000+01:00'],
  ])('stored with Z are told in the time of the place with postal code "%s"', async (postalCode, expected) => {
    const [start] = await timesOf('2026-11-24T09:00:00Z', '2026-11-24T09:30:00.000Z', postalCode);
    expect(start).toBe(expected);
  });

  it('stored with Z have the offset of their own day in Paris: summer and winter', async () => {
    const server = await openAgendaServer({
      at: Date.parse('2026-10-24T00:00:00Z'),
      resources: [
        ...practice('a'),
        slot('summer', 'a', '2026-10-25T00:30:00Z'),
        slot('winter', 'a', '2026-10-25T01:30:00Z'),
      ],
    });
    const bundle = await server.search(slotQuery({ starts: ['ge2026-10-24', 'le2026-10-26'], identifiers }));
    expect(resourcesOf(bundle, 'Slot').map(({ start }) => start)).toEqual([
      '2026-10-25T02:30:00.000+02:00',
      '2026-10-25T02:30:00.000+01:00',
    ]);
    await server.close();
  });

  it('of one practitioner with places in Paris and La Réunion are each in the time of their place', async () => {
    const reunion = place('lieu', { address: { line: ['2 rue'], city: 'Saint-Denis', postalCode: '97400' } });
    const server = await openAgendaServer({
      resources: [
        ...practice('a'),
        role('b', 'a', { contained: [reunion] }),
        schedule('b', ['Practitioner/a', 'PractitionerRole/b']),
        slot('in-paris', 'a', '2026-11-24T09:00:00Z'),
        slot('in-saint-denis', 'b', '2026-11-24T09:15:00Z'),
        slot('as-stored', 'b', '2026-11-24T13:30:00.000+04:00'),
      ],
    });
    const bundle = await server.search(slotQuery({ identifiers }));
    expect(resourcesOf(bundle, 'Slot').map(({ id, start }) => [id, start])).toEqual([
      ['in-paris', '2026-11-24T10:00:00.000+01:00'],
      ['in-saint-denis', '2026-11-24T13:15:00.000+04:00'],
      ['as-stored', '2026-11-24T13:30:00.000+04:00'],
    ]);
    await server.close();
  });
});

describe('a CPTS search', () => {
  it('is asked with its includes in any order and repeated', async () => {
    const server = await openAgendaServer({ resources: [...practice('a'), slot('s', 'a', november('23T10:00'))] });
    const usual = await server.search(cptsQuery({ identifiers }));
    const others = [...cptsIncludes, ...practitionerIncludes, ...cptsIncludes];
    const turned = await server.search(slotQuery({ identifiers, others }));
    expect(turned.entry).toEqual(usual.entry);
    expect(turned.meta).toEqual(usual.meta);
    await server.close();
  });
});
