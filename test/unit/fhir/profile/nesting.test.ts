import type { StructureDefinition } from '@medplum/fhirtypes';
import { loadDefinitions } from '../../../../src/definitions/load-definitions.ts';
import { createValidator, type Validator } from '../../../../src/fhir/profile/validator.ts';
import { guideValidator, type Json, plainSlot, readStructure, SAS_IG } from '../../../support/validation.ts';

const category = `${SAS_IG}sas-categorie-orientation`;
const operator = 'http://interopsante.org/fhir/StructureDefinition/FrAppointmentOperator';
const own = 'https://example.org/StructureDefinition/recursive';

/** How often the walk looks at the url of the innermost of `depth` nested extensions. */
function looksAtInnermost(depth: number, wrap: (inner: Json) => Json, validator: Validator): number {
  let looks = 0;
  const innermost = { valueString: 'x' };
  Object.defineProperty(innermost, 'url', {
    enumerable: true,
    get: () => {
      looks++;
      return 'https://example.org/innermost';
    },
  });
  let extension: Json = innermost;
  for (let i = 0; i < depth; i++) extension = wrap(extension);
  const issues = validator.validate({ ...plainSlot, extension: [extension] });
  expect(issues.some(({ rule }) => rule === 'limit')).toBe(false);
  return looks;
}

/** An extension whose own extensions are slices: one of the same kind, and another. */
function recursiveValidator(): Validator {
  const base = readStructure('Extension');
  const elements = base.snapshot?.element ?? [];
  const at = 1 + elements.findIndex(({ id }) => id === 'Extension.extension');
  const origin = elements[at - 1];
  const slice = (sliceName: string, profile: string) => ({
    ...origin,
    id: `Extension.extension:${sliceName}`,
    sliceName,
    type: [{ code: 'Extension', profile: [profile] }],
  });
  const definitions = loadDefinitions();
  const element = [...elements.slice(0, at), slice('same', own), slice('other', operator), ...elements.slice(at)];
  definitions.add({ ...base, url: own, snapshot: { element } } as StructureDefinition);
  return createValidator(definitions);
}

describe('nesting as deep as the limit allows', () => {
  it.each([
    ['extensions in known extensions', (inner: Json) => ({ url: category, extension: [inner] }), guideValidator()],
    [
      'extensions in the values of known extensions',
      (inner: Json) => ({ url: operator, valueReference: { display: 'x', extension: [inner] } }),
      guideValidator(),
    ],
    ['extensions in slices', (inner: Json) => ({ url: own, extension: [inner] }), recursiveValidator()],
  ])('looks at %s as often as at shallow ones', (_title, wrap, validator) => {
    const shallow = looksAtInnermost(5, wrap, validator);
    expect(shallow).toBeGreaterThan(0);
    expect(looksAtInnermost(20, wrap, validator)).toBe(shallow);
  });

  it('walks a chain of thirty known extensions to its end', () => {
    let extension: Json = { url: category, valueString: 'wrong' };
    for (let i = 0; i < 29; i++) extension = { url: category, extension: [extension] };
    const issues = guideValidator().validate({ ...plainSlot, extension: [extension] });
    expect(issues.at(-1)?.expression).toMatch(/^Slot\.extension\[0\]/);
    const depthOf = (expression: string) => expression.split('.extension').length - 1;
    expect(Math.max(...issues.map(({ expression }) => depthOf(expression)))).toBe(30);
  });
});

it('an object that a caller put in two places is judged in both', () => {
  const identifier = { colour: 'red' };
  const issues = guideValidator().validate({ ...plainSlot, identifier: [identifier, identifier] });
  expect(issues.map(({ expression }) => expression)).toEqual([
    'Slot.identifier[0].colour',
    'Slot.identifier[1].colour',
  ]);
});
