import { jest } from '@jest/globals';
import fc from 'fast-check';
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { Invariant } from '../../../../src/fhir/profile/element-node.ts';
import { InvariantEngine } from '../../../../src/fhir/profile/invariant.ts';
import type { JsonObject } from '../../../../src/fhir/profile/json.ts';
import { compilePlain, type PlainInvariant } from '../../../../src/fhir/profile/plain-invariant.ts';
import { Anatomy, type TypedElement } from '../../../../src/fhir/profile/typed-element.ts';
import { guideDefinitions, guideValidator, readExamples, readStructures } from '../../../support/validation.ts';

interface Stated {
  readonly element: TypedElement;
  readonly invariant: Invariant;
}

interface Plain extends Stated {
  readonly plain: PlainInvariant;
}

const definitions = guideDefinitions();
const anatomy = new Anatomy(definitions);

/** Every invariant of the definitions that stands on objects, with each type it stands on. */
function allInvariants(): Stated[] {
  const elements = readStructures().flatMap(({ url, version }) => {
    const profile = definitions.profile(`${url}|${version}`)!;
    const nodes = [...profile.elements.values()];
    return nodes.flatMap((node) =>
      node === profile.root ? anatomy.root(node) : node.types.map((type) => anatomy.of(node, type)),
    );
  });
  return elements
    .filter(({ type }) => !type.primitive)
    .flatMap((element) => element.invariants.map((invariant) => ({ element, invariant })));
}

const nameOf = ({ element, invariant }: Stated): string => `${invariant.key} ${invariant.base} ${element.type.code}`;

const distinct = [
  ...new Map(allInvariants().map((one) => [`${nameOf(one)} ${one.invariant.expression}`, one])).values(),
];
const plainOnes: Plain[] = distinct.flatMap((one) => {
  const plain = compilePlain(one.invariant, one.element);
  return plain ? { ...one, plain } : [];
});
const cases = plainOnes.map((one) => [nameOf(one), one] as const);

/** What the library says of a value: whether the invariant holds, undefined where it refuses to tell. */
function toJudge({ base, expression }: Invariant): (value: unknown) => boolean | undefined {
  const evaluate = fhirpath.compile({ base, expression }, r4);
  return (value) => {
    try {
      const result: unknown = evaluate(value as object, {});
      return Array.isArray(result) && result.length > 0 && result[0] !== false;
    } catch {
      return undefined;
    }
  };
}

/** Values in which the names and literals of the invariant occur, at any depth: most are as JSON of FHIR is, some are not. */
function valuesFor({ element, invariant: { base, expression } }: Stated): fc.Arbitrary<JsonObject> {
  const names = [...new Set(expression.replace(/'[^']*'/g, '').match(/\b[a-z]\w*\b(?!\()/g))];
  const literals = [...expression.matchAll(/'([^']*)'/g)].map(([, text]) => text!);
  const text = fc.constantFrom(...literals, ...names, '', 'x', '2026-11-23', '2026-11-23T09:00:00+01:00');
  const strange = fc.constantFrom<unknown>(null, 0, -1.5, 1e300, Infinity, [], {}, [null], [[]], [['x']]);
  const { objects } = fc.letrec<{ any: unknown; objects: Record<string, unknown> }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      { arbitrary: fc.oneof(text, fc.boolean()), weight: 6 },
      { arbitrary: strange, weight: 1 },
      { arbitrary: tie('objects'), weight: 5 },
      { arbitrary: fc.array(tie('objects'), { maxLength: 3 }), weight: 4 },
      { arbitrary: fc.array(tie('any'), { maxLength: 3 }), weight: 1 },
    ),
    objects: fc
      .tuple(
        fc.dictionary(fc.constantFrom(...names), tie('any'), { maxKeys: 5 }),
        rarely(fc.dictionary(fc.constantFrom(...names.map((name) => `_${name}`)), tie('any'), { maxKeys: 2 })),
        rarely(fc.record({ resourceType: fc.constantFrom<unknown>(base, ...names, 'Slot', null) })),
      )
      .map(([named, siblings, type]) => ({ ...named, ...siblings, ...type })),
  }));
  return objects.map((value) => (element.isResource ? { resourceType: base, ...value } : value));
}

const rarely = (values: fc.Arbitrary<object>): fc.Arbitrary<object> =>
  fc.oneof({ arbitrary: fc.constant({}), weight: 15 }, { arbitrary: values, weight: 1 });

describe('an invariant that is compiled to a closure', () => {
  it('is what most of those are that stand on what is sent', () => {
    const keys = new Set(plainOnes.map(({ invariant }) => invariant.key));
    expect([...keys]).toEqual(
      expect.arrayContaining('app-1 app-2 app-3 app-4 cpt-2 qty-3 att-1 org-1 org-2'.split(' ')),
    );
    expect(plainOnes.length / distinct.length).toBeGreaterThan(0.5);
  });

  it.each(cases)('%s: says of any value what the library says', (_name, one) => {
    const judge = toJudge(one.invariant);
    fc.assert(
      fc.property(valuesFor(one), (value) => {
        const verdict = one.plain(value);
        if (verdict !== undefined) expect(verdict).toBe(judge(value));
      }),
      { numRuns: 200 },
    );
  });

  it.each(cases)('%s: says yes of some values and no of others', (_name, one) => {
    const verdicts = fc.sample(valuesFor(one), { numRuns: 600, seed: 1 }).map(one.plain);
    expect(verdicts).toEqual(expect.arrayContaining([true, false]));
  });

  it.each(readExamples())('says of %s what the library says', (_name, example) => {
    const check = jest.spyOn(InvariantEngine.prototype, 'check');
    guideValidator().validate(example);
    const stated = check.mock.calls.map(([, one]) => one);
    check.mockRestore();
    for (const { element, invariant, value } of stated) {
      const verdict = compilePlain(invariant, element)?.(value);
      if (verdict !== undefined) expect([invariant.key, verdict]).toEqual([invariant.key, toJudge(invariant)(value)]);
    }
  });
});

describe('an invariant that needs more of FHIRPath', () => {
  const slot = anatomy.root(definitions.baseType('Slot')!.root);
  const compile = (expression: string) =>
    compilePlain({ key: 'x', severity: 'error', human: '', base: 'Slot', expression }, slot);

  it.each([
    'start <= end',
    "start = '2026'",
    "start = @2026 or status = 'free'",
    'overbooked',
    'overbooked and status.exists()',
    "status = 'a\\'b'",
    'status = status',
    "status in 'a' | comment",
    "status.matches('a')",
    'serviceType.coding.code.first().exists()',
    'contained.id.exists()',
    "contained.where(id = 'a').exists()",
    'where(status.exists()).exists()',
    'children().exists()',
    '%resource.status.exists()',
    '$this.exists()',
    'serviceType.count() > -1',
    'serviceType.count() > 0.5',
    'serviceType.count(1) > 0',
    'status.exists(',
    'nothing.exists()',
    '`status`.exists()',
    'Schedule.status.exists()',
    "status = 'a' = true",
  ])('%s is left to the library', (expression) => {
    expect(compile(expression)).toBeUndefined();
  });

  it('is not confused with one that does not', () => {
    expect(compile("serviceType.coding.code.exists() and Slot.status in ('free' | 'busy')")).toBeDefined();
  });
});
