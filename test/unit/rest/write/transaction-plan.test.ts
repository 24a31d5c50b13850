import { type BundleEntry, parseEntries } from '../../../../src/rest/write/bundle-entry.ts';
import { foresee, inOrder, planEntry } from '../../../../src/rest/write/transaction-plan.ts';
import { place } from '../../../support/agenda-data.ts';
import { issuesOf } from '../../../support/refusal.ts';

const baseUrl = 'https://agenda.example.fr/fhir';
const planning = { baseUrl, newId: () => 'new', acceptsClientIds: true };
const entry = (method: string, url: string, more: object = {}): BundleEntry =>
  parseEntries({ entry: [{ request: { method, url, ...more }, resource: place('p') }] }, baseUrl)[0]!;
const target = (method: string, url: string, more: object = {}) => planEntry(entry(method, url, more), planning).target;

describe('an entry of a transaction', () => {
  it('is about one resource, by its id or by the id that it will get', () => {
    expect(target('PUT', 'Location/1')).toEqual({ kind: 'one', key: { type: 'Location', id: '1' } });
    expect(target('DELETE', `${baseUrl}/Location/1`)).toEqual({ kind: 'one', key: { type: 'Location', id: '1' } });
    expect(target('POST', '/Location')).toEqual({ kind: 'one', key: { type: 'Location', id: 'new' } });
  });

  it('is about whatever has an identifier', () => {
    const identifier = { type: 'Location', system: 'urn:x', value: '1' };
    const wanted = { kind: 'identified', identifier };
    expect(target('PUT', 'Location?identifier=urn:x|1')).toEqual(wanted);
    expect(target('POST', 'Location', { ifNoneExist: 'identifier=urn:x|1' })).toEqual(wanted);
  });

  it("creates under the client's id where that is accepted, when a condition finds nothing", () => {
    const conditional = entry('PUT', 'Location?identifier=urn:x|1');
    expect(planEntry(conditional, planning).newId).toBe('p');
    expect(planEntry(conditional, { ...planning, acceptsClientIds: false }).newId).toBe('new');
    expect(planEntry(entry('POST', 'Location'), planning).newId).toBe('new');
  });

  const from = Date.parse('2026-11-23T00:00:00+01:00');
  const day = 86_400_000;
  it.each([
    ['start=ge2026-11-23&start=lt2026-11-24', from, from + day],
    ['start=ge2026-11-23&start=le2026-11-23', from, from + day],
    ['start=gt2026-11-22&start=lt2026-11-24', from, from + day],
    ['start=lt2026-11-24&start=ge2026-11-23', from, from + day],
    [
      'start=ge2026-11-23T08:00:00+01:00&start=lt2026-11-23T09:00:00%2B01:00',
      from + 8 * 3_600_000,
      from + 9 * 3_600_000,
    ],
  ])('clears the window %s', (starts, begin, end) => {
    for (const schedule of ['Schedule/s', 's']) {
      expect(target('DELETE', `Slot?schedule=${schedule}&${starts}`)).toEqual({
        kind: 'window',
        window: { scheduleId: 's', from: begin, to: end },
      });
    }
  });

  it.each([
    'Patient/1',
    'Location/1/_history/1',
    'Location/a b',
    '',
    'metadata',
    'https://other.example.fr/fhir/Location/1',
  ])('cannot be about %s', (url) => {
    expect(issuesOf(() => target('PUT', url))).toMatchObject([{ code: 'value', expression: ['request.url'] }]);
  });
});

describe('what is foreseen of an entry', () => {
  const foreseen = (method: string, url: string, more: object = {}) =>
    foresee(planEntry(entry(method, url, more), planning));
  const condition = { type: 'Location', system: 'urn:x', value: '1' };

  it('is the resource that it is about, and what it writes', () => {
    const resource = place('p');
    expect(foreseen('PUT', 'Location/p')).toEqual([{ key: { type: 'Location', id: 'p' }, resource }]);
    expect(foreseen('POST', 'Location')).toEqual([{ key: { type: 'Location', id: 'new' }, resource }]);
    expect(foreseen('DELETE', 'Location/p')).toEqual([{ key: { type: 'Location', id: 'p' } }]);
  });

  it('is who meets its condition, and what it makes when nobody does', () => {
    const resource = place('p');
    const conditionalCreate = foreseen('POST', 'Location', { ifNoneExist: 'identifier=urn:x|1' });
    expect(conditionalCreate).toEqual([{ key: { type: 'Location', id: 'new' }, resource, condition }]);
    const conditionalUpdate = foreseen('PUT', 'Location?identifier=urn:x|1');
    expect(conditionalUpdate).toEqual([{ key: { type: 'Location', id: 'p' }, resource, condition }]);
  });

  it('is nothing of a window', () => {
    expect(foreseen('DELETE', 'Slot?schedule=s&start=ge2026-11-23&start=lt2026-11-24')).toEqual([]);
  });
});

describe('the order of a transaction', () => {
  it('clears windows, deletes what refers first, then puts what is referred to first', () => {
    const asked = [
      ['PUT', 'Slot/1'],
      ['DELETE', 'Schedule/2'],
      ['POST', 'Appointment'],
      ['DELETE', 'Slot/2'],
      ['PUT', 'Organization/1'],
      ['PUT', 'Schedule/1'],
      ['DELETE', 'Slot?schedule=s&start=ge2026-11-23&start=lt2026-11-24'],
      ['PUT', 'Slot/3'],
    ] as const;
    const plans = asked.map(([method, url]) =>
      planEntry({ ...entry(method, url), resource: { resourceType: url.split(/[/?]/)[0] } }, planning),
    );
    const done = inOrder(plans).map((plan) => `${plan.entry.method} ${plan.entry.url.split('?')[0]}`);
    expect(done).toEqual([
      'DELETE Slot',
      'DELETE Slot/2',
      'DELETE Schedule/2',
      'PUT Organization/1',
      'PUT Schedule/1',
      'PUT Slot/1',
      'PUT Slot/3',
      'POST Appointment',
    ]);
  });
});
