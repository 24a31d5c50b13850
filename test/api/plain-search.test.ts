/** FHIR's own searches, everywhere the guide's rules do not govern. https://hl7.org/fhir/R4/search.html */
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { identifierSystem } from '../../src/fhir/sas.ts';
import { association, cpts, november, practice, role, rpps, siret, slot, visibility } from '../support/agenda-data.ts';
import { type AgendaServer, baseUrl, idsOf, openAgendaServer } from '../support/agenda-server.ts';

describe('a search of the vendor', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({
      resources: [
        ...practice('a'),
        ...practice('b', { practitioner: { name: [{ family: 'Éric', given: ['Zoé'] }], active: false } }),
        ...association('rennes', 1),
        ...cpts('plaine', 2),
        slot('one', 'a', november('23T10:00'), { identifier: [{ system: 'urn:ours', value: '1' }] }),
        slot('hidden', 'a', november('23T07:00'), { status: 'busy', meta: visibility('PATIENTELE') }),
        slot('two', 'b', november('24T10:00')),
      ],
    });
  });

  afterAll(() => server.close());

  const found = async (target: string) => {
    const bundle = await server.search(target);
    const matches = bundle.entry?.filter(({ search }) => search!.mode === 'match') ?? [];
    return matches.map(({ resource }) => resource!.id);
  };

  it('of slots by _id, identifier, schedule or _lastUpdated needs no window, and shows every slot as stored', async () => {
    expect(await found('Slot?_id=one,hidden')).toEqual(['one', 'hidden']);
    expect(await found('Slot?identifier=urn:ours%7C1')).toEqual(['one']);
    expect(await found('Slot?schedule=Schedule/a')).toEqual(['one', 'hidden']);
    expect(await found('Slot?schedule=a&status=busy')).toEqual(['hidden']);
    expect(await found('Slot?_lastUpdated=ge2026-11-23')).toHaveLength(3);
    const bundle = await server.search('Slot?_id=hidden');
    expect(bundle.entry![0]!.resource).toMatchObject({ status: 'busy', meta: visibility('PATIENTELE') });
    expect(bundle).not.toHaveProperty('meta');
  });

  it.each([
    ['by identifier', `Practitioner?identifier=${identifierSystem.practitioner}%7C${rpps(1)}`, ['a', 'b']],
    ['by name, accents and case aside', 'Practitioner?name=eric', ['b']],
    ['by exact name', 'Practitioner?family:exact=eric', []],
    ['by a part of a name', 'Practitioner?given:contains=o%C3%A9', ['b']],
    ['by a URL of this server', `Schedule?actor=${baseUrl}/Practitioner/b`, ['b']],
    ['by a URL of another server', 'Schedule?actor=https://other.example.fr/fhir/Practitioner/b', []],
    ['by what is not', 'Practitioner?active:not=true', ['b']],
    ['by what is missing', 'Practitioner?gender:missing=true', ['a', 'b']],
    ['by a chain', 'PractitionerRole?practitioner.active=false', ['b']],
    ['by a chain of two', `Schedule?actor:PractitionerRole.practitioner.name=lemoine`, ['a']],
    ['by the identifier of a reference', `PractitionerRole?organization:identifier=1930000001`, ['a', 'b']],
    ['backwards, by _has', 'Practitioner?_has:Schedule:actor:_id=a', ['a']],
    ['by SIRET', `Organization?identifier=${identifierSystem.structure}%7C${siret(1)}`, ['rennes']],
    ['with an unknown parameter, ignored', 'Organization?color=red&name=cpts', ['plaine']],
    ['with _sort', 'Practitioner?_sort=-_id', ['b', 'a']],
    ['with _sort by a string', 'Practitioner?_sort=family', ['b', 'a']],
    ['without a match', 'Appointment?status=booked', []],
  ])('finds %s', async (_how, target, ids) => {
    expect(await found(target)).toEqual(ids);
  });

  it('includes forwards, backwards and again, each resource once', async () => {
    const forwards = await server.search('Slot?_id=one,hidden&_include=Slot:schedule&_include:iterate=Schedule:actor');
    expect(forwards.entry!.map(({ resource }) => `${resource!.resourceType}/${resource!.id}`)).toEqual([
      'Slot/one',
      'Slot/hidden',
      'Schedule/a',
      'Practitioner/a',
      'PractitionerRole/a',
    ]);
    const backwards = await server.search(
      'Practitioner?_id=a&_revinclude=Schedule:actor&_revinclude:iterate=Slot:schedule&_include=Practitioner:*',
    );
    expect(idsOf(backwards, 'Slot').sort()).toEqual(['hidden', 'one']);
    const once = await server.search('Schedule?_id=a&_revinclude=Slot:schedule&_include=Schedule:actor:Practitioner');
    expect(idsOf(once, 'Practitioner')).toEqual(['a']);
    expect(idsOf(once, 'PractitionerRole')).toEqual([]);
  });

  it('applies an include that is not iterated to its matches alone', async () => {
    const bundle = await server.search('Slot?_id=one&_include=Slot:schedule&_include=Schedule:actor');
    expect(idsOf(bundle, 'Schedule')).toEqual(['a']);
    expect(idsOf(bundle, 'Practitioner')).toEqual([]);
  });

  it('sends with _elements only these, the mandatory ones, id and meta, and says so', async () => {
    const bundle = await server.search('Slot?_id=one&_elements=comment');
    const [{ resource }] = bundle.entry as [{ resource: AgendaResource }];
    expect(Object.keys(resource).sort()).toEqual(
      ['resourceType', 'id', 'meta', 'comment', 'schedule', 'status', 'start', 'end'].sort(),
    );
    expect(resource.meta!.tag).toEqual([
      { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' },
    ]);
  });

  it('counts with _summary=count and _count=0, without entries', async () => {
    for (const parameter of ['_summary=count', '_count=0']) {
      const bundle = await server.search(`Practitioner?${parameter}`);
      expect(bundle).toMatchObject({ total: 2 });
      expect(bundle).not.toHaveProperty('entry');
    }
  });

  it('tells the total unless it is not wanted', async () => {
    expect((await server.search('Practitioner?_count=1')).total).toBe(2);
    expect((await server.search('Practitioner?_count=1&_total=accurate')).total).toBe(2);
    expect(await server.search('Practitioner?_count=1&_total=none')).not.toHaveProperty('total');
  });

  it('refuses an unknown parameter when it is to be strict, and names it', async () => {
    const strict = { Prefer: 'handling=strict' };
    const { issue } = await server.refusal(400, 'Organization?color=red', strict);
    expect(issue[0]).toMatchObject({ code: 'not-supported', expression: ['color'] });
    expect((await server.get('Organization?color=red', { Prefer: 'handling=lenient' })).status).toBe(200);
    expect((await server.get('Organization?name=cpts', strict)).status).toBe(200);
  });
});

describe('pages of a search', () => {
  it('repeat in their links what was asked, but for what was ignored', async () => {
    const server = await openAgendaServer({ resources: [role('r1', 'a'), role('r2', 'a')] });
    const [self, next] = (await server.search('PractitionerRole?foo=1&_count=1&foo.bar=2&active:missing=true')).link!;
    expect(self!.url).toBe(`${baseUrl}/PractitionerRole?_count=1&active:missing=true`);
    expect(next?.url ?? '').not.toContain('foo');
    await server.close();
  });

  it('lead through all matches, none twice and none lost, while others are written and deleted', async () => {
    const server = await openAgendaServer({
      resources: Array.from({ length: 25 }, (_, index) => role(`r${String(index).padStart(2, '0')}`, 'a')),
    });
    const seen: string[] = [];
    let next: string | undefined = 'PractitionerRole?_count=4&_sort=_id&_total=none';
    for (let page = 0; next; page++) {
      const bundle = await server.search(next);
      seen.push(...idsOf(bundle, 'PractitionerRole'));
      expect(bundle.link![0]).toEqual({ relation: 'self', url: `${baseUrl}/${next}` });
      next = bundle.link!.find(({ relation }) => relation === 'next')?.url?.slice(baseUrl.length + 1);
      await server.put(role(`r0${page}-new`, 'a'));
      const gone = `r${String(page).padStart(2, '0')}`;
      await server.store.transact({
        sees: {},
        decide: () => ({
          changes: [{ kind: 'delete', key: { type: 'PractitionerRole', id: gone } }],
          answer: () => {},
        }),
      });
    }
    const old = seen.filter((id) => !id.endsWith('new'));
    expect(old).toEqual(Array.from({ length: 25 }, (_, index) => `r${String(index).padStart(2, '0')}`));
    expect(new Set(seen).size).toBe(seen.length);
    await server.close();
  });
});
