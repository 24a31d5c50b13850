import { errorsOf, guideValidator, type Json, plainSlot, readExamples, SAS_IG } from '../../../support/validation.ts';

const entry = (id: string, more: Json = {}): Json => ({
  fullUrl: `https://example.org/fhir/Slot/${id}`,
  resource: { ...plainSlot, id },
  search: { mode: 'match' },
  ...more,
});
const searchset = (entries: Json[], more: Json = {}) =>
  errorsOf({ resourceType: 'Bundle', type: 'searchset', total: entries.length, entry: entries, ...more });

describe('a bundle', () => {
  it('of good entries is valid', () => {
    expect(searchset([entry('a'), entry('b')])).toEqual([]);
  });

  it('holds each resource once', () => {
    expect(searchset([entry('a'), entry('a')])).toEqual(['Bundle.entry[1] bundle bdl-7']);
  });

  it.each([
    ['names a version', { fullUrl: 'https://example.org/fhir/Slot/a/_history/1' }, 'Bundle.entry[0] bundle bdl-8'],
    ['is relative', { fullUrl: 'Slot/a' }, 'Bundle.entry[0] bundle fullUrl'],
    ['disagrees with the id', { fullUrl: 'https://example.org/fhir/Slot/b' }, 'Bundle.entry[0] bundle fullUrl-id'],
    [
      'disagrees with the type',
      { fullUrl: 'https://example.org/fhir/Schedule/a' },
      'Bundle.entry[0] bundle fullUrl-id',
    ],
    ['is not there', { fullUrl: undefined }, 'Bundle.entry[0] bundle fullUrl'],
  ])('has no entry whose fullUrl %s', (_title, change, error) => {
    expect(searchset([entry('a', change)])).toContain(error);
  });

  it('has in its entries what its type wants', () => {
    expect(searchset([entry('a')], { type: 'collection' })).toEqual([
      'Bundle bundle bdl-1',
      'Bundle.entry[0] bundle bdl-2',
    ]);
    expect(searchset([entry('a', { request: { method: 'GET', url: 'Slot/a' } })])).toEqual([
      'Bundle.entry[0] bundle bdl-3',
    ]);
    expect(searchset([entry('a', { response: { status: '200' } })])).toEqual(['Bundle.entry[0] bundle bdl-4']);
    expect(searchset([{ search: { mode: 'match' } }])).toEqual(['Bundle.entry[0] bundle bdl-5']);
    expect(errorsOf({ resourceType: 'Bundle', type: 'document' })).toEqual([
      'Bundle bundle bdl-9',
      'Bundle bundle bdl-10',
      'Bundle bundle bdl-11',
    ]);
    expect(errorsOf({ resourceType: 'Bundle', type: 'message' })).toEqual(['Bundle bundle bdl-12']);
  });

  it('says why the nearest entry is not in the slice that is missing', () => {
    const [, bundle] = readExamples().find(([name]) => name === 'Bundle-ExampleBundleCPTS.json')!;
    const busy = structuredClone(bundle) as { entry: { resource: Json }[] };
    for (const { resource } of busy.entry) if (resource.resourceType === 'Slot') resource.status = 'busy';
    const issues = guideValidator().validate(busy, { profiles: [`${SAS_IG}sas-cpts-bundle-aggregator`] });
    const missing = issues.find(({ rule }) => rule === 'slice-minimum');
    expect(missing?.message).toContain('Slot.status must hold "free"; found "busy"');
  });
});
