/** $validate. https://hl7.org/fhir/R4/resource-operation-validate.html */
import type { OperationOutcome } from '@medplum/fhirtypes';
import supertest, { type Response } from 'supertest';
import { sasProfile } from '../../src/fhir/sas.ts';
import { MongoResourceStore } from '../../src/store/mongo/mongo-resource-store.ts';
import { november, now, practice, slot } from '../support/agenda-data.ts';
import { type AgendaServer, openAgendaServer } from '../support/agenda-server.ts';
import { appointmentOn } from '../support/appointments.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../support/mongo/mongo-server.ts';
import { projectSlot } from '../support/project-slot.ts';

const nine = november('23T09:00');
const good = slot('good', 'a', nine);
const uncoded = { ...good, specialty: [{ text: 'Médecine générale' }] };
const profile = encodeURIComponent(sasProfile.slot);

let server: AgendaServer;
beforeAll(async () => {
  server = await openAgendaServer({ resources: [...practice('a'), good], validation: 'strict' });
});
afterAll(() => server.close());

const post = (path: string, body?: unknown): Promise<Response> => {
  const request = supertest(server.app).post(`/fhir/${path}`);
  if (body === undefined) return Promise.resolve(request);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Promise.resolve(request.set('Content-Type', 'application/fhir+json').send(text));
};

/** What a validation that was carried out tells: `severity code expression`. */
async function toldBy(path: string, body?: unknown): Promise<string[]> {
  const answer = await post(path, body);
  expect([answer.status, (answer.body as OperationOutcome).resourceType]).toEqual([200, 'OperationOutcome']);
  const issues = (answer.body as OperationOutcome).issue!;
  return issues.map(({ severity, code, expression = [] }) => [severity, code, ...expression].join(' '));
}

const errorsOf = async (path: string, body?: unknown): Promise<string[]> =>
  (await toldBy(path, body)).filter((line) => line.startsWith('error')).map((line) => line.slice('error '.length));

const parametersOf = (...parameter: object[]) => ({ resourceType: 'Parameters', parameter });
const allRight = ['information informational'];
/** No profile was claimed nor asked for. */
const byR4Alone = 'information informational meta.profile';
const plain = { resourceType: 'Schedule', actor: [{ reference: 'Practitioner/a' }] };

describe('a resource as the body', () => {
  it('is judged by base R4, and one informational issue says that nothing is wrong', async () => {
    expect(await toldBy('Schedule/$validate', plain)).toEqual([...allRight, byR4Alone]);
    expect(await toldBy('$validate', plain)).toEqual([...allRight, byR4Alone]);
    expect(await toldBy('Patient/$validate', { resourceType: 'Patient' })).toEqual(allRight);
    expect(await errorsOf('Slot/$validate', good)).toEqual([]);
    expect(await errorsOf('Slot/$validate', { ...good, status: 'open' })).toEqual(['code-invalid Slot.status']);
  });

  it('is judged by what it claims and by the profile asked for', async () => {
    expect(await errorsOf(`Slot/$validate?profile=${profile}`, uncoded)).toEqual(['code-invalid Slot.specialty[0]']);
    const claiming = { ...uncoded, meta: { ...uncoded.meta, profile: [sasProfile.slot] } };
    expect(await errorsOf('$validate', claiming)).toEqual(['code-invalid Slot.specialty[0]']);
    expect(await errorsOf(`Slot/$validate?profile=${profile}&mode=profile`, uncoded)).toHaveLength(1);
  });

  it('is told when the profile asked for is not known', async () => {
    expect(await errorsOf('Slot/$validate?profile=https://example.org/none', good)).toEqual(['not-found Slot']);
  });

  it('may be of any type at the base, of the address’ type alone below it', async () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: 'https://example.org/Slot/good', resource: good }],
    };
    expect(await errorsOf('$validate', bundle)).toEqual([]);
    expect(await errorsOf('Schedule/$validate', good)).toEqual(['invalid resourceType']);
    expect(await errorsOf('Bundle/$validate', bundle)).toEqual([]);
    expect(await errorsOf('Bundle/$validate', { ...bundle, type: 'heap' })).toContain('code-invalid Bundle.type');
    expect(await errorsOf('Patient/$validate?mode=create', { resourceType: 'Patient' })).toEqual([
      'not-supported resourceType',
    ]);
    expect((await post('nothing/$validate', good)).status).toBe(404);
  });

  it('is judged by each profile that is asked for', async () => {
    const none = 'https://example.org/none';
    const both = `?profile=${profile}&profile=${none}`;
    expect(await errorsOf(`Slot/$validate${both}`, uncoded)).toEqual([
      'not-found Slot',
      'code-invalid Slot.specialty[0]',
    ]);
    const parameters = parametersOf(
      { name: 'resource', resource: uncoded },
      { name: 'profile', valueUri: sasProfile.slot },
      { name: 'profile', valueCanonical: none },
    );
    expect(await errorsOf('Slot/$validate', parameters)).toHaveLength(2);
    const misplaced = parametersOf({ name: 'resource', resource: good }, { name: 'profile', valueUrl: none });
    expect((await post('Slot/$validate', misplaced)).status).toBe(400);
  });

  it('that a write would store is not asked for a profile that the searches set', async () => {
    const claiming = { ...good, meta: { ...good.meta, profile: [sasProfile.slot] } };
    for (const slot of [good, claiming]) {
      const told = await toldBy('Slot/$validate?mode=create', slot);
      expect(told.filter((line) => line.includes('meta.profile'))).toEqual([]);
    }
  });

  it('alone is judged without mode: what it refers to need not exist', async () => {
    const elsewhere = { ...good, schedule: { reference: 'Schedule/nowhere' } };
    expect(await errorsOf('Slot/$validate', elsewhere)).toEqual([]);
  });
});

describe('JSON that is no resource', () => {
  it.each([[{}], [[]], [5], ['"text"'], ['null'], [{ resourceType: 5 }], [{ resourceType: 'Sloot' }], [[good]]])(
    'is answered 200 with an issue: %j',
    async (body) => {
      const told = await toldBy('$validate', body);
      expect(told.some((line) => /^(error|warning)/.test(line))).toBe(true);
    },
  );

  it('that is none at all is refused', async () => {
    for (const body of ['{', 'hello', '{"resourceType":"Slot",}', '{"a":1} {}']) {
      const answer = await post('Slot/$validate', body);
      expect([answer.status, (answer.body as OperationOutcome).issue![0]!.code]).toEqual([400, 'structure']);
    }
  });

  it('is told when it is nested too deeply to be judged, and refused where no parser goes', async () => {
    const nested = (depth: number) => `{"resourceType":"Slot","extension":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect(await errorsOf('Slot/$validate', nested(80))).toEqual([expect.stringMatching(/^too-costly/)]);
    expect((await post('Slot/$validate', nested(5_000))).status).toBe(400);
  });

  it('is judged in full when it is wide', async () => {
    const wide = { ...good, serviceType: Array.from({ length: 20_000 }, () => ({ text: 5 })) };
    const told = await errorsOf('Slot/$validate', wide);
    expect(told.length).toBeGreaterThan(400);
    expect(told.length).toBeLessThan(1_000);
  });
});

describe('Parameters as the body', () => {
  it('give the resource, the profile and the mode', async () => {
    const resource = { name: 'resource', resource: uncoded };
    expect(await errorsOf('Slot/$validate', parametersOf(resource))).toEqual([]);
    const withProfile = parametersOf(resource, { name: 'profile', valueUri: sasProfile.slot });
    expect(await errorsOf('Slot/$validate', withProfile)).toEqual(['code-invalid Slot.specialty[0]']);
    const withCanonical = parametersOf(resource, { name: 'profile', valueCanonical: `${sasProfile.slot}|1.1.0` });
    expect(await errorsOf('$validate', withCanonical)).toEqual(['code-invalid Slot.specialty[0]']);
    const toCreate = parametersOf(
      { name: 'resource', resource: { ...good, schedule: { reference: 'Schedule/nowhere' } } },
      { name: 'mode', valueCode: 'create' },
    );
    expect(await errorsOf('Slot/$validate', toCreate)).toEqual(['business-rule Schedule/nowhere']);
  });

  it('without a resource are refused where there is none to be found', async () => {
    expect((await post('Slot/$validate', parametersOf())).status).toBe(400);
    expect((await post('$validate')).status).toBe(400);
  });

  it.each([
    [{ name: 'mode', valueCode: 'sideways' }],
    [{ name: 'mode', valueCode: 5 }],
    [{ name: 'profile', valueUri: 5 }],
    [{ name: 'profile', valueCanonical: {} }],
  ])('with a value that means nothing are refused: %j', async (parameter) => {
    const body = parametersOf({ name: 'resource', resource: good }, parameter);
    expect((await post('Slot/$validate', body)).status).toBe(400);
  });

  it.each([[5], [{}], [[null, 5]], ['x']])(
    'of a wrong shape are refused, not a fault of ours: %j',
    async (parameter) => {
      expect((await post('Slot/$validate', { resourceType: 'Parameters', parameter })).status).toBe(400);
    },
  );
});

describe('the address of an instance', () => {
  it('validates the stored resource when there is no body', async () => {
    expect(await errorsOf('Slot/good/$validate')).toEqual([]);
    expect(await errorsOf(`Slot/good/$validate?profile=${encodeURIComponent(sasProfile.schedule)}`)).not.toEqual([]);
    expect((await post('Slot/none/$validate')).status).toBe(404);
  });

  it('validates the body when there is one, whose id is that of the address', async () => {
    expect(await errorsOf('Slot/good/$validate', { ...good, status: 'open' })).toEqual(['code-invalid Slot.status']);
    expect(await errorsOf('Slot/other/$validate', good)).toEqual(['invalid id']);
  });
});

describe('mode', () => {
  it('create tells what would refuse the write', async () => {
    expect(await errorsOf('Slot/$validate?mode=create', good)).toEqual([]);
    expect(await errorsOf('Appointment/$validate?mode=create', appointmentOn(good))).toEqual([]);
    expect(await errorsOf('Slot/$validate?mode=create', { ...good, schedule: { reference: 'Schedule/no' } })).toEqual([
      'business-rule Schedule/no',
    ]);
    expect((await server.get('Slot?_id=good&_summary=count')).body.total).toBe(1);
  });

  it('create judges by the profiles that a write is judged by, claimed or not', async () => {
    expect(await errorsOf('Slot/$validate?mode=create', uncoded)).toEqual(['code-invalid Slot.specialty[0]']);
    const { extension: _, ...withoutOperator } = appointmentOn(good);
    expect(await errorsOf('$validate?mode=create', withoutOperator)).toContain('required Appointment.extension');
    const busyClaim = { ...good, status: 'busy', meta: { ...good.meta, profile: [sasProfile.slot] } };
    expect(await errorsOf('Slot/good/$validate?mode=update', busyClaim)).toEqual([]);
    expect(await errorsOf('Slot/good/$validate', busyClaim)).toEqual(['value Slot.status']);
  });

  it('of a write tells what is wrong with the shape, however wrong it is', async () => {
    for (const body of [
      { ...good, meta: 5 },
      { ...good, schedule: [] },
      { ...good, serviceType: 'AMB' },
    ])
      expect(await errorsOf('Slot/$validate?mode=create', body)).not.toEqual([]);
    const misshapen = { ...appointmentOn(good), slot: 5, participant: {} };
    expect(await errorsOf('Appointment/$validate?mode=create', misshapen)).not.toEqual([]);
    for (const body of [[], 5, {}, { resourceType: 'Schedule' }])
      expect(await errorsOf('Slot/$validate?mode=create', body)).not.toEqual([]);
  });

  it('update wants the resource to exist', async () => {
    expect(await errorsOf('Slot/good/$validate?mode=update', good)).toEqual([]);
    expect(await errorsOf('$validate?mode=update', good)).toEqual([]);
    expect(await errorsOf('Slot/none/$validate?mode=update', { ...good, id: 'none' })).toEqual(['not-found Slot/none']);
  });

  it('delete tells whether the resource could go, and needs no body', async () => {
    expect(await toldBy('Slot/good/$validate?mode=delete')).toEqual(allRight);
    expect(await errorsOf('Schedule/a/$validate?mode=delete')).toEqual([expect.stringMatching(/^conflict/)]);
    expect(await errorsOf('Slot/none/$validate?mode=delete')).toEqual(['not-found Slot/none']);
    expect((await post('Slot/$validate?mode=delete')).status).toBe(400);
    expect((await server.get('Slot/good')).status).toBe(200);
  });

  it('that does not exist is refused', async () => {
    expect((await post('Slot/$validate?mode=sideways', good)).status).toBe(400);
  });
});

it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'judges a resource of the type %s',
  async (type) => {
    expect(await errorsOf('$validate', { resourceType: type })).toEqual([`structure ${type}`]);
  },
);

it('takes numbers whose digits are kept for numbers', async () => {
  const place = { resourceType: 'Location', position: { longitude: 2.35, latitude: 48.85 } };
  const text = JSON.stringify(place).replace('48.85', '48.850');
  expect(await toldBy('Location/$validate', text)).toEqual([...allRight, byR4Alone]);
  const created = await post('Location', text);
  expect([created.status, created.text.includes('48.850')]).toEqual([201, true]);
});

describeWithMongo('mode, on MongoDB', () => {
  let onSqlite: AgendaServer;

  beforeAll(async () => {
    onSqlite = server;
    const store = await MongoResourceStore.open({ uri: await newDatabaseUri(), projectSlot, clock: () => now });
    server = await openAgendaServer({ store, resources: [...practice('a'), good] });
  });

  afterAll(async () => {
    await server.close();
    server = onSqlite;
    await stopMongo();
  });

  it('create tells what would refuse the write, though its resource is of an id that nobody has seen', async () => {
    expect(await errorsOf('Slot/$validate?mode=create', good)).toEqual([]);
    expect(await errorsOf('Appointment/$validate?mode=create', appointmentOn(good))).toEqual([]);
  });
});
