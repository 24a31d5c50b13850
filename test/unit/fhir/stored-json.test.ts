import type { Slot } from '@medplum/fhirtypes';
import { toServerInstant, toStoredJson } from '../../../src/fhir/stored-json.ts';

const lastUpdated = Date.parse('2026-11-23T08:00:00.250Z');

describe('the text in which a resource is kept', () => {
  it('begins with type, id and meta, and carries the version it is of last in meta', () => {
    const slot = { status: 'free', meta: { versionId: '9', tag: [{ code: 'x' }] }, id: 'a', resourceType: 'Slot' };
    expect(toStoredJson(slot as unknown as Slot, { versionId: 2, lastUpdated })).toBe(
      '{"resourceType":"Slot","id":"a","meta":{"tag":[{"code":"x"}],"versionId":"2","lastUpdated":"2026-11-23T08:00:00.250+00:00"},"status":"free"}',
    );
  });

  it('keeps every element as it was, names of JavaScript among them', () => {
    const body =
      '{"resourceType":"Slot","id":"a","__proto__":{"x":1},"constructor":null,"comment":"é \\u0000 \\ud800"}';
    const stored = JSON.parse(toStoredJson(JSON.parse(body) as Slot, { versionId: 1, lastUpdated })) as Slot;
    const { meta, ...rest } = stored;
    expect(meta).toEqual({ versionId: '1', lastUpdated: '2026-11-23T08:00:00.250+00:00' });
    expect(JSON.stringify(rest)).toBe(JSON.stringify(JSON.parse(body)));
  });

  it('does not change the resource it is given', () => {
    const slot = Object.freeze({ resourceType: 'Slot', id: 'a', meta: Object.freeze({ versionId: '9' }) });
    expect(() => toStoredJson(slot as unknown as Slot, { versionId: 2, lastUpdated })).not.toThrow();
  });

  it('tells the time of the server with a numeric offset', () => {
    expect(toServerInstant(0)).toBe('1970-01-01T00:00:00.000+00:00');
  });
});
