/** The validator over this repository's own definitions, and shorthands for what its tests ask. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { guideVersions, loadDefinitions, profileFolder } from '../../src/definitions/load-definitions.ts';
import type { Definitions } from '../../src/fhir/profile/definitions.ts';
import type { ValidateOptions } from '../../src/fhir/profile/run.ts';
import type { ValidationIssue } from '../../src/fhir/profile/validation-issue.ts';
import { createValidator, type Validator } from '../../src/fhir/profile/validator.ts';

const repository = join(import.meta.dirname, '../..');
export const SAS = 'http://sas.fr/fhir/StructureDefinition/';
export const SAS_IG = 'https://interop.esante.gouv.fr/ig/fhir/sas/StructureDefinition/';

export type Json = Record<string, unknown>;

/** A slot that breaks no rule of R4. */
export const plainSlot: Json = {
  resourceType: 'Slot',
  status: 'free',
  start: '2026-11-23T09:00:00.000+01:00',
  end: '2026-11-23T09:15:00.000+01:00',
  schedule: { reference: 'Schedule/a' },
};

let sharedDefinitions: Definitions | undefined;
let shared: Validator | undefined;

/** R4 and the profiles of both versions of the guide. */
export function guideDefinitions(): Definitions {
  sharedDefinitions ??= loadDefinitions();
  return sharedDefinitions;
}

/** The validator over R4 and the profiles of both versions of the guide. */
export function guideValidator(): Validator {
  shared ??= createValidator(guideDefinitions());
  return shared;
}

/** What is wrong, errors only, as `expression rule` and the constraint when there is one. */
export function errorsOf(resource: unknown, options?: ValidateOptions, validator = guideValidator()): string[] {
  return told(validator.validate(resource, options).filter(({ severity }) => severity === 'error'));
}

export const told = (issues: readonly ValidationIssue[]): string[] =>
  issues.map(({ expression, rule, origin }) => [expression, rule, origin.constraint].filter(Boolean).join(' '));

/** The examples published in `profiles/<version>/generated/examples`, by file name. */
export function readExamples(version = '1.1.0'): [string, Json][] {
  const folder = join(repository, 'profiles', version, 'generated/examples');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]);
}

/** A StructureDefinition of this repository: of R4 by its type, or of the guide by its file name. */
export function readStructure(name: string): StructureDefinition {
  const base = JSON.parse(readFileSync(join(repository, 'definitions/r4/structure-definitions.json'), 'utf8'));
  const found = base.find((one: StructureDefinition) => one.url === `http://hl7.org/fhir/StructureDefinition/${name}`);
  if (found) return found;
  return JSON.parse(
    readFileSync(join(repository, `profiles/1.1.0/generated/StructureDefinition-${name}.json`), 'utf8'),
  );
}

/** All StructureDefinitions of this repository: of R4, and of both versions of the guide. */
export function readStructures(): StructureDefinition[] {
  const base = JSON.parse(readFileSync(join(repository, 'definitions/r4/structure-definitions.json'), 'utf8'));
  const ofGuide = guideVersions.flatMap((version) => {
    const names = readdirSync(profileFolder(version)).filter((name) => name.startsWith('StructureDefinition-'));
    return names.map((name) => JSON.parse(readFileSync(join(profileFolder(version), name), 'utf8')));
  });
  return [...base, ...ofGuide];
}

/**
 * A validator that also knows one profile of a type, made from the base snapshot: `changes` by element id. A slice comes after what it
 * slices; the children of an element that the base leaves to its type are written out first, as a snapshot does.
 */
export function validatorWith(
  type: string,
  url: string,
  changes: Record<string, Partial<ElementDefinition>>,
): Validator {
  return createValidator(definitionsWith(type, url, changes));
}

/** What `validatorWith` knows. */
export function definitionsWith(
  type: string,
  url: string,
  changes: Record<string, Partial<ElementDefinition>>,
): Definitions {
  const base = readStructure(type);
  const element = [...(base.snapshot?.element ?? [])];
  for (const [id, change] of Object.entries(changes)) {
    addElement(element, id);
    const at = element.findIndex((one) => one.id === id);
    element[at] = { ...element[at], ...change } as ElementDefinition;
  }
  const definitions = loadDefinitions();
  definitions.add({ ...base, url, version: '1', derivation: 'constraint', snapshot: { element } });
  return definitions;
}

/** Makes sure that the snapshot has this element. */
function addElement(element: ElementDefinition[], id: string): void {
  if (element.some((one) => one.id === id)) return;
  const [, owner = '', , sliceName] = /^(.*?)(:([^.:]+))?$/.exec(id) ?? [];
  if (sliceName === undefined) addChildren(element, id.slice(0, id.lastIndexOf('.')));
  else addSlice(element, id, owner.includes('/') ? owner : id.slice(0, id.lastIndexOf(':')), sliceName);
}

function addSlice(element: ElementDefinition[], id: string, owner: string, sliceName: string): void {
  const { slicing: _, ...origin } = element.find((one) => one.id === owner) as ElementDefinition;
  element.splice(afterAll(element, owner), 0, {
    ...origin,
    base: origin.base ?? baseOf(origin),
    id,
    sliceName,
    min: 0,
  });
}

function addChildren(element: ElementDefinition[], parent: string): void {
  const owner = element.find((one) => one.id === parent) as ElementDefinition;
  const type = owner.type?.[0]?.code ?? '';
  const children = (readStructure(type).snapshot?.element ?? []).slice(1).map((child) => ({
    ...child,
    base: child.base ?? baseOf(child),
    id: child.id?.replace(type, parent),
    path: child.path?.replace(type, owner.path ?? ''),
  }));
  element.splice(afterAll(element, parent), 0, ...(children as ElementDefinition[]));
}

const baseOf = ({ path = '', min = 0, max = '*' }: ElementDefinition) => ({ path, min, max });

/** Where the element, its children and its slices end. */
const afterAll = (element: readonly ElementDefinition[], id: string): number =>
  1 + element.findLastIndex((one) => one.id === id || one.id?.startsWith(`${id}.`) || one.id?.startsWith(`${id}:`));
