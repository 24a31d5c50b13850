/** Whatever comes in: a 4xx with an OperationOutcome that says what was wrong, never a 500, and the server goes on. */
import type { OperationOutcome } from '@medplum/fhirtypes';
import fc from 'fast-check';
import supertest from 'supertest';
import { identifierSystem } from '../../src/fhir/sas.ts';
import { november, practice, rpps, slot } from '../support/agenda-data.ts';
import { type AgendaServer, idsOf, openAgendaServer } from '../support/agenda-server.ts';
import { nationalRpps, slotQuery } from '../support/guide-queries.ts';

const identifiers = nationalRpps(rpps(1));
const good = slotQuery({ identifiers });
const identifierName = 'schedule.actor:Practitioner.identifier';

let server: AgendaServer;

beforeAll(async () => {
  server = await openAgendaServer({ resources: [...practice('a'), slot('s', 'a', november('23T10:00'))] });
});

afterAll(() => server.close());

afterEach(async () => {
  expect(idsOf(await server.search(good), 'Slot')).toEqual(['s']);
});

/** Every issue is an error, tells something a person can act on, and no stack. */
function expectHelpful({ resourceType, issue }: OperationOutcome): void {
  expect(resourceType).toBe('OperationOutcome');
  expect(issue.length).toBeGreaterThan(0);
  for (const { severity, diagnostics } of issue) {
    expect(severity).toBe('error');
    expect(diagnostics!.length).toBeGreaterThan(10);
    expect(diagnostics).not.toMatch(/\n\s+at |node:|\.ts:\d|SQLITE/);
  }
}

const refused = async (target: string, status = 400): Promise<OperationOutcome> => {
  const outcome = await server.refusal(status, target);
  expectHelpful(outcome);
  return outcome;
};

const namesIn = ({ issue }: OperationOutcome) => issue.flatMap(({ expression }) => expression ?? []);

describe('a Slot search without something mandatory', () => {
  it.each([
    ['start', 'the beginning of its window', /start=ge[^&]*&/, ''],
    ['start', 'the end of its window', /start=le[^&]*&/, ''],
    ['status', 'its status', /status=free&/, ''],
    [identifierName, 'its identifiers', /schedule\.actor[^&]*&/, ''],
    ['status', 'a status of free alone', 'status=free', 'status=busy'],
    ['status', 'a status of free alone', 'status=free', 'status=free,busy'],
    ['status', 'a status of free alone', 'status=free', 'status:not=busy'],
    [identifierName, 'a value in its identifiers', /identifier=[^&]*/, 'identifier='],
    [identifierName, 'a value after a comma', /identifier=([^&]*)/, 'identifier=$1,'],
    ['start', 'a value in start', /start=ge[^&]*/, 'start='],
    ['start', 'a date behind ge', /start=ge[^&]*/, 'start=ge'],
  ])('is refused, naming %s: it lacks %s', async (name, _what, pattern, replacement) => {
    expect(namesIn(await refused(good.replace(pattern, replacement)))).toEqual([name]);
  });

  it('is told of everything at once when everything is missing', async () => {
    for (const target of ['Slot', 'Slot?', 'Slot?_include=Slot:schedule', 'Slot?service-type=AMB']) {
      expect(namesIn(await refused(target))).toEqual(['start', 'start', 'status', identifierName]);
    }
  });
});

describe('dates that are none', () => {
  it.each([
    '2027-02-30',
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-11-31',
    '2026-11-23T25:00:00+01:00',
    '2026-11-23T09:60:00+01:00',
    '2026-11-23T09:00:00+25:00',
    '2026-11-23T09:00:00%2001:00',
    '2026-11-23T09',
    '2026-11-23 09:00',
    '23/11/2026',
    '1795000000000',
    'now',
    '-2026-11-23',
    '0000-01-01',
    'NaN',
    '2026-11-23T09:00:00+01:00;DROP TABLE slot',
  ])('are refused, naming start: %s', async (date) => {
    const target = slotQuery({ starts: [`ge${date}`, 'le2026-11-30'], identifiers });
    expect(namesIn(await refused(target))).toContain('start');
  });

  it.each(['sa', 'eb', 'ap', 'xx', 'GE'])('are refused, naming start: the prefix %s', async (prefix) => {
    const target = slotQuery({ starts: [`${prefix}2026-11-23`, 'ge2026-11-23', 'le2026-11-30'], identifiers });
    expect(namesIn(await refused(target))).toEqual(['start']);
  });
});

describe('parameters that cannot be understood', () => {
  it.each([
    ['start:exact=ge2026-11-23', 'start:exact'],
    ['status:in=free', 'status:in'],
    ['specialty:text=x', 'specialty:text'],
    ['_include:recurse=Slot:schedule', '_include:recurse'],
    ['_sort:desc=start', '_sort:desc'],
    ['_include=Slot', '_include'],
    ['_include=Slot:nothing', '_include'],
    ['_include=Patient:name', '_include'],
    ['_include=', '_include'],
    ['_count=x', '_count'],
    ['_count=-1', '_count'],
    ['_count=1e3', '_count'],
    ['_summary=maybe', '_summary'],
    ['_sort=nothing', '_sort'],
    ['_elements=a.b;c', '_elements'],
    ['_has:Slot', '_has:Slot'],
    ['_has:Patient:x:y=1', '_has:Patient:x:y'],
    ['schedule.actor:Patient.identifier=1', 'schedule.actor:Patient.identifier'],
    ['schedule.actor:practitioner.identifier=1', 'schedule.actor:practitioner.identifier'],
    ['schedule.nothing=1', 'schedule.nothing'],
    ['start.identifier=1', 'start.identifier'],
    ['schedule.=1', 'schedule.'],
    ['_id:foo=1', '_id:foo'],
  ])('are refused by name: %s', async (parameter, name) => {
    expect(namesIn(await refused(`${good}&${parameter}`))).toContain(name);
  });

  it('are ignored when unknown, unless handling is to be strict', async () => {
    const unknown = ['color=red', '__proto__=1', 'constructor=1', 'toString=1', 'hasOwnProperty=1', '=x', 'x', '&&'];
    for (const parameter of unknown) {
      expect(idsOf(await server.search(`${good}&${parameter}`), 'Slot')).toEqual(['s']);
    }
    for (const parameter of unknown.slice(0, 5)) {
      const outcome = await server.refusal(400, `${good}&${parameter}`, { Prefer: 'handling=strict' });
      expect(namesIn(outcome)).toEqual([parameter.split('=')[0]]);
    }
  });

  it('are refused as a whole when a chain never ends', async () => {
    const chain = Array.from({ length: 200 }, () => 'schedule').join('.');
    await refused(`Slot?_id=1&${chain}.actor=1`, 413);
    const reverse = Array.from({ length: 200 }, () => '_has:Slot:schedule').join(':');
    await refused(`Schedule?${reverse}:status=free`, 413);
  });
});

describe('text that is none', () => {
  it.each([
    ['a percent sign alone', `${good}&specialty=100%`],
    ['half an escape', `${good}&specialty=%E9`],
    ['a broken escape in a name', `${good}&%ZZ=1`],
    ['a NUL byte', `${good}&specialty=a%00b`],
    ['a NUL byte in an identifier', good.replace(rpps(1), `${rpps(1)}%00`)],
    ['a broken escape in the path', 'Slot/%E0%A4%A'],
    ['a NUL byte in the path', 'Slot/a%00b'],
  ])('is refused: %s', async (_what, target) => {
    await refused(target);
  });

  it('that is strange but well formed matches nothing', async () => {
    for (const value of ['%F0%9F%92%A9', '%27%20OR%201=1--', '%22%3B', '%25', '%5C%5C', '%2A', '%F4%8F%BF%BF']) {
      const bundle = await server.search(slotQuery({ identifiers: `${identifierSystem.practitioner}%7C${value}` }));
      expect(bundle.total).toBe(0);
      await server.search(`Practitioner?name=${value}`);
      await server.search(`Practitioner?name:contains=${value}`);
    }
  });
});

describe('addresses that lead nowhere', () => {
  it.each(['Patient', 'Patient/1', 'slot', 'Slot/s/nothing', 'Slot/s/_history/1/2', '__proto__', 'constructor/1'])(
    'are 404: %s',
    async (target) => {
      await refused(target, 404);
    },
  );

  it.each(['Slot/none', `Slot/${'x'.repeat(65)}`, 'Slot/a%20b', 'Slot/__proto__', 'Slot/..%2F..%2Fetc'])(
    'are 404 where there is no such id: %s',
    async (target) => {
      await refused(target, 404);
    },
  );
});

describe('other representations', () => {
  it.each([
    ['Accept', { Accept: 'application/fhir+xml' }, ''],
    ['Accept', { Accept: 'text/html' }, ''],
    ['_format', {}, '&_format=xml'],
    ['_format', {}, '&_format=application/fhir%2Bxml'],
  ])('than JSON are refused by 406: %s %j', async (_how, headers, parameter) => {
    expectHelpful(await server.refusal(406, good + parameter, headers as Record<string, string>));
  });
});

describe('bodies that are none', () => {
  const post = (path: string, type: string, body: string) =>
    supertest(server.app).post(`/fhir/${path}`).set('Content-Type', type).send(body);

  it('of a search are refused when they are no form', async () => {
    const answer = await post('Slot/_search', 'application/fhir+json', '{"resourceType":"Parameters"}');
    expect(answer.status).toBe(415);
    expectHelpful(answer.body);
  });

  it('of a search are refused like a query, naming the parameter', async () => {
    const form = good.slice('Slot?'.length).replace('status=free', 'status=busy');
    const answer = await post('Slot/_search', 'application/x-www-form-urlencoded', form);
    expect(answer.status).toBe(400);
    expect(namesIn(answer.body)).toEqual(['status']);
    const lone = await post('Slot/_search', 'application/x-www-form-urlencoded', '%');
    expect(lone.status).toBe(400);
  });

  it('of a search are read to a megabyte, and then refused for what they hold', async () => {
    const list = Array.from({ length: 20_000 }, (_, index) => nationalRpps(rpps(index))).join(',');
    const form = good.slice('Slot?'.length).replace(identifiers, list);
    expect(form.length).toBeGreaterThan(750_000);
    const answer = await post('Slot/_search', 'application/x-www-form-urlencoded', form);
    expect([400, 413]).toContain(answer.status);
    expectHelpful(answer.body);
  });
});

describe('any text at all', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }).filter((text) => text.isWellFormed()),
    fc.constantFrom('ge', 'le2026', 'a|b', '|', ',', '\\', '_id', 'Slot:schedule', '-1', ':', '.', '%'),
  );
  const parameter = fc.tuple(
    fc.oneof(
      odd,
      fc.constantFrom(
        'start',
        'status',
        identifierName,
        '_include',
        '_has:Slot:schedule:start',
        '_count',
        '_sort',
        '_id',
        'identifier',
        '_lastUpdated',
        'schedule',
        'start:missing',
        'specialty:not',
        '_cursor',
        '_elements',
        '_revinclude:iterate',
      ),
    ),
    odd,
  );

  it('as parameters is answered or refused, never a 500', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('Slot', 'Schedule', 'Practitioner'),
        fc.array(parameter, { maxLength: 4 }),
        async (type, pairs) => {
          const query = pairs
            .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
            .join('&');
          const answer = await server.get(`${type}?${query}`);
          expect([200, 400, 413]).toContain(answer.status);
          expect(answer.body.resourceType).toBe(answer.status === 200 ? 'Bundle' : 'OperationOutcome');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('as a value of the guide’s search is answered or refused, never a 500', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(/ge[^&]*/, /status=free/, /urn[^&]*/, /Slot:schedule/),
        odd,
        async (part, text) => {
          const answer = await server.get(good.replace(part, () => encodeURIComponent(text)));
          expect([200, 400]).toContain(answer.status);
        },
      ),
      { numRuns: 200 },
    );
  });
});
