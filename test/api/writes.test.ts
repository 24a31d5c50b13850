/** Writes of one resource (https://hl7.org/fhir/R4/http.html): create, update, patch, delete, and their conditions. */
import type { Bundle, Location, Organization, Practitioner, Schedule, Slot } from '@medplum/fhirtypes';
import { november, place, practice, practitioner, slot } from '../support/agenda-data.ts';
import { baseUrl } from '../support/agenda-server.ts';
import {
  bodyOf,
  expressionsOf,
  openWritingServer,
  post,
  put,
  refusalOf,
  responsesOf,
  type WritingServer,
} from '../support/writing-server.ts';

let server: WritingServer;

beforeEach(async () => {
  server = await openWritingServer({
    resources: [...practice('alice'), slot('a1', 'alice', november('23T09:00')), place('l1')],
  });
});
afterEach(() => server.close());

const system = 'https://agenda.example.fr/place';
const found = `identifier=${system}|new`;
const newPlace = (overrides: Partial<Location> = {}): Location => {
  const { id: _id, ...rest } = place('new');
  return { ...rest, ...overrides };
};

const organization = (id: string, value = id): Organization => ({
  resourceType: 'Organization',
  id,
  identifier: [{ system, value }],
  name: id,
});

describe('create', () => {
  it('answers 201 with the resource, its version and where it is', async () => {
    const { status, headers, text } = await server.send('POST', 'Location', newPlace());
    const created = JSON.parse(text) as Location;
    expect(status).toBe(201);
    expect(headers.location).toBe(`${baseUrl}/Location/${created.id}/_history/1`);
    expect(headers.etag).toBe('W/"1"');
    expect(created.meta).toEqual({ versionId: '1', lastUpdated: '2026-11-23T07:00:00.000+00:00' });
    expect(await server.read(`Location/${created.id}`)).toEqual(created);
  });

  it('ignores an id in the body, and a version', async () => {
    const sent = newPlace({ id: 'l1', meta: { versionId: '7' } });
    const created = bodyOf<Location>(await server.send('POST', 'Location', sent));
    expect(created.id).not.toBe('l1');
    expect(created.meta?.versionId).toBe('1');
  });

  it('ignores an id that is none', async () => {
    expect((await server.send('POST', 'Location', newPlace({ id: 'no id!' }))).status).toBe(201);
  });

  it('makes a conditional reference real, and the same write again changes nothing', async () => {
    await server.put(organization('o1'), organization('o2'));
    const managed = newPlace({ id: 'm', managingOrganization: { reference: `Organization?identifier=${system}|o2` } });
    expect((await server.send('PUT', 'Location/m', managed)).status).toBe(201);
    expect((await server.read<Location>('Location/m')).managingOrganization).toEqual({ reference: 'Organization/o2' });
    expect((await server.send('PUT', 'Location/m', managed)).headers.etag).toBe('W/"1"');
    const { id: _, ...posted } = managed;
    const created = bodyOf<Location>(await server.send('POST', 'Location', posted));
    expect(created.managingOrganization).toEqual({ reference: 'Organization/o2' });
    const patched = await server.send('PATCH', 'Location/m', [
      { op: 'replace', path: '/managingOrganization/reference', value: `Organization?identifier=${system}|o1` },
    ]);
    expect(bodyOf<Location>(patched).managingOrganization).toEqual({ reference: 'Organization/o1' });
  });

  it.each([
    [
      `Organization?identifier=${system}|none`,
      /^412 business-rule The reference "Organization\?.*\|none" matches nothing/,
    ],
    [`Organization?identifier=${system}|twice`, /^412 multiple-matches The reference .*twice" matches 2 resources/],
    [`Device?identifier=${system}|x`, /^412 business-rule The reference "Device\?.*" matches nothing/],
    ['Organization?name=x', /^400 not-supported The reference "Organization\?name=x" takes one condition/],
    ['urn:uuid:00000000-0000-4000-8000-000000000001', /^422 business-rule The reference "urn:uuid:.*1" is the fullUrl/],
    ['urn:x:y', /^422 business-rule The reference "urn:x:y"/],
  ])('refuses the reference %s, alone as in a batch', async (reference, wanted) => {
    await server.put(organization('t1', 'twice'), organization('t2', 'twice'));
    const refused = newPlace({ managingOrganization: { reference } });
    const alone = await server.send('POST', 'Location', refused);
    expect(refusalOf(alone)).toMatch(wanted);
    expect(expressionsOf(alone)).toHaveLength(1);
    const [inBatch] = responsesOf(await server.sendBundle('batch', [post(refused)]));
    expect(inBatch?.status).toBe(String(alone.status));
  });

  it('keeps references within the resource, logical ones and those to other servers', async () => {
    const kept = newPlace({
      contained: [{ resourceType: 'Organization', id: 'x', name: 'X' }],
      managingOrganization: { reference: '#x' },
      partOf: { identifier: { system: 'urn:oid:1.2.3', value: 'urn:uuid:1' } },
      endpoint: [{ reference: 'https://other.example.fr/fhir/Endpoint/1?x' }],
    });
    const created = bodyOf<Location>(await server.send('POST', 'Location', kept));
    expect(created).toMatchObject(kept);
  });

  it('with If-None-Exist gives back what is there already', async () => {
    const first = await server.send('POST', 'Location', newPlace(), { 'If-None-Exist': found });
    const second = await server.send('POST', 'Location', newPlace({ name: 'other' }), { 'If-None-Exist': found });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.headers.location).toBe(first.headers.location);
    expect(second.text).toBe(first.text);
  });

  it.each(['name=x', '', `${found}&name=x`, 'identifier=', 'identifier=new', 'identifier=%'])(
    'refuses a condition that it cannot hold unique: If-None-Exist "%s"',
    async (condition) => {
      const answer = await server.send('POST', 'Location', newPlace(), { 'If-None-Exist': condition });
      expect(answer.status).toBe(400);
      expect(refusalOf(answer)).toMatch(/identifier/);
    },
  );
});

describe('update', () => {
  it('replaces a resource: 200, Location, the next version', async () => {
    const { status, headers } = await server.send('PUT', 'Location/l1', place('l1', { name: 'Cabinet' }));
    expect(status).toBe(200);
    expect(headers.location).toBe(`${baseUrl}/Location/l1/_history/2`);
    expect(headers.etag).toBe('W/"2"');
  });

  it('makes no version of what changes nothing, and tells where it is all the same', async () => {
    const { status, headers } = await server.send('PUT', 'Location/l1', place('l1'));
    expect(status).toBe(200);
    expect(headers.location).toBe(`${baseUrl}/Location/l1/_history/1`);
  });

  it("creates under a client's id", async () => {
    const { status, headers } = await server.send('PUT', 'Location/mine', place('mine'));
    expect(status).toBe(201);
    expect(headers.location).toBe(`${baseUrl}/Location/mine/_history/1`);
  });

  it('refuses an id in the body that is missing or not that of the address', async () => {
    const { id: _id, ...without } = place('l1');
    expect(refusalOf(await server.send('PUT', 'Location/l1', without))).toMatch(/^400 invalid id is missing/);
    expect(refusalOf(await server.send('PUT', 'Location/l1', place('l2')))).toMatch(/^400 invalid id is "l2"/);
  });

  it('with If-Match replaces the version that the client knows, weak or strong', async () => {
    const send = (name: string, etag: string) =>
      server.send('PUT', 'Location/l1', place('l1', { name }), { 'If-Match': etag });
    expect((await send('one', 'W/"1"')).status).toBe(200);
    expect((await send('two', '"2"')).status).toBe(200);
    expect((await send('three', 'W/"1", W/"3"')).status).toBe(200);
    expect((await send('four', '*')).status).toBe(200);
  });

  it.each([
    ['l1', 'W/"7"', /is at version 1/],
    ['none', 'W/"1"', /does not exist/],
    ['none', '*', /does not exist/],
  ])('of %s with If-Match %s is refused with 412', async (id, etag, told) => {
    const answer = await server.send('PUT', `Location/${id}`, place(id), { 'If-Match': etag });
    expect(refusalOf(answer)).toMatch(/^412 conflict If-Match/);
    expect(refusalOf(answer)).toMatch(told);
  });

  it('with If-None-Match: * only creates', async () => {
    const send = (id: string) =>
      server.send('PUT', `Location/${id}`, place(id, { name: 'x' }), { 'If-None-Match': '*' });
    expect(refusalOf(await send('l1'))).toBe('412 conflict If-None-Match: Location/l1 is at version 1');
    expect((await send('fresh')).status).toBe(201);
    expect((await send('fresh')).status).toBe(412);
    const again = await server.send('PUT', `Location?${found}`, newPlace(), { 'If-None-Match': '*' });
    const twice = await server.send('PUT', `Location?${found}`, newPlace({ name: 'x' }), { 'If-None-Match': '*' });
    expect([again.status, twice.status]).toEqual([201, 412]);
  });

  it('lets one of two who know the same version win', async () => {
    const answers = await Promise.all(
      ['a', 'b'].map((name) => server.send('PUT', 'Location/l1', place('l1', { name }), { 'If-Match': 'W/"1"' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });
});

describe("a server that gives the ids itself (client's ids off)", () => {
  it('refuses to create by PUT, but updates', async () => {
    const strict = await openWritingServer({ resources: [place('l1')], acceptsClientIds: false });
    expect(refusalOf(await strict.send('PUT', 'Location/mine', place('mine')))).toMatch(/^405 not-supported/);
    expect((await strict.send('PUT', 'Location/l1', place('l1', { name: 'x' }))).status).toBe(200);
    await strict.close();
  });
});

describe('conditional update', () => {
  const put = (resource: Location, condition = found, headers = {}) =>
    server.send('PUT', `Location?${condition}`, resource, headers);

  it('creates what nothing matches, then updates it', async () => {
    const first = await put(newPlace());
    const second = await put(newPlace({ name: 'Cabinet' }));
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.headers.location).toBe(`${baseUrl}/Location/${bodyOf<Location>(first).id}/_history/2`);
  });

  it('creates once of 100 identical ones at once: one 201, the others 200, one Location', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => put(newPlace())));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
    expect(new Set(answers.map(({ headers }) => headers.location)).size).toBe(1);
    expect(bodyOf<Bundle>(await server.send('GET', `Location?${found}&_summary=count`)).total).toBe(1);
  });

  it('takes the parameter as the guide spells it too, and national values with or without their digit', async () => {
    const alice = practitioner('alice');
    const { id: _id, ...body } = { ...alice, name: [{ family: 'Lemoine', given: ['Alix'] }] };
    const answer = await server.send('PUT', 'Practitioner?Identifier=urn:oid:1.2.250.1.71.4.2.1|10000000001', body);
    expect(answer.status).toBe(200);
    expect(bodyOf<Practitioner>(answer).id).toBe('alice');
  });

  it('never writes the account of a regulator over the doctor with its identifier, nor him over it', async () => {
    const { id: _id, ...doctor } = practitioner('alice');
    const account = {
      ...doctor,
      meta: { source: 'urn:oid:1.2.250.1.213.3.6' },
      telecom: [{ system: 'email' as const, value: 'alice@example.fr' }],
    };
    const at = `Practitioner?identifier=urn:oid:1.2.250.1.71.4.2.1|${doctor.identifier![0]!.value}`;
    const created = await server.send('PUT', at, account);
    expect(created.status).toBe(201);
    const accountId = bodyOf<Practitioner>(created).id;
    expect(accountId).not.toBe('alice');
    const withdrawn = await server.send('PUT', at, { ...account, active: false });
    expect([withdrawn.status, bodyOf<Practitioner>(withdrawn).id]).toEqual([200, accountId]);
    const renamed = await server.send('PUT', at, { ...doctor, name: [{ family: 'Lemoine', given: ['Alix'] }] });
    expect([renamed.status, bodyOf<Practitioner>(renamed).id]).toEqual([200, 'alice']);
    const schedule = await server.send('POST', 'Schedule', { resourceType: 'Schedule', actor: [{ reference: at }] });
    expect(bodyOf<Schedule>(schedule).actor).toEqual([{ reference: 'Practitioner/alice' }]);
    expect(await server.read('Practitioner/alice')).toMatchObject({ active: true });
  });

  it('may give the one it finds another identifier', async () => {
    const { id } = bodyOf<Location>(await put(newPlace()));
    const changed = await put(newPlace({ identifier: [{ system, value: 'newer' }] }));
    expect([changed.status, bodyOf<Location>(changed).id]).toEqual([200, id]);
    expect(bodyOf<Bundle>(await server.send('GET', `Location?${found}&_summary=count`)).total).toBe(0);
  });

  it('is refused when it would create what its own condition does not find', async () => {
    expect(refusalOf(await put(newPlace({ identifier: [{ system, value: 'other' }] })))).toMatch(/^422 business-rule/);
    expect(refusalOf(await put(newPlace({ identifier: [null as never] })))).toMatch(/^400 structure/);
  });

  it("creates under the body's id; refuses one that another has, is not the match's, or is none", async () => {
    expect(refusalOf(await put(newPlace({ id: 'l1' })))).toMatch(/^409 conflict .*there is a Location\/l1/);
    expect(refusalOf(await put(newPlace({ id: 'a b' })))).toMatch(/^400 value/);
    expect((await put(newPlace({ id: 'mine' }))).headers.location).toBe(`${baseUrl}/Location/mine/_history/1`);
    expect(refusalOf(await put(newPlace({ id: 'other' })))).toMatch(
      /^400 invalid .*Location\/mine has this identifier/,
    );
  });

  it('is refused with 412 when several match', async () => {
    await server.put({ ...newPlace(), id: 'x1' } as Location, { ...newPlace(), id: 'x2' } as Location);
    expect(refusalOf(await put(newPlace()))).toMatch(/^412 multiple-matches 2 resources/);
  });

  it('with If-Match is refused with 412 when nothing matches', async () => {
    expect((await put(newPlace(), found, { 'If-Match': '*' })).status).toBe(412);
  });
});

describe('patch', () => {
  const patch = (operations: unknown, headers = {}) => server.send('PATCH', 'Location/l1', operations, headers);

  it('changes the resource: 200, Location, the next version', async () => {
    const answer = await patch([{ op: 'add', path: '/name', value: 'Cabinet' }]);
    expect(answer.status).toBe(200);
    expect(answer.headers.location).toBe(`${baseUrl}/Location/l1/_history/2`);
    expect(bodyOf<Location>(answer).name).toBe('Cabinet');
  });

  it('heeds If-Match', async () => {
    const operations = [{ op: 'add', path: '/name', value: 'x' }];
    expect((await patch(operations, { 'If-Match': 'W/"2"' })).status).toBe(412);
    expect((await patch(operations, { 'If-Match': 'W/"1"' })).status).toBe(200);
  });

  it.each([
    [{ op: 'add' }, /^400 structure A JSON Patch is a list/],
    [[null], /^400 structure \[0\] is no object/],
    [[{ op: 'merge', path: '/name' }], /^400 structure \[0\].op is one of/],
    [[{ op: 'toString', path: '/name' }], /^400 structure \[0\].op is one of/],
    [[{ op: 'add', path: 'name', value: 1 }], /^400 value \[0\].path is a JSON Pointer/],
    [[{ op: 'add', path: '/name' }], /^400 required \[0\].value is missing/],
    [[{ op: 'move', path: '/name' }], /^400 value \[0\].from is a JSON Pointer/],
    [[{ op: 'add', path: '/__proto__/x', value: 1 }], /^400 value/],
    [[{ op: 'add', path: '/toString/x', value: 1 }], /^422 .*there is no "toString"/],
    [[{ op: 'replace', path: '/constructor/prototype/x', value: 1 }], /^422 .*there is no "constructor"/],
    [[{ op: 'remove', path: '/name' }], /^422 business-rule Patch operation 0 \(remove \/name\) does not fit/],
    [[{ op: 'test', path: '/id', value: 'other' }], /^422 business-rule Patch operation 0/],
    [[{ op: 'replace', path: '/id', value: 'other' }], /^422 business-rule A patch does not change the id/],
    [[{ op: 'remove', path: '/id' }], /^422 business-rule A patch does not change the id/],
    [[{ op: 'replace', path: '/resourceType', value: 'Slot' }], /^400 invalid resourceType is "Slot"/],
    [[{ op: 'remove', path: '' }], /^400 structure The body is a JSON object/],
    [[{ op: 'replace', path: '', value: [] }], /^400 structure/],
    [[{ op: 'replace', path: '/identifier', value: 'x' }], /^400 structure Location.identifier is a list/],
  ])('refuses %j', async (operations, wanted) => {
    expect(refusalOf(await patch(operations))).toMatch(wanted);
    expect((await server.read<Location>('Location/l1')).meta?.versionId).toBe('1');
  });

  it('of what there never was is 404, of what was deleted 410', async () => {
    const operations = [{ op: 'add', path: '/name', value: 'x' }];
    expect((await server.send('PATCH', 'Location/none', operations)).status).toBe(404);
    await server.send('DELETE', 'Location/l1');
    expect((await patch(operations)).status).toBe(410);
  });
});

describe('delete', () => {
  it('answers 204, then 410 to a read, then 204 again', async () => {
    expect((await server.send('DELETE', 'Location/l1')).status).toBe(204);
    expect((await server.send('GET', 'Location/l1')).status).toBe(410);
    expect((await server.send('DELETE', 'Location/l1')).status).toBe(204);
  });

  it('of what there never was is 404', async () => {
    expect((await server.send('DELETE', 'Location/none')).status).toBe(404);
  });

  it('heeds If-Match', async () => {
    expect((await server.send('DELETE', 'Location/l1', undefined, { 'If-Match': 'W/"2"' })).status).toBe(412);
    expect((await server.send('DELETE', 'Location/l1', undefined, { 'If-Match': 'W/"1"' })).status).toBe(204);
  });

  it('is undone by a PUT, which goes on counting versions: history tells it all', async () => {
    await server.send('DELETE', 'Location/l1');
    const again = await server.send('PUT', 'Location/l1', place('l1', { name: 'again' }));
    expect(again.status).toBe(201);
    expect(again.headers.etag).toBe('W/"3"');
    const history = bodyOf<Bundle>(await server.send('GET', 'Location/l1/_history'));
    expect(history.entry?.map(({ request }) => request?.method)).toEqual(['PUT', 'DELETE', 'PUT']);
    expect((await server.send('GET', 'Location/l1/_history/1')).status).toBe(200);
    expect((await server.send('GET', 'Location/l1/_history/2')).status).toBe(410);
  });
});

describe('Prefer', () => {
  it.each([
    ['return=minimal', ''],
    ['return=representation', 'Location'],
    ['handling=strict; return=OperationOutcome', 'OperationOutcome'],
    ['respond-async', 'Location'],
  ])('%s gives that back, with the same headers', async (prefer, resourceType) => {
    const create = await server.send('POST', 'Location', newPlace(), { Prefer: prefer });
    const update = await server.send('PUT', 'Location/l1', place('l1', { name: 'x' }), { Prefer: prefer });
    for (const answer of [create, update]) {
      expect(answer.text === '' ? '' : JSON.parse(answer.text).resourceType).toBe(resourceType);
      expect(answer.headers.location).toContain(`${baseUrl}/Location/`);
      expect(answer.headers.etag).toMatch(/^W\//);
    }
    expect([create.status, update.status]).toEqual([201, 200]);
  });

  it('return=OperationOutcome tells a deletion', async () => {
    const answer = await server.send('DELETE', 'Location/l1', undefined, { Prefer: 'return=OperationOutcome' });
    expect(answer.status).toBe(200);
    expect(refusalOf(answer)).toMatch(/informational Location\/l1 is deleted/);
  });
});

describe('the media type of a body', () => {
  it.each(
    ['application/fhir+json', 'application/json+fhir', 'application/json'].flatMap((type) => [
      type,
      `${type}; charset=utf-8`,
    ]),
  )('may be %s', async (type) => {
    const answer = await server.send('POST', 'Location', newPlace({ name: 'été' }), { 'Content-Type': type });
    expect(answer.status).toBe(201);
    expect(bodyOf<Location>(answer).name).toBe('été');
  });

  it.each(['text/plain', 'application/xml', 'application/fhir+json; charset=latin1'])(
    '%s is refused with 415',
    async (type) => {
      expect((await server.send('POST', 'Location', newPlace(), { 'Content-Type': type })).status).toBe(415);
    },
  );

  it('does not matter where there is no body: that is 400', async () => {
    expect((await server.send('POST', 'Location')).status).toBe(400);
    expect((await server.send('PUT', 'Location/l1', '  ')).status).toBe(400);
    expect((await server.send('PATCH', 'Location/l1', '')).status).toBe(400);
    expect((await server.send('POST', '')).status).toBe(400);
  });
});

describe('the booking page in Slot.comment', () => {
  const page = 'https://agenda.example.fr/rdv?slot=p1';
  const commentsIn = (bundle: Bundle) =>
    (bundle.entry ?? []).flatMap(({ resource }) => (resource as Slot).comment ?? []);
  const stored = async () => (JSON.parse((await server.store.read({ type: 'Slot', id: 'p1' }))!.json!) as Slot).comment;
  const slotWith = (comment: string) => slot('p1', 'alice', november('23T10:00'), { comment });

  beforeEach(() => server.put(slotWith('/rdv?slot=p1')));

  it.each([
    'Slot?_id=p1',
    'Slot?_id=p1&_elements=comment',
    'Schedule?_id=alice&_revinclude=Slot:schedule',
    'Slot/p1/_history',
    '_history',
  ])('is a URL of this server in %s', async (target) => {
    expect(commentsIn(bodyOf<Bundle>(await server.send('GET', target)))).toContain(page);
  });

  it('is a URL when the slot or a version is read, and when it is written', async () => {
    expect((await server.read<Slot>('Slot/p1')).comment).toBe(page);
    expect((await server.read<Slot>('Slot/p1/_history/1')).comment).toBe(page);
    const written = await server.send('PUT', 'Slot/p1', { ...slotWith('/rdv?slot=p1'), status: 'busy' });
    expect(bodyOf<Slot>(written).comment).toBe(page);
    const changed = put({ ...slotWith('/rdv?slot=p1'), status: 'free' });
    const answer = await server.sendBundle('transaction', [changed], { Prefer: 'return=representation' });
    expect(commentsIn(bodyOf<Bundle>(answer))).toEqual([page]);
  });

  it('is stored as a path again when it is read and put back: that changes nothing', async () => {
    const answer = await server.send('PUT', 'Slot/p1', await server.read<Slot>('Slot/p1'));
    expect(answer.headers.etag).toBe('W/"1"');
    await server.send('PUT', 'Slot/p1', { ...(await server.read<Slot>('Slot/p1')), status: 'busy' });
    expect(await stored()).toBe('/rdv?slot=p1');
    const operations = [
      { op: 'test', path: '/comment', value: page },
      { op: 'replace', path: '/status', value: 'free' },
    ];
    expect((await server.send('PATCH', 'Slot/p1', operations)).status).toBe(200);
    expect(await stored()).toBe('/rdv?slot=p1');
  });
});

describe('references', () => {
  it('must lead to what is here: a slot of an unknown schedule is refused and named', async () => {
    const answer = await server.send('POST', 'Slot', slot('x', 'nobody', november('23T09:00')));
    expect(refusalOf(answer)).toBe('422 business-rule Slot refers to Schedule/nobody, which does not exist here');
    expect(expressionsOf(answer)).toEqual(['Schedule/nobody']);
  });

  it.each(['Practitioner/alice', '#a', 'https://other.example.fr/fhir/Schedule/1', 'Schedule'])(
    'of a slot lead to a schedule of this server, not to %s',
    async (reference) => {
      const answer = await server.send('PUT', 'Slot/x', {
        ...slot('x', 'alice', november('23T09:00')),
        schedule: { reference },
      });
      expect(refusalOf(answer)).toMatch(/^422 business-rule Slot.schedule is a Schedule of this server/);
    },
  );

  it('to this server are kept relative, however they were written', async () => {
    const sent = { ...slot('x', 'alice', november('23T09:00')), schedule: { reference: `${baseUrl}/Schedule/alice` } };
    expect(bodyOf<Slot>(await server.send('PUT', 'Slot/x', sent)).schedule).toEqual({ reference: 'Schedule/alice' });
  });

  it('hold what they lead to: a schedule that has slots is not deleted', async () => {
    const answer = await server.send('DELETE', 'Schedule/alice');
    expect(refusalOf(answer)).toBe('409 conflict Schedule/alice cannot be deleted: Slot/a1 refers to it');
    expect(expressionsOf(answer)).toEqual(['Slot/a1']);
    await server.send('DELETE', 'Slot/a1');
    expect((await server.send('DELETE', 'Schedule/alice')).status).toBe(204);
  });

  it('that dangled before do not keep a resource from being changed', async () => {
    await server.put({ ...place('l2'), partOf: { reference: 'Location/gone' } });
    const changed = { ...place('l2', { name: 'x' }), partOf: { reference: 'Location/gone' } };
    expect((await server.send('PUT', 'Location/l2', changed)).status).toBe(200);
  });
});

describe('history with _since', () => {
  it('misses no write, whoever else writes meanwhile', async () => {
    const total = 300;
    let isWriting = true;
    const seen = new Set<string>();
    let since = '2026-11-23T07:00:00.000+00:00';
    const follow = async () => {
      const page = bodyOf<Bundle>(await server.send('GET', `_history?_since=${since}&_count=1000`));
      for (const { resource } of page.entry ?? [])
        seen.add(`${resource?.resourceType}/${resource?.id}/${resource?.meta?.versionId}`);
      since = page.entry?.[0]?.resource?.meta?.lastUpdated ?? since;
    };
    const following = (async () => {
      while (isWriting) await follow();
      await follow();
    })();
    const write = async (writer: number) => {
      for (let index = 0; index < total / 3; index++) {
        if (index % 10 === 0) server.clock.ms += writer - 1; // a clock that stands still, goes back and goes on
        await server.send(
          'PUT',
          `Location/w${writer}-${index % 7}`,
          place(`w${writer}-${index % 7}`, { name: `${index}` }),
        );
      }
    };
    await Promise.all([0, 1, 2].map(write));
    isWriting = false;
    await following;
    const written = [...seen].filter((name) => name.startsWith('Location/w'));
    expect(written).toHaveLength(total);
  });
});
