import type { StructureDefinition } from '@medplum/fhirtypes';
import { invariantErrata, rewrittenInvariants } from '../../../../src/fhir/profile/errata.ts';
import { errorsOf, guideValidator, type Json, readStructure, told } from '../../../support/validation.ts';

const guide = (groupings: string[], used: string[], versions: [string, string] = ['4.0.1', '4.0.1']): Json => ({
  resourceType: 'ImplementationGuide',
  status: 'draft',
  url: 'https://example.org/guide',
  name: 'Guide',
  packageId: 'a.b',
  fhirVersion: [versions[0]],
  definition: {
    grouping: groupings.map((id) => ({ id, name: id })),
    resource: used.map((groupingId, i) => ({
      reference: { reference: `Slot/${i}` },
      groupingId,
      fhirVersion: [versions[1]],
    })),
  },
});
const codeSystem = (...codes: string[]): Json => ({
  resourceType: 'CodeSystem',
  status: 'draft',
  content: 'complete',
  concept: codes.map((code) => ({ code, concept: [{ code: `${code}-inner` }] })),
});
const structure = (change: Partial<StructureDefinition>): Json =>
  ({ ...readStructure('FrSlotAgregateur'), ...change }) as unknown as Json;

describe('an invariant that is not evaluated as published', () => {
  const published = new Set(
    ['ElementDefinition', 'Appointment', 'Bundle', 'Period', 'ImplementationGuide', 'StructureDefinition'].flatMap(
      (name) =>
        (readStructure(name).snapshot?.element ?? []).flatMap(({ constraint = [] }) =>
          constraint.map(({ key, expression }) => `${key} ${expression}`),
        ),
    ),
  );

  it.each([...invariantErrata, ...rewrittenInvariants].map((one) => [one.key, one.published] as const))(
    '%s stands so in the definitions',
    (key, expression) => expect(published).toContain(`${key} ${expression}`),
  );

  it('says of groupings and versions what the published one says', () => {
    expect(errorsOf(guide(['a', 'b'], ['a', 'a']))).toEqual([]);
    expect(errorsOf(guide(['a', 'b'], ['a', 'c']))).toEqual(['ImplementationGuide.definition invariant ig-1']);
    expect(errorsOf(guide(['a'], ['a'], ['4.0.1', '4.0.0']))).toEqual(['ImplementationGuide invariant ig-2']);
  });

  it('says of the paths of elements what the published one says', () => {
    const [first, second, ...rest] = readStructure('FrSlotAgregateur').snapshot?.element ?? [];
    const snapshot = { element: [first!, { ...second!, path: 'Schedule.id' }, ...rest] };
    const differential = {
      element: [
        { id: 'Slot', path: 'Slot' },
        { id: 'Slot.id', path: 'Schedule.id' },
      ],
    };
    expect(errorsOf(structure({ snapshot }))).toEqual(['StructureDefinition.snapshot invariant sdf-8']);
    expect(errorsOf(structure({ differential }))).toEqual(['StructureDefinition.differential invariant sdf-8a']);
  });

  it('judges the paths of elements: no strange characters in them', () => {
    const judge = (path: string) => {
      const differential = {
        element: [
          { id: 'Slot', path: 'Slot' },
          { id: 'Slot.x', path },
        ],
      };
      const issues = guideValidator().validate(structure({ differential, snapshot: undefined as never }));
      return told(issues.filter(({ rule }) => rule.startsWith('invariant')));
    };
    expect(judge('Slot.x')).toEqual([]);
    expect(judge('Slot.x y')).toContain('StructureDefinition.differential.element[1] invariant eld-19');
    expect(judge('Slot.X')).toEqual(['StructureDefinition.differential.element[1] invariant eld-20']);
  });
});

describe('codes that must be distinct', () => {
  it('are, at whatever depth', () => {
    expect(errorsOf(codeSystem('a', 'b'))).toEqual([]);
    expect(errorsOf(codeSystem('a', 'a'))).toEqual(['CodeSystem invariant csd-1']);
    expect(errorsOf(codeSystem('a', 'a-inner'))).toEqual(['CodeSystem invariant csd-1']);
  });
});

it.each(['FrSlotAgregateur', 'ElementDefinition', 'Bundle'])(
  'all invariants of a definition, %s, can be evaluated',
  (name) => {
    const issues = guideValidator().validate(readStructure(name));
    expect(issues.filter(({ rule }) => rule === 'invariant-not-evaluated')).toEqual([]);
  },
);
