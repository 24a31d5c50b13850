/** SAS_VALIDATION: what is written and not valid is refused, or kept and told, or not looked at. */
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import supertest, { type Response } from 'supertest';
import { startProxy } from '../../scripts/mongo/proxy.ts';
import type { ValidationMode } from '../../src/agenda/deciding/content-judge.ts';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { sasProfile } from '../../src/fhir/sas.ts';
import { MongoResourceStore } from '../../src/store/mongo/mongo-resource-store.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { november, now, practice, practitioner, slot } from '../support/agenda-data.ts';
import { type AgendaServer, openAgendaServer } from '../support/agenda-server.ts';
import { appointmentOn } from '../support/appointments.ts';
import { describeWithMongo, newDatabaseUri, stopMongo, toPrimary } from '../support/mongo/mongo-server.ts';
import { projectSlot } from '../support/project-slot.ts';
import { until } from '../support/until.ts';

const nine = november('23T09:00');
const good = slot('good', 'a', nine);
/** Base R4 takes it, the guide's slot profile does not. */
const uncoded = { specialty: [{ text: 'Médecine générale' }] };
const bad = slot('bad', 'a', nine, { ...uncoded, comment: '/rdv?slot=bad' });
const appointment = appointmentOn(good);
const { extension: _, ...withoutOperator } = appointment;
const unranked = { ...appointment, priority: -1 };

let server: AgendaServer;
let kept: { type: string; expressions: string[] }[];

async function open(validation: ValidationMode, store?: ResourceStore): Promise<void> {
  kept = [];
  server = await openAgendaServer({
    ...(store ? { store } : {}),
    resources: [...practice('a'), good],
    validation,
    onKept: ({ resourceType: type }, issues) =>
      kept.push({ type, expressions: issues.flatMap(({ expression }) => expression ?? []) }),
  });
}

afterEach(() => server.close());

const send = (method: 'post' | 'put' | 'patch', path: string, body: unknown, type = 'application/fhir+json') =>
  supertest(server.app)[method](`/fhir/${path}`).set('Content-Type', type).send(JSON.stringify(body));

const expressionsOf = ({ body }: Response): string[] =>
  (body as OperationOutcome).issue!.flatMap(({ expression }) => expression ?? []);

const bundleOf = (type: 'batch' | 'transaction', ...resources: AgendaResource[]): Bundle => ({
  resourceType: 'Bundle',
  type,
  entry: resources.map((resource) => ({
    resource: resource as Resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  })),
});

const removeCoding = [{ op: 'replace', path: '/specialty', value: uncoded.specialty }];

describe('strict', () => {
  beforeEach(() => open('strict'));

  it('takes what is valid, in every way of writing', async () => {
    expect((await send('post', 'Slot', slot('x', 'a', november('23T10:00')))).status).toBe(201);
    expect((await send('put', 'Slot/good', { ...good, comment: 'https://agenda.example.fr/?s=1' })).status).toBe(200);
    expect((await send('post', '', bundleOf('transaction', slot('t', 'a', november('23T11:00'))))).status).toBe(200);
    expect((await send('post', 'Appointment', appointment)).status).toBe(201);
  });

  it('refuses a POST, PUT or PATCH whose result is not valid, and names the element', async () => {
    for (const answer of [
      await send('post', 'Slot', bad),
      await send('put', 'Slot/bad', bad),
      await send('patch', 'Slot/good', removeCoding, 'application/json-patch+json'),
    ]) {
      expect([400, 422]).toContain(answer.status);
      expect(expressionsOf(answer)).toEqual(['Slot.specialty[0]']);
    }
    expect((await server.get('Slot/bad')).status).toBe(404);
    expect((await server.get('Slot/good')).body).toMatchObject({ specialty: good.specialty, meta: { versionId: '1' } });
  });

  it('answers 400 for what is no FHIR and 422 for what breaks a rule', async () => {
    const malformed = await send('post', 'Practitioner', { ...practitioner('p'), colour: 'red' });
    expect([malformed.status, expressionsOf(malformed)]).toEqual([400, ['Practitioner.colour']]);
    const breaking = practitioner('p', { name: [{ family: 'L', period: { start: '2026-02-01', end: '2026-01-01' } }] });
    const broken = await send('post', 'Practitioner', breaking);
    expect([broken.status, (broken.body as OperationOutcome).issue![0]!.code]).toEqual([422, 'invariant']);
  });

  it('refuses a transaction as a whole and names the entry', async () => {
    const answer = await send('post', '', bundleOf('transaction', slot('t', 'a', november('23T11:00')), bad));
    expect([400, 422]).toContain(answer.status);
    expect(expressionsOf(answer)).toContain('Bundle.entry[1]');
    expect((await server.get('Slot/t')).status).toBe(404);
  });

  it('refuses an entry of a batch alone', async () => {
    const answer = await send('post', '', bundleOf('batch', slot('t', 'a', november('23T11:00')), bad));
    const statuses = (answer.body as Bundle).entry!.map(({ response }) => response!.status);
    expect(statuses[0]).toBe('201');
    expect(statuses[1]).toMatch(/^4/);
    expect((await server.get('Slot/t')).status).toBe(200);
  });

  it('judges an appointment by the SAS profile though it claims none', async () => {
    const answer = await send('post', 'Appointment', withoutOperator);
    expect([400, 422]).toContain(answer.status);
    expect(expressionsOf(answer)).toContain('Appointment.extension');
    expect(answer.text).toContain(sasProfile.appointment);
    expect((await server.get('Slot/good')).body).toMatchObject({ status: 'free' });
  });

  it('takes a slot in UTC, which the searches send with the offset of its place', async () => {
    const utc = slot('utc', 'a', '2026-11-23T09:00:00Z', { end: '2026-11-23T09:15:00Z' });
    expect((await send('put', 'Slot/utc', utc)).status).toBe(201);
  });

  it('lets a vendor make a stored slot busy that was stored before it was judged', async () => {
    await server.put(bad);
    expect((await send('put', 'Slot/bad', bad)).status).toBe(200);
    const busy = [{ op: 'replace', path: '/status', value: 'busy' }];
    expect((await send('patch', 'Slot/good', busy, 'application/json-patch+json')).status).toBe(200);
  });
});

const warns = () => {
  it('keeps what is not valid and tells which rules it breaks', async () => {
    expect((await send('post', 'Slot', bad)).status).toBe(201);
    expect((await send('post', '', bundleOf('transaction', bad))).status).toBe(200);
    expect(kept).toEqual([
      { type: 'Slot', expressions: ['Slot.specialty[0]'] },
      { type: 'Slot', expressions: ['Slot.specialty[0]'] },
    ]);
  });

  it('tells each resource once, however often its write is decided', async () => {
    expect((await send('post', '', bundleOf('transaction', bad, { ...unranked, id: 'x' }))).status).toBe(200);
    expect(kept.map(({ type }) => type)).toEqual(['Slot', 'Appointment']);
  });

  it('tells nothing of what is valid', async () => {
    expect((await send('put', 'Slot/good', { ...good, status: 'busy' })).status).toBe(200);
    expect(kept).toEqual([]);
  });

  it('tells nothing of what is refused for another reason, or only asked about', async () => {
    const astray = { ...bad, id: 'astray', schedule: { reference: 'Schedule/nowhere' } };
    expect((await send('put', 'Slot/astray', astray)).status).toBe(422);
    expect((await send('post', '', bundleOf('transaction', bad, astray))).status).toBe(422);
    expect((await send('post', 'Appointment', appointment)).status).toBe(201);
    expect((await send('post', 'Appointment', unranked)).status).toBe(409);
    const asked = { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: bad }] };
    expect((await send('post', 'Slot/$validate?mode=create', asked)).status).toBe(200);
    expect(kept).toEqual([]);
  });

  it('still refuses what the server itself cannot work with', async () => {
    expect((await send('post', 'Slot', { ...good, start: 'tomorrow' })).status).toBe(400);
    expect((await send('post', 'Slot', { ...good, meta: 'x' })).status).toBe(400);
  });
};

describe('warn', () => {
  beforeEach(() => open('warn'));

  warns();
});

describeWithMongo('warn, on MongoDB', () => {
  beforeEach(async () => {
    const uri = await newDatabaseUri();
    await open('warn', await MongoResourceStore.open({ uri, projectSlot, clock: () => now }));
  });

  afterAll(stopMongo);

  warns();

  it('tells what is committed though its client was told that its time is over', async () => {
    await server.close();
    const proxy = await startProxy(toPrimary(await newDatabaseUri()));
    try {
      await open(
        'warn',
        await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: () => now, patienceMs: 1500 }),
      );
      // It has its place in the log, and is not carried out as long as this lasts.
      proxy.decide = ({ command, collection }) =>
        `${command} ${collection}` === 'update state' ? 'cut-before' : 'pass';
      expect((await send('put', 'Slot/bad', bad)).status).toBe(503);
      proxy.decide = () => 'pass';
      const isThere = async () => (await server.get('Slot/bad')).status === 200;
      await until(isThere, { what: 'the slot that was committed', everyMs: 100 });
      expect(kept).toEqual([{ type: 'Slot', expressions: ['Slot.specialty[0]'] }]);
    } finally {
      await server.close();
      await proxy.close();
    }
  });
});

describe('off', () => {
  beforeEach(() => open('off'));

  it('keeps what is not valid and looks at nothing', async () => {
    expect((await send('post', 'Slot', bad)).status).toBe(201);
    expect(kept).toEqual([]);
  });
});
