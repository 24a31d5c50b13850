/** batch and transaction (https://hl7.org/fhir/R4/http.html#transaction): each on its own, or all or nothing. */
import type { Bundle, BundleEntry, Location, Schedule, Slot } from '@medplum/fhirtypes';
import { november, place, schedule, slot } from '../support/agenda-data.ts';
import { baseUrl } from '../support/agenda-server.ts';
import { appointment, bookableAgenda } from '../support/booking-data.ts';
import {
  bodyOf,
  openWritingServer,
  patch,
  post,
  put,
  refusalOf,
  remove,
  responsesOf,
  type WritingServer,
} from '../support/writing-server.ts';

let server: WritingServer;

beforeEach(async () => {
  server = await openWritingServer({ resources: bookableAgenda() });
});
afterEach(() => server.close());

const transact = (...entries: BundleEntry[]) => server.sendBundle('transaction', entries);
const exists = async (target: string) => (await server.send('GET', target)).status === 200;
const under = (fullUrl: string, entry: BundleEntry): BundleEntry => ({ fullUrl, ...entry });
const uuid = (digit: number) => `urn:uuid:00000000-0000-4000-8000-00000000000${digit}`;
const idAt = (location: string | undefined) => location?.split('/').at(-3);

describe('a transaction', () => {
  it('answers each entry in its place, whatever the order in which they are done', async () => {
    const answer = await transact(
      put(slot('n1', 'n', november('23T09:00'))),
      remove('Slot/a6'),
      put(schedule('n', ['Practitioner/alice'])),
      patch('Slot/a5', [{ op: 'replace', path: '/status', value: 'busy' }]),
    );
    expect(answer.status).toBe(200);
    expect(bodyOf<Bundle>(answer).type).toBe('transaction-response');
    expect(responsesOf(answer).map(({ status, location, etag }) => [status, location, etag])).toEqual([
      ['201', `${baseUrl}/Slot/n1/_history/1`, 'W/"1"'],
      ['204', undefined, undefined],
      ['201', `${baseUrl}/Schedule/n/_history/1`, 'W/"1"'],
      ['200', `${baseUrl}/Slot/a5/_history/2`, 'W/"2"'],
    ]);
  });

  it('resolves urn:uuid references between its entries, forwards and backwards', async () => {
    const answer = await transact(
      under(uuid(1), post({ ...slot('', '', november('23T09:00')), schedule: { reference: uuid(2) } })),
      under(uuid(2), post(schedule('', ['Practitioner/alice', uuid(3)]))),
      under(uuid(3), post(place(''))),
    );
    const [slotAt, scheduleAt, placeAt] = responsesOf(answer).map(({ location }) => idAt(location));
    expect((await server.read<Slot>(`Slot/${slotAt}`)).schedule.reference).toBe(`Schedule/${scheduleAt}`);
    expect((await server.read<Schedule>(`Schedule/${scheduleAt}`)).actor[1]?.reference).toBe(`Location/${placeAt}`);
  });

  it('resolves relative references between entries that come from another server', async () => {
    const answer = await transact(
      under(
        'https://other.example.fr/fhir/Slot/1',
        post({ ...slot('', '', november('23T09:00')), schedule: { reference: 'Schedule/alice' } }),
      ),
      under('https://other.example.fr/fhir/Schedule/alice', post(schedule('', ['Practitioner/bruno']))),
    );
    const [slotAt, scheduleAt] = responsesOf(answer).map(({ location }) => idAt(location));
    expect((await server.read<Slot>(`Slot/${slotAt}`)).schedule.reference).toBe(`Schedule/${scheduleAt}`);
    expect(scheduleAt).not.toBe('alice');
  });

  it('resolves conditional references to what is here or in the same transaction', async () => {
    const system = 'https://agenda.example.fr/place';
    const answer = await transact(
      put(schedule('n', [`Location?identifier=${system}|sos-1`, `Location?identifier=${system}|new`])),
      post(place('', { identifier: [{ system, value: 'new' }] })),
    );
    const [, made] = responsesOf(answer);
    expect((await server.read<Schedule>('Schedule/n')).actor).toEqual([
      { reference: 'Location/sos-1' },
      { reference: `Location/${idAt(made?.location)}` },
    ]);
  });

  it.each([
    [
      `Location?identifier=https://agenda.example.fr/place|none`,
      /^412 business-rule Bundle.entry\[0\]: .* matches nothing/,
    ],
    [`Location?name=x`, /^400 not-supported Bundle.entry\[0\]: The reference .* takes one condition/],
    [uuid(9), /^422 business-rule Bundle.entry\[0\]: .* is the fullUrl of no entry/],
    ['Location/none', /^422 business-rule Bundle.entry\[0\]: Schedule refers to Location\/none/],
  ])('refuses the reference %s and names the entry', async (reference, wanted) => {
    expect(refusalOf(await transact(put(schedule('n', [reference]))))).toMatch(wanted);
  });

  it('creates conditionally, updates conditionally and deletes conditionally', async () => {
    const system = 'https://agenda.example.fr/place';
    const entries = [
      post(place(''), { ifNoneExist: `identifier=${system}|sos-1` }),
      {
        resource: place('', { identifier: [{ system, value: 'c' }] }),
        request: { method: 'PUT', url: `Location?identifier=${system}|c` },
      },
      remove(`Location?identifier=${system}|none`),
    ] as BundleEntry[];
    const { id: _, ...withoutId } = entries[1]!.resource as Location;
    const statuses = (answer: Parameters<typeof responsesOf>[0]) => responsesOf(answer).map(({ status }) => status);
    const again = [entries[0]!, { ...entries[1]!, resource: withoutId }, entries[2]!];
    expect(statuses(await transact(...again))).toEqual(['200', '201', '204']);
    expect(statuses(await transact(...again))).toEqual(['200', '200', '204']);
  });

  it('points references at what If-None-Exist found', async () => {
    await transact(
      under(uuid(1), post(place(''), { ifNoneExist: 'identifier=https://agenda.example.fr/place|sos-1' })),
      put(schedule('n', [uuid(1)])),
    );
    expect((await server.read<Schedule>('Schedule/n')).actor).toEqual([{ reference: 'Location/sos-1' }]);
  });

  it('leaves nothing when one entry is refused, and names it', async () => {
    const answer = await transact(put(place('n1')), post(slot('', 'nobody', november('23T09:00'))), put(place('n2')));
    expect(refusalOf(answer)).toBe(
      '422 business-rule Bundle.entry[1]: Slot refers to Schedule/nobody, which does not exist here',
    );
    expect(await exists('Location/n1')).toBe(false);
    expect(await exists('Location/n2')).toBe(false);
    const { total } = await server.store.history({ type: 'Location', count: 10 });
    expect(total).toBe(1);
  });

  it('refuses to refer to what it deletes itself', async () => {
    const answer = await transact(
      remove('Location/sos-1'),
      remove('Schedule/sos-1'),
      put(schedule('n', ['Location/sos-1'])),
    );
    expect(answer.status).toBeGreaterThanOrEqual(409);
    expect(await exists('Location/sos-1')).toBe(true);
    await server.put(place('free'));
    expect(refusalOf(await transact(remove('Location/free'), put(schedule('n', ['Location/free']))))).toMatch(
      /^422 business-rule Bundle.entry\[1\]: Schedule refers to Location\/free/,
    );
  });

  it('deletes an agenda and its slots together, in whatever order they are named', async () => {
    const slots = Array.from({ length: 6 }, (_, index) => remove(`Slot/a${index + 1}`));
    expect((await transact(remove('Schedule/alice'), ...slots)).status).toBe(200);
    expect(await exists('Schedule/alice')).toBe(false);
  });

  it.each([
    ['one resource twice', [put(place('n')), put(place('n'))]],
    ['one resource put and deleted', [put(place('sos-1')), remove('Location/sos-1')]],
    [
      'one resource by id and by condition',
      [
        put(place('sos-1')),
        {
          resource: place('sos-1'),
          request: { method: 'PUT', url: 'Location?identifier=https://agenda.example.fr/place|sos-1' },
        },
      ],
    ],
    [
      'one new resource by two conditions',
      [1, 2].map(() => post(place('c'), { ifNoneExist: 'identifier=https://agenda.example.fr/place|c' })),
    ],
    ['one fullUrl twice', [under(uuid(1), put(place('n1'))), under(uuid(1), put(place('n2')))]],
  ] as [string, BundleEntry[]][])('refuses %s with 400', async (_, entries) => {
    expect(refusalOf(await transact(...entries))).toMatch(/^400 invalid Bundle.entry\[1\]/);
  });

  it.each([
    [{}, /^400 structure Bundle.entry\[0\].request is missing/],
    [null, /^400 structure Bundle.entry\[0\] is missing or no object/],
    [{ request: { method: 'HEAD', url: 'Slot/a1' } }, /^400 value Bundle.entry\[0\].request.method is one of/],
    [{ request: { method: 'PUT' } }, /^400 required Bundle.entry\[0\].request.url/],
    [
      { request: { method: 'PUT', url: 'Patient/1' } },
      /^400 value Bundle.entry\[0\]: request.url "Patient\/1" is no Type/,
    ],
    [
      { request: { method: 'PUT', url: 'Slot/a1' } },
      /^400 structure Bundle.entry\[0\]: The body is a JSON object, a Slot/,
    ],
    [
      { request: { method: 'POST', url: 'Slot/a1' }, resource: { resourceType: 'Slot' } },
      /^400 value Bundle.entry\[0\]: POST takes a type alone/,
    ],
    [
      { request: { method: 'PUT', url: 'Slot/x' }, resource: { resourceType: 'Slot', id: 'y' } },
      /^400 invalid Bundle.entry\[0\]: id is "y"/,
    ],
    [
      { request: { method: 'PATCH', url: 'Slot/a1' }, resource: { resourceType: 'Slot' } },
      /^400 structure Bundle.entry\[0\]: The resource of a PATCH entry is a Binary/,
    ],
    [{ request: { method: 'DELETE', url: 'Slot?status=free' } }, /^400 not-supported Bundle.entry\[0\]/],
    [{ request: { method: 'DELETE', url: 'Slot/none' } }, /^404 not-found Bundle.entry\[0\]/],
  ])('refuses the entry %j', async (entry, wanted) => {
    expect(refusalOf(await transact(entry as BundleEntry))).toMatch(wanted);
  });

  it('answers its reads last, wherever they stand, with what it wrote', async () => {
    const answer = await transact(
      { request: { method: 'GET', url: 'Location/n' } },
      { request: { method: 'GET', url: 'Location?identifier=https://agenda.example.fr/place|n' } },
      put(place('n')),
      { request: { method: 'GET', url: 'Location/none' } },
      { request: { method: 'GET', url: 'Location/n', ifNoneMatch: 'W/"1"' } },
      { request: { method: 'GET', url: 'Patient/1' } },
    );
    const { entry = [], type } = bodyOf<Bundle>(answer);
    expect([answer.status, type]).toEqual([200, 'transaction-response']);
    expect(responsesOf(answer).map(({ status }) => status)).toEqual(['200', '200', '201', '404', '304', '404']);
    expect(entry[0]?.resource).toMatchObject({ resourceType: 'Location', id: 'n' });
    expect(entry[1]?.resource).toMatchObject({ resourceType: 'Bundle', total: 1 });
    expect(responsesOf(answer)[3]?.outcome).toMatchObject({ issue: [{ code: 'not-found' }] });
  });

  it('reads nothing when a write is refused', async () => {
    const answer = await transact(
      { request: { method: 'GET', url: 'Slot/a1' } },
      post(slot('', 'nobody', november('23T09:00'))),
    );
    expect(refusalOf(answer)).toMatch(/^422 business-rule Bundle.entry\[1\]: Slot refers to Schedule\/nobody/);
  });

  it('heeds ifMatch of an entry', async () => {
    expect(refusalOf(await transact(put(place('sos-1'), { ifMatch: 'W/"4"' })))).toMatch(
      /^412 conflict Bundle.entry\[0\]: If-Match/,
    );
  });

  it('gives the resources back when that is preferred, or an outcome, else neither', async () => {
    const entry = put(place('n'));
    const asked = async (prefer?: string) =>
      bodyOf<Bundle>(await server.sendBundle('transaction', [entry], prefer ? { Prefer: prefer } : {})).entry?.[0];
    expect((await asked())?.resource).toBeUndefined();
    expect((await asked('return=representation'))?.resource).toMatchObject({ resourceType: 'Location', id: 'n' });
    expect((await asked('return=OperationOutcome'))?.response?.outcome).toMatchObject({
      resourceType: 'OperationOutcome',
    });
  });

  it('books a slot that it makes itself', async () => {
    const made = slot('n1', 'alice', november('23T17:00'));
    const answer = await transact(
      post(appointment('one', { slot: [{ reference: 'Slot/n1' }], start: made.start, end: made.end })),
      put(made),
    );
    expect(responsesOf(answer).map(({ status }) => status)).toEqual(['201', '201']);
    expect(await server.statusOf('Slot/n1')).toBe('busy');
  });

  it('gives a slot from a cancelled appointment to a new one', async () => {
    const booked = JSON.parse((await server.send('POST', 'Appointment', appointment('one'))).text);
    const answer = await transact(put({ ...booked, status: 'cancelled' }), post(appointment('two')));
    expect(responsesOf(answer).map(({ status }) => status)).toEqual(['200', '201']);
    expect(await server.statusOf('Slot/a1')).toBe('busy');
  });

  it('does not book one slot twice', async () => {
    expect(refusalOf(await transact(post(appointment('one')), post(appointment('two'))))).toMatch(
      /^409 conflict Bundle.entry\[1\]: Slot\/a1 is no longer free/,
    );
    expect(await server.statusOf('Slot/a1')).toBe('free');
  });
});

describe('a batch', () => {
  it('answers each entry as if it had come alone, and one that is refused harms no other', async () => {
    const answer = await server.sendBundle('batch', [
      put(place('n1')),
      post(slot('', 'nobody', november('23T09:00'))),
      { request: { method: 'GET', url: 'Location/n1' } },
      { request: { method: 'GET', url: 'Location?identifier=https://agenda.example.fr/place|n1' } },
      patch('Location/n1', [{ op: 'add', path: '/name', value: 'x' }]),
      { request: { method: 'GET', url: 'Location/n1', ifNoneMatch: 'W/"2"' } },
      remove('Location/n1'),
      { request: { method: 'GET', url: 'Location/n1' } },
      { request: { method: 'PUT', url: 'Patient/1' }, resource: { resourceType: 'Patient' } },
    ]);
    expect(answer.status).toBe(200);
    expect(bodyOf<Bundle>(answer).type).toBe('batch-response');
    expect(responsesOf(answer).map(({ status }) => status)).toEqual([
      '201',
      '422',
      '200',
      '200',
      '200',
      '304',
      '204',
      '410',
      '404',
    ]);
    expect(bodyOf<Bundle>(answer).entry?.[3]?.resource).toMatchObject({ resourceType: 'Bundle', total: 1 });
    expect(responsesOf(answer)[1]?.outcome).toMatchObject({ issue: [{ code: 'business-rule' }] });
  });

  it.each(['', '/', '?x=1', `${baseUrl}/`])('takes no Bundle as an entry, at "%s"', async (url) => {
    const inner = { resourceType: 'Bundle', type: 'batch', entry: [remove('Slot/a1')] } as Bundle;
    const answer = await server.sendBundle('batch', [{ resource: inner, request: { method: 'POST', url } }]);
    expect(responsesOf(answer)).toMatchObject([{ status: '400', outcome: { issue: [{ code: 'not-supported' }] } }]);
    expect(await exists('Slot/a1')).toBe(true);
  });

  it('heeds ifNoneExist, ifMatch and Prefer', async () => {
    const answer = await server.sendBundle(
      'batch',
      [
        post(place(''), { ifNoneExist: 'identifier=https://agenda.example.fr/place|sos-1' }),
        put(place('sos-1'), { ifMatch: 'W/"9"' }),
        put(place('n')),
      ],
      { Prefer: 'return=minimal' },
    );
    expect(responsesOf(answer).map(({ status }) => status)).toEqual(['200', '412', '201']);
    expect(bodyOf<Bundle>(answer).entry?.every(({ resource }) => resource === undefined)).toBe(true);
  });
});

describe('a Bundle', () => {
  it.each([
    [{ resourceType: 'Bundle' }, /^400 value Bundle.type is batch or transaction/],
    [{ resourceType: 'Bundle', type: 'collection' }, /^400 value/],
    [{ resourceType: 'Slot' }, /^400 invalid The base takes a Bundle/],
    [null, /^400 invalid/],
    [[], /^400 invalid/],
    [{ resourceType: 'Bundle', type: 'batch', entry: {} }, /^400 structure Bundle.entry is a list/],
  ])('%j is refused', async (body, wanted) => {
    expect(refusalOf(await server.send('POST', '', body))).toMatch(wanted);
  });

  it('may be empty', async () => {
    expect((await transact()).status).toBe(200);
    expect((await server.sendBundle('batch', [])).status).toBe(200);
  });

  it.each(['batch', 'transaction'] as const)('of more than 5,000 entries is refused with 413 (%s)', async (type) => {
    const answer = await server.sendBundle(
      type,
      Array.from({ length: 5001 }, () => remove('Slot/a1')),
    );
    expect(refusalOf(answer)).toMatch(/^413 too-costly The Bundle has 5001 entries; at most 5000/);
    expect(await exists('Slot/a1')).toBe(true);
  });

  it('of more than 8 MB is refused with 413', async () => {
    const answer = await transact(put(place('n', { name: 'x'.repeat(8 * 1024 * 1024) })));
    expect(refusalOf(answer)).toMatch(/^413 too-long/);
  });

  it.each(['batch', 'transaction'] as const)('of 5,000 entries is taken (%s)', async (type) => {
    const slots = Array.from({ length: 5000 }, (_, index) =>
      put(slot(`m${index}`, 'alice', new Date(Date.parse('2026-12-01T08:00:00Z') + index * 900_000).toISOString())),
    );
    const statuses = responsesOf(await server.sendBundle(type, slots)).map(({ status }) => status);
    expect(statuses.filter((status) => status === '201')).toHaveLength(5000);
  });
});
