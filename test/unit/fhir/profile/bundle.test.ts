import {
  errorsOf,
  guideValidator,
  type Json,
  plainSlot,
  readExamples,
  SAS,
  SAS_IG,
  told,
} from '../../../support/validation.ts';

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

  it('names the rule of R4 that it breaks', () => {
    const [issue] = guideValidator().validate({ resourceType: 'Bundle', type: 'collection', total: 1 });
    expect(issue?.origin).toEqual({
      profile: 'http://hl7.org/fhir/StructureDefinition/Bundle|4.0.1',
      element: 'Bundle',
      constraint: 'bdl-1',
    });
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

describe('a searchset', () => {
  const self = { relation: 'self', url: 'https://example.org/fhir/Slot?status=free' };
  const found = (mode: string, resource: Json = { ...plainSlot, id: 'a' }) =>
    searchset([{ fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', resource, search: { mode } }], {
      link: [self],
    });
  const outcome = { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'informational' }] };
  const schedule = { resourceType: 'Schedule', id: 'b', actor: [{ display: 'x' }] };
  const at = 'Bundle.entry[0] bundle';

  it('matches what its self link searches, and includes the rest', () => {
    expect(found('match')).toEqual([]);
    expect(found('include', schedule)).toEqual([]);
    expect(found('match', schedule)).toEqual([`${at} search-type`]);
    expect(found('match', outcome)).toEqual([`${at} search-type`]);
  });

  it.each([
    ['Schedule?actor=a', ['search-type']],
    ['Slot/?status=free', []],
    ['Slot/_search', []],
    ['?_type=Slot,Schedule', []],
    ['?_type=Schedule', ['search-type']],
    ['', []],
  ])('may be of the search https://example.org/fhir/%s', (search, rules) => {
    const link = [{ relation: 'self', url: `https://example.org/fhir/${search}` }];
    expect(searchset([entry('a')], { link })).toEqual(rules.map((rule) => `${at} ${rule}`));
  });

  it('marks an OperationOutcome, and nothing else, as outcome', () => {
    expect(found('outcome', outcome)).toEqual([]);
    expect(found('outcome')).toEqual([`${at} search-outcome`]);
  });

  it('finds resources that have an id', () => {
    expect(found('match', plainSlot)).toEqual([`${at} search-id`]);
    expect(found('include', { resourceType: 'Schedule', actor: [{ display: 'x' }] })).toEqual([`${at} search-id`]);
  });

  it('has one link to itself and to each other page', () => {
    const next = { relation: 'next', url: 'https://example.org/fhir/page' };
    const stylesheet = { relation: 'stylesheet', url: 'https://example.org/style' };
    expect(searchset([], { link: [self, next, stylesheet, stylesheet], entry: undefined })).toEqual([]);
    expect(searchset([], { link: [self, self], entry: undefined })).toEqual(['Bundle bundle link-once']);
    expect(searchset([], { link: [self, next, next], entry: undefined })).toEqual(['Bundle bundle link-once']);
  });

  it('of the guide is warned of a total that is not the number of its Slots', () => {
    const warned = (total: number, link: Json[] = [self]) =>
      guideValidator()
        .validate(
          { resourceType: 'Bundle', type: 'searchset', total, link, entry: [entry('a'), entry('b')] },
          { profiles: [`${SAS}BundleAgregateur`] },
        )
        .flatMap(({ expression, rule }) => (expression === 'Bundle.total' ? [rule] : []));
    expect(warned(2)).toEqual([]);
    expect(warned(0)).toEqual(['advice']);
    expect(warned(3)).toEqual(['advice']);
    expect(warned(3, [self, { relation: 'next', url: 'https://example.org/fhir/page' }])).toEqual([]);
  });
});

it.each(['collection', 'message', 'document', 'transaction', 'batch', 'batch-response'])(
  'a %s has no links to pages',
  (type) => {
    const link = (relation: string) => [{ relation, url: 'https://example.org/fhir' }];
    expect(errorsOf({ resourceType: 'Bundle', type, link: link('next') })).toContain('Bundle bundle link-page');
    expect(errorsOf({ resourceType: 'Bundle', type, link: link('self') })).not.toContain('Bundle bundle link-page');
  },
);

it('a reference to a UUID that no entry has is a warning', () => {
  const uuid = 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520';
  const bundle = (fullUrl: string): Json => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: [
      {
        fullUrl: 'https://example.org/fhir/Slot/a',
        resource: { ...plainSlot, id: 'a', schedule: { reference: uuid } },
      },
      { fullUrl, resource: { resourceType: 'Schedule', actor: [{ display: 'x' }] } },
    ],
  });
  expect(told(guideValidator().validate(bundle(uuid)))).toEqual([]);
  expect(told(guideValidator().validate(bundle(uuid.replace('c', 'd'))))).toEqual([
    'Bundle.entry[0].resource.schedule reference-unresolved',
  ]);
  expect(errorsOf(bundle(uuid.replace('c', 'd')))).toEqual([]);
});
