/** The validator over this repository's own definitions, and shorthands for what its tests ask. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { loadDefinitions } from '../../src/definitions/load-definitions.ts';
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

let shared: Validator | undefined;

/** The validator over R4 and the profiles of both versions of the guide. */
export function guideValidator(): Validator {
  shared ??= createValidator(loadDefinitions());
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

/**
 * A validator that also knows one profile of a type, made from the base snapshot: `changes` by element id, where an id that the base
 * does not have (a slice, a child) comes after the element before its last `:` or `.`.
 */
export function validatorWith(
  type: string,
  url: string,
  changes: Record<string, Partial<ElementDefinition>>,
): Validator {
  const base = readStructure(type);
  const element = [...(base.snapshot?.element ?? [])];
  for (const [id, change] of Object.entries(changes)) {
    const at = element.findIndex((one) => one.id === id);
    if (at >= 0) element[at] = { ...element[at], ...change } as ElementDefinition;
    else element.splice(afterParent(element, id), 0, { ...newElement(id, element), ...change } as ElementDefinition);
  }
  const definitions = loadDefinitions();
  definitions.add({ ...base, url, version: '1', derivation: 'constraint', snapshot: { element } });
  return createValidator(definitions);
}

function newElement(id: string, element: readonly ElementDefinition[]): ElementDefinition {
  const path = id.replace(/:[^.]+/g, '');
  const origin = element.find((one) => one.id === id.slice(0, id.lastIndexOf(':')) || one.path === path);
  const { slicing: _, ...rest } = origin ?? ({} as ElementDefinition);
  const sliceName = /:([^.]+)$/.exec(id)?.[1];
  return {
    ...rest,
    base: rest.base ?? { path, min: 0, max: rest.max ?? '1' },
    id,
    path,
    ...(sliceName ? { sliceName } : {}),
  } as ElementDefinition;
}

function afterParent(element: readonly ElementDefinition[], id: string): number {
  const parent = id.slice(0, Math.max(id.lastIndexOf(':'), id.lastIndexOf('.')));
  const last = element.findLastIndex(
    (one) => one.id === parent || one.id?.startsWith(`${parent}.`) || one.id?.startsWith(`${parent}:`),
  );
  return last + 1;
}
