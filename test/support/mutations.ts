/** Mutations of a valid resource, each of which makes it invalid, and the rule that it breaks in words. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import type { Json } from './validation.ts';

export interface Mutation {
  readonly what: string;
  readonly resource: Json;
}

type Path = readonly (string | number)[];

/** All mutations of a resource whose profile is `structure`. */
export function mutationsOf(resource: Json, structure: StructureDefinition): Mutation[] {
  const elements = (structure.snapshot?.element ?? []).filter(({ id = '' }) => !id.includes(':') && id.includes('.'));
  return [
    ...elements.filter(({ min = 0 }) => min > 0).flatMap((element) => withoutElement(resource, element)),
    ...elements.filter(isBoundCode).flatMap((element) => withWrongCode(resource, element)),
    ...pathsIn(resource).flatMap((path) => withWrongType(resource, path)),
    ...pathsIn(resource).flatMap((path) => withExtraElement(resource, path)),
    ...pathsIn(resource).flatMap((path) => withBrokenReference(resource, path)),
  ];
}

/** A mandatory element is gone from every place where its parent is. */
function withoutElement(resource: Json, { path = '' }: ElementDefinition): Mutation[] {
  const steps = path.replaceAll('[x]', '').split('.').slice(1);
  return find(resource, steps).map((at) =>
    change(resource, at, `remove mandatory ${path}`, (parent, key) => delete parent[key]),
  );
}

const isBoundCode = ({ binding, type = [] }: ElementDefinition): boolean =>
  binding?.strength === 'required' && type.length === 1 && type[0]?.code === 'code';

function withWrongCode(resource: Json, { path = '' }: ElementDefinition): Mutation[] {
  return find(resource, path.split('.').slice(1)).map((at) =>
    change(resource, at, `wrong code in ${path}`, (parent, key) => {
      parent[key] = Array.isArray(parent[key]) ? ['no-such-code'] : 'no-such-code';
    }),
  );
}

/** Objects become text, and everything else an object. */
function withWrongType(resource: Json, path: Path): Mutation[] {
  if (path.length === 0) return [];
  const what = `wrong type at ${path.join('.')}`;
  return [
    change(
      resource,
      path,
      what,
      (parent, key) => (parent[key] = typeof parent[key] === 'object' ? 'text' : { text: 'x' }),
    ),
  ];
}

function withExtraElement(resource: Json, path: Path): Mutation[] {
  const value = valueAt(resource, path);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return [
    change(
      resource,
      [...path, 'noSuchElement'],
      `extra element in ${path.join('.')}`,
      (parent, key) => (parent[key] = 'x'),
    ),
  ];
}

function withBrokenReference(resource: Json, path: Path): Mutation[] {
  if (path.at(-1) !== 'reference') return [];
  return ['NoSuchType/1', '#no-such-resource'].map((reference) =>
    change(resource, path, `${path.join('.')} refers to ${reference}`, (parent, key) => (parent[key] = reference)),
  );
}

function change(
  resource: Json,
  path: Path,
  what: string,
  apply: (parent: Record<string | number, unknown>, key: string | number) => unknown,
): Mutation {
  const copy = structuredClone(resource);
  apply(valueAt(copy, path.slice(0, -1)) as Record<string | number, unknown>, path.at(-1) as string | number);
  return { what, resource: copy };
}

const valueAt = (value: unknown, path: Path): unknown => path.reduce<unknown>((one, key) => (one as Json)[key], value);

/** Every path in a value, the value itself first. */
export function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, one]) =>
    pathsIn(one, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...inner];
}

/** The paths at which these steps lead to something, through every item of the lists on the way. */
function find(value: unknown, steps: readonly string[], path: Path = []): Path[] {
  const [step, ...rest] = steps;
  if (Array.isArray(value)) return value.flatMap((one, i) => find(one, steps, [...path, i]));
  if (step === undefined) return [path];
  if (typeof value !== 'object' || value === null || !(step in value)) return [];
  const here = [...path, step];
  return rest.length === 0 ? [here] : find((value as Json)[step], rest, here);
}
