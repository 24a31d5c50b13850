/** What no client should send: refused clearly or kept faithfully, and never a 500. */
import type { Bundle, Location } from '@medplum/fhirtypes';
import fc from 'fast-check';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { cpts, november, place, rpps, siret, slot } from '../support/agenda-data.ts';
import { appointment, bookableAgenda } from '../support/booking-data.ts';
import { cptsQuery, nationalRpps, nationalSiret, slotQuery, sosQuery } from '../support/guide-queries.ts';
import { type Method, openWritingServer, refusalOf, type WritingServer } from '../support/writing-server.ts';

let server: WritingServer;
let validating: WritingServer;

const agenda = [...bookableAgenda(), ...cpts('cpts', 5)];

beforeAll(async () => {
  // What surrounds the slots is not judged by the profiles of the searches when it is written, and leaves as it is.
  server = await openWritingServer({ resources: agenda, selfCheck: 'off' });
  validating = await openWritingServer({ resources: agenda, selfCheck: 'off', validation: 'strict' });
});
afterAll(() => Promise.all([server.close(), validating.close()]));

const putText = (inner: string) => server.send('PUT', 'Location/t', `{"resourceType":"Location","id":"t",${inner}}`);

describe('a JSON text is kept faithfully', () => {
  it.each([
    ['numbers keep their digits', '"position":{"longitude":10.0,"latitude":48.850}'],
    ['a number beyond all numbers', '"position":{"longitude":1e400}'],
    ['twenty digits', '"position":{"longitude":12345678901234567890,"latitude":0.1000000000000000055511151231257827}'],
    ['signs and exponents', '"position":{"longitude":-0,"latitude":1E+2}'],
    ['characters beyond the first plane', '"name":"𝔖AS"'],
    ['escapes, and what looks like one of a NUL', '"name":"\\t\\n\\\\u0000b"'],
    ['keys that objects inherit', '"toString":{"constructor":1},"hasOwnProperty":2'],
    ['brackets in a text', `"name":"${'['.repeat(500)}"`],
  ])('%s', async (_, inner) => {
    expect([200, 201]).toContain((await putText(inner)).status);
    const { text } = await server.send('GET', 'Location/t');
    expect(text).toContain(inner);
  });

  it('also in a transaction, in a batch, and by a patch that changes something else', async () => {
    const position = '"position":{"longitude":10.0,"latitude":1e400}';
    const entry = `{"resource":{"resourceType":"Location","id":"t",${position}},"request":{"method":"PUT","url":"Location/t"}}`;
    for (const type of ['transaction', 'batch']) {
      await server.send('DELETE', 'Location/t');
      await server.send('POST', '', `{"resourceType":"Bundle","type":"${type}","entry":[${entry}]}`);
      expect((await server.send('GET', 'Location/t')).text).toContain(position);
    }
    const operations = `[
      {"op":"add","path":"/name","value":"x"},
      {"op":"add","path":"/position/altitude","value":2.50},
      {"op":"copy","from":"/position","path":"/extra"}
    ]`;
    expect((await server.send('PATCH', 'Location/t', operations)).status).toBe(200);
    const changed = '{"longitude":10.0,"latitude":1e400,"altitude":2.50}';
    const { text } = await server.send('GET', 'Location/t');
    expect(text).toContain(`"position":${changed}`);
    expect(text).toContain(`"extra":${changed}`);
  });

  it('tells 10 from 10.0: that is a change, the same again is none', async () => {
    const versionOf = async (inner: string) => (await putText(inner)).headers.etag;
    const first = await versionOf('"position":{"longitude":10}');
    const second = await versionOf('"position":{"longitude":10.0}');
    expect(second).not.toBe(first);
    expect(await versionOf('"position": {"longitude": 10.0}')).toBe(second);
  });
});

describe('a JSON text is refused with 400', () => {
  it.each([
    ['broken', '"name":', /position \d+/],
    ['with more after its end', '"name":"x"}}', /position \d+/],
    ['with a key twice', '"name":"a","name":"b"', /the key "name" stands twice .* position \d+/],
    ['with a key twice, the same value', '"name":"a","name":"a"', /the key "name" stands twice .* position \d+/],
    ['with a prototype for a key', '"__proto__":{"x":1}', /"__proto__".* position \d+/],
    ['with a prototype for a key, escaped', '"\\u005f_pr\\u006fto__":{"x":1}', /"__proto__"/],
    [
      'nested too deep',
      `"extra":${'['.repeat(100)}${']'.repeat(100)}`,
      /nests more than 100 levels deep, at position \d+/,
    ],
    ['with a control character', '"name":"a\\u0000"', /the control character \\u0000, .* position \d+/],
    ['with half a surrogate pair', '"name":"a\\ud800"', /\\ud800, half of a surrogate pair, .* position \d+/],
    ['with a number where an object is', '"meta":1e400', /Location.meta is an object/],
    ['with a leading zero', '"extra":01', /position \d+/],
    ['with null in a list', '"identifier":[null]', /Location.identifier\[0\] is an object/],
  ])('when it is %s', async (_, inner, wanted) => {
    const refusal = refusalOf(await putText(inner));
    expect(refusal).toMatch(/^400 structure/);
    expect(refusal).toMatch(wanted);
  });

  it('says what a number beyond all numbers is, where content is judged', async () => {
    const text = '{"resourceType":"Location","id":"t","position":{"longitude":1e400,"latitude":1}}';
    expect(refusalOf(await validating.send('PUT', 'Location/t', text))).toMatch(
      /^400 value .*longitude must be a number .*found a number beyond the range of a double/,
    );
  });

  it('says the position of what is broken', async () => {
    expect(refusalOf(await server.send('POST', 'Location', '{"resourceType" "Location"}'))).toContain('position 16');
  });
});

/** Values in the place of any other. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    0,
    -1,
    true,
    [],
    {},
    [null],
    [[]],
    [{}],
    { value: null },
    'a\u0000b',
    '\ud800',
  ),
  fc.constantFrom<unknown>(
    'Slot/a1',
    'Schedule/none',
    '#x',
    'urn:uuid:1',
    'Appointment?identifier=a|b',
    '2026-02-30',
    '9999-12-31T23:59:59Z',
  ),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 2 }),
);

type Path = readonly (string | number)[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const isList = Array.isArray(value);
  return [path, ...Object.entries(value).flatMap(([key, one]) => pathsIn(one, [...path, isList ? Number(key) : key]))];
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A copy with something strange, or nothing, at the path. */
function withStrange(value: unknown, [key, ...rest]: Path, put: { value: unknown } | undefined): unknown {
  if (key === undefined || !isObject(value)) return put?.value;
  const inner = withStrange(value[key], rest, put);
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? inner : item));
  const { [key]: _, ...others } = value;
  return inner === undefined ? others : { ...others, [key]: inner };
}

const samples: AgendaResource[] = [
  ...agenda.filter(({ id = '' }) => ['alice', 'sos', 'sos-1', 'cpts', 'a1'].includes(id)),
  { ...appointment('fuzz'), id: 'fuzz' },
];

/** A resource with up to three strange values. */
const mutated: fc.Arbitrary<{ type: string; id: string; resource: unknown }> = fc
  .constantFrom(...samples)
  .chain((sample) => {
    const paths = pathsIn(sample).filter(([first]) => first !== undefined && first !== 'resourceType');
    const change = fc.tuple(fc.constantFrom(...paths), fc.option(fc.record({ value: strange }), { nil: undefined }));
    return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) => ({
      type: sample.resourceType,
      id: sample.id!,
      resource: changes.reduce<unknown>((value, [path, put]) => withStrange(value, path, put), sample),
    }));
  });

const identified = 'identifier=https://agenda.example.fr/appointment%7Cfuzz';
const ways: ((one: { type: string; id: string; resource: unknown }) => [Method, string, unknown])[] = [
  ({ type, resource }) => ['POST', type, resource],
  ({ type, id, resource }) => ['PUT', `${type}/${id}`, resource],
  ({ type, resource }) => ['PUT', `${type}?${identified}`, resource],
  ({ type, id, resource }) => ['PATCH', `${type}/${id}`, [{ op: 'replace', path: '', value: resource }]],
  ...(['batch', 'transaction'] as const).flatMap((bundleType) => [
    ({ type, resource }: { type: string; resource: unknown }): [Method, string, unknown] => [
      'POST',
      '',
      { resourceType: 'Bundle', type: bundleType, entry: [{ resource, request: { method: 'POST', url: type } }] },
    ],
    ({ type, id, resource }: { type: string; id: string; resource: unknown }): [Method, string, unknown] => [
      'POST',
      '',
      {
        resourceType: 'Bundle',
        type: bundleType,
        entry: [{ fullUrl: 'urn:uuid:1', resource, request: { method: 'PUT', url: `${type}/${id}` } }],
      },
    ],
  ]),
];

describe('whatever is sent', () => {
  const expectNoBug = (status: number, text: string) => {
    if (status >= 500) throw new Error(`${status} ${text}`);
  };

  it('no mutated resource makes a 500 on any route that writes, nor in the searches afterwards', async () => {
    const searches = [
      slotQuery({ identifiers: nationalRpps(rpps(1)) }),
      cptsQuery({ identifiers: nationalRpps(rpps(1)) }),
      sosQuery({ identifiers: nationalSiret(siret(1)) }),
      '_history?_count=5',
    ];
    await fc.assert(
      fc.asyncProperty(mutated, fc.constantFrom(...ways), fc.boolean(), async (one, way, validates) => {
        const asked = validates ? validating : server;
        const [method, target, body] = way(one);
        const { status, text } = await asked.send(method, target, body);
        expectNoBug(status, text);
        if (status >= 300) expect(JSON.parse(text).resourceType).toBe('OperationOutcome');
        for (const response of JSON.parse(text || '{}').entry ?? []) {
          expectNoBug(Number(response.response?.status ?? 200), text);
        }
        for (const search of searches) {
          const answer = await asked.send('GET', search);
          expectNoBug(answer.status, `${search} after ${JSON.stringify(one)}: ${answer.text}`);
        }
      }),
      { numRuns: Number(process.env.SAS_FUZZ_RUNS ?? 250) },
    );
  });

  it('no mutated Bundle makes a 500', async () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        {
          fullUrl: 'urn:uuid:1',
          resource: place('x'),
          request: { method: 'POST', url: 'Location', ifNoneExist: identified },
        },
        {
          resource: slot('x', 'alice', november('24T09:00')),
          request: { method: 'PUT', url: 'Slot/x', ifMatch: 'W/"1"' },
        },
        { request: { method: 'DELETE', url: 'Slot?schedule=Schedule/alice&start=ge2026-11-24&start=lt2026-11-25' } },
        { resource: { resourceType: 'Binary', data: 'W10=' }, request: { method: 'PATCH', url: 'Slot/a1' } },
        { request: { method: 'GET', url: 'Slot?status=free' } },
      ],
    };
    const path = fc.constantFrom(...pathsIn(bundle).filter((one) => one.length > 0));
    await fc.assert(
      fc.asyncProperty(path, strange, fc.constantFrom('batch', 'transaction'), async (at, value, type) => {
        const body = withStrange({ ...bundle, type }, at, { value });
        const { status, text } = await server.send('POST', '', body);
        expectNoBug(status, text);
        for (const { response } of (JSON.parse(text) as Bundle).entry ?? [])
          expectNoBug(Number(response?.status), text);
      }),
      { numRuns: Number(process.env.SAS_FUZZ_RUNS ?? 250) },
    );
  });

  it('no strange JSON Patch makes a 500, nor touches what is shared', async () => {
    const pointer = fc.constantFrom(
      '',
      '/',
      '/name',
      '/identifier/0',
      '/identifier/-',
      '/identifier/01',
      '/id/0',
      '/toString/x',
      '/constructor/prototype/x',
      '/position/longitude/rawJSON',
      '/__proto__',
      '/~2',
      '/address/line/0/length',
    );
    const operation = fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'x'),
        path: fc.oneof(pointer, strange),
        from: fc.oneof(pointer, strange),
        value: strange,
      },
      { requiredKeys: [] },
    );
    await putText('"position":{"longitude":10.0},"identifier":[{"system":"a","value":"b"}]');
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 3 }), async (operations) => {
        const { status, text } = await server.send('PATCH', 'Location/t', operations);
        expectNoBug(status, text);
      }),
      { numRuns: Number(process.env.SAS_FUZZ_RUNS ?? 250) },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.keys(Object.prototype.toString)).toEqual([]);
    expect((await server.read<Location>('Location/t')).id).toBe('t');
  });
});
