import fc from 'fast-check';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { MAX_ISSUES } from '../../../../src/fhir/profile/finding.ts';
import { MAX_DEPTH, MAX_VALUES } from '../../../../src/fhir/profile/limits.ts';
import { isValid, toValidationOutcome } from '../../../../src/fhir/profile/validation-issue.ts';
import { pathsIn } from '../../../support/mutations.ts';
import { errorsOf, guideValidator, type Json, plainSlot, readExamples, SAS } from '../../../support/validation.ts';

const validator = guideValidator();

describe('an issue', () => {
  const busy = { ...plainSlot, status: 'busy', meta: { profile: [`${SAS}FrSlotAgregateur`] } };

  it('says where, which rule of which profile, what was found and what was expected', () => {
    const issue = validator.validate(busy).find(({ rule }) => rule === 'fixed');
    expect(issue).toEqual({
      severity: 'error',
      code: 'value',
      rule: 'fixed',
      expression: 'Slot.status',
      message: 'Slot.status must be exactly "free"; found "busy".',
      origin: { profile: `${SAS}FrSlotAgregateur|1.1.0`, element: 'Slot.status' },
      found: '"busy"',
      expected: '"free"',
    });
  });

  it('becomes an OperationOutcome that is itself valid', () => {
    const outcome = toValidationOutcome(validator.validate(busy));
    expect(outcome.issue[0]?.expression).toEqual(['Slot.status']);
    expect(outcome.issue[0]?.diagnostics).toContain('FrSlotAgregateur|1.1.0#Slot.status');
    expect(errorsOf(outcome)).toEqual([]);
    expect(errorsOf(toValidationOutcome([]))).toEqual([]);
  });

  it.each([[[]], [null], [42], [{ extension: new Array(MAX_VALUES).fill(0) }]])(
    'about what is no resource becomes a valid OperationOutcome too (%#)',
    (value) => {
      const outcome = toValidationOutcome(validator.validate(value));
      expect(outcome.issue[0]).not.toHaveProperty('expression');
      expect(errorsOf(outcome)).toEqual([]);
    },
  );

  it('has an expression that leads to an element of the resource', () => {
    const [, bundle] = readExamples().find(([name]) => name.startsWith('Bundle-ExampleBundleCPTS'))!;
    const broken = JSON.parse(JSON.stringify(bundle).replaceAll('"free"', '"busy"').replaceAll('IDNPS', 'IDXXX'));
    const issues = validator.validate(broken).filter(({ severity }) => severity === 'error');
    expect(issues.length).toBeGreaterThan(3);
    for (const { expression } of issues) expect(fhirpath.evaluate(broken, expression, undefined, r4)).not.toEqual([]);
  });

  it('is told once, and no more of a kind than the limit', () => {
    const name = new Array(MAX_ISSUES * 3).fill({ colour: 'red' });
    const issues = validator.validate({ resourceType: 'Practitioner', name });
    expect(issues).toHaveLength(MAX_ISSUES + 1);
    expect(issues.at(-1)?.rule).toBe('limit');
  });

  it('of severity warning never makes a resource invalid, however many there are', () => {
    const identifier = new Array(MAX_ISSUES * 2).fill({ system: 'urn:oid:1.2.250.1.71.4.2.1', value: '10003456789' });
    const issues = validator.validate({ resourceType: 'Practitioner', identifier });
    expect(issues).toHaveLength(MAX_ISSUES + 1);
    expect(isValid(issues)).toBe(true);
  });
});

describe('a rule that is excepted', () => {
  it('is left out on its element alone: a stored slot may be busy, and still has a status of R4', () => {
    const profiles = [`${SAS}FrSlotAgregateur`];
    const except = [{ element: 'Slot.status', rule: 'fixed' } as const];
    expect(errorsOf({ ...plainSlot, status: 'busy' }, { profiles, except })).toEqual([]);
    expect(errorsOf({ ...plainSlot, status: 'nope' }, { profiles, except })).toEqual(['Slot.status binding']);
    expect(errorsOf({ ...plainSlot, status: 'busy' }, { profiles })).toEqual(['Slot.status fixed']);
  });
});

describe('a hint', () => {
  const hintsOf = (resource: Json, profiles: string[] = []) =>
    validator.validate(resource, { profiles }).map(({ hint }) => hint);
  const person = (system: string, value: string): Json => ({
    resourceType: 'Practitioner',
    identifier: [
      {
        system,
        value,
        type: { coding: [{ system: 'http://interopsante.org/fhir/CodeSystem/fr-v2-0203', code: 'IDNPS' }] },
      },
    ],
  });

  it('gives the type digit that a national identifier lacks', () => {
    expect(hintsOf(person('urn:oid:1.2.250.1.71.4.2.1', '10003456789'))).toContain(
      'Prefix an RPPS number with its type digit 8: 810003456789.',
    );
    expect(hintsOf(person('urn:oid:1.2.250.1.71.4.2.1', '810003456789'))).toEqual([]);
  });

  it('tells one OID from another', () => {
    const [hint] = hintsOf(person('urn:oid:1.2.250.1.71.4.2.2', '810003456789'), [`${SAS}FrPractitionerAgregateur`]);
    expect(hint).toMatch(/^urn:oid:1\.2\.250\.1\.71\.4\.2\.1 is for national identifiers of professionals/);
  });

  it('names the offset where an instant ends in Z, and the profile that is not declared', () => {
    const hints = hintsOf({ ...plainSlot, start: '2026-11-23T08:00:00.000Z' }, [`${SAS}FrSlotAgregateur`]);
    expect(hints).toContain('Write the offset of the place, such as +01:00, never Z.');
    expect(hints).toContain(`Add "meta": {"profile": ["${SAS}FrSlotAgregateur"]}: the platform reads it.`);
  });

  it.each([
    ['2026-11-23T09:00+01:00', 'Write seconds and the offset of the place: 2026-11-23T09:00:00.000+01:00.'],
    ['2026-11-23T09:00:00', 'Write seconds and the offset of the place: 2026-11-23T09:00:00.000+01:00.'],
    ['2026-02-30T09:00:00+01:00', 'There is no such day, or no such time of day.'],
    ['1900-02-29T09:00:00Z', 'There is no such day, or no such time of day.'],
    ['2026-11-23T24:00:00+01:00', 'There is no such day, or no such time of day.'],
    ['2026-11-23T09:00:00+15:00', 'No place has that offset: it goes to 14:00 at most.'],
  ])('says of %s what is wrong with it', (start, hint) => {
    expect(hintsOf({ ...plainSlot, start })).toEqual([hint]);
  });

  it('says how a plus sign was lost', () => {
    expect(hintsOf({ ...plainSlot, start: '2026-11-23T09:00:00 01:00' })[0]).toContain('%2B');
  });
});

describe('any JSON', () => {
  const examples = readExamples().map(([, example]) => example);
  const key = fc.constantFrom(
    'id',
    'meta',
    'profile',
    'extension',
    'url',
    'valueReference',
    'reference',
    'contained',
    'entry',
    'resource',
    'resourceType',
    'identifier',
    'system',
    'coding',
    '__proto__',
    'toString',
    'toJSON',
    'constructor',
    'text',
    'div',
    '_status',
  );
  const leaf = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom('Slot', 'Bundle', '#', '#a', 'Schedule/1', `${SAS}FrSlotAgregateur`, 'urn:oid:1'),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }));

  it('never makes it throw', () => {
    fc.assert(
      fc.property(value, (json) => Array.isArray(validator.validate(json))),
      { numRuns: 500 },
    );
  });

  it('put anywhere in an example never makes it throw, and is answered alike twice', () => {
    const place = fc
      .constantFrom(...examples)
      .chain((example) => fc.tuple(fc.constant(example), fc.constantFrom(...pathsIn(example).slice(1)), value));
    fc.assert(
      fc.property(place, ([example, path, json]) => {
        const copy = structuredClone(example);
        const parent = path.slice(0, -1).reduce<Json>((one, step) => one[step] as Json, copy);
        parent[path.at(-1) as string] = json;
        expect(validator.validate(copy)).toEqual(validator.validate(copy));
      }),
      { numRuns: 500 },
    );
  });

  it('is refused when it is too deep or too wide', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = { extension: [deep] };
    expect(errorsOf(deep)).toEqual(['limit']);
    expect(errorsOf({ resourceType: 'Slot', x: new Array(MAX_VALUES).fill(0) })).toEqual(['limit']);
    expect(MAX_DEPTH).toBeGreaterThan(40);
  });
});

describe('time', () => {
  const timeOf = (resource: unknown): number => {
    const runs = [1, 2, 3].map(() => {
      const start = performance.now();
      validator.validate(resource);
      return performance.now() - start;
    });
    return Math.min(...runs);
  };
  const many = (count: number, make: (i: number) => Json): Json[] => Array.from({ length: count }, (_, i) => make(i));

  it.each([
    [
      'entries that refer to each other',
      (n: number) => ({
        resourceType: 'Bundle',
        type: 'collection',
        entry: many(n, (i) => ({
          fullUrl: `https://example.org/fhir/Slot/${i}`,
          resource: { ...plainSlot, id: `${i}`, schedule: { reference: `Slot/${(i * 7) % n}` } },
        })),
      }),
    ],
    [
      'entries with one fullUrl',
      (n: number) => ({
        resourceType: 'Bundle',
        type: 'searchset',
        entry: many(n, () => ({ fullUrl: 'https://example.org/fhir/Slot/1', resource: plainSlot })),
      }),
    ],
    [
      'contained resources that refer to each other',
      (n: number) => ({
        ...plainSlot,
        contained: many(n, (i) => ({
          resourceType: 'Schedule',
          id: `c${i}`,
          actor: [{ reference: `#c${(i + 1) % n}` }],
        })),
      }),
    ],
    [
      'sliced values',
      (n: number) => ({
        resourceType: 'Slot',
        meta: { profile: [`${SAS}FrSlotAgregateur`] },
        serviceType: many(n, (i) => ({ coding: [{ system: `https://example.org/${i}` }] })),
      }),
    ],
    [
      'profiles that do not exist',
      (n: number) => ({ ...plainSlot, meta: { profile: many(n, (i) => `https://example.org/${i}` as never) } }),
    ],
    [
      'codes of a code system',
      (n: number) => ({
        resourceType: 'CodeSystem',
        status: 'draft',
        content: 'complete',
        concept: many(n, (i) => ({ code: `c${i}` })),
      }),
    ],
    [
      'resources of an implementation guide',
      (n: number) => ({
        resourceType: 'ImplementationGuide',
        status: 'draft',
        definition: {
          grouping: many(n / 4, (i) => ({ id: `g${i}`, name: 'x' })),
          resource: many(n / 4, (i) => ({ reference: { display: 'x' }, groupingId: `g${i}` })),
        },
      }),
    ],
    [
      'a tag that never ends',
      (n: number) => ({
        resourceType: 'Basic',
        code: { text: 'x' },
        text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${`<${'a'.repeat(n * 20)}`}` },
      }),
    ],
    [
      'attributes without values',
      (n: number) => ({
        resourceType: 'Basic',
        code: { text: 'x' },
        text: {
          status: 'generated',
          div: `<div xmlns="http://www.w3.org/1999/xhtml">${`<p ${'src '.repeat(n * 10)}`}`,
        },
      }),
    ],
    [
      'tags in tags',
      (n: number) => ({
        resourceType: 'Basic',
        code: { text: 'x' },
        text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${'<p>'.repeat(n * 10)}` },
      }),
    ],
    [
      'a long text',
      (n: number) => ({
        ...plainSlot,
        comment: ' '.repeat(n * 50),
        text: { status: 'generated', div: '<div><'.repeat(n) },
      }),
    ],
  ])('grows with %s no faster than they do', (_title, make) => {
    // The least of several runs: what else the machine does makes a run slower, never faster.
    const least = (n: number) => Math.min(...Array.from({ length: 4 }, () => timeOf(make(n))));
    const [small, large] = [least(1000), least(8000)];
    expect(large / Math.max(small, 1)).toBeLessThan(8 * 4); // quadratic would be 64
  });
});
