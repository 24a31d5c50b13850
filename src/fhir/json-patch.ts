/**
 * JSON Patch (RFC 6902) over values whose numbers keep their digits. Written here because the libraries clone those
 * numbers into objects and follow a pointer through prototypes. https://www.rfc-editor.org/rfc/rfc6902
 */
import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from './json.ts';
import { issue, OutcomeError, refuse } from './outcome.ts';

type Path = readonly string[];

interface PatchOperation {
  readonly op: keyof typeof appliers;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * The document after all operations, in their order; the one given stays as it is.
 * @throws OutcomeError 400 for what is no JSON Patch, 422 naming the operation that does not fit the document.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  return parsePatch(patch).reduce((value, operation, index) => applyOne(value, operation, index), document);
}

/** An operation that does not fit: its sentence. */
class Misfit extends Error {}

function applyOne(document: unknown, operation: PatchOperation, index: number): unknown {
  try {
    return appliers[operation.op](document, operation);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const text = `Patch operation ${index} (${operation.op} ${operation.path}) does not fit: ${error.message}`;
    throw new OutcomeError(issue('business-rule', text, `[${index}]`));
  }
}

type Apply = (document: unknown, operation: PatchOperation) => unknown;

const add = (document: unknown, path: Path, value: unknown): unknown => edit(document, path, value, addMember);
const remove = (document: unknown, path: Path): unknown => edit(document, path, undefined, removeMember);

const appliers = {
  add: (document, { path, value }) => add(document, parsePointer(path), value),
  remove: (document, { path }) => remove(document, parsePointer(path)),
  replace: (document, { path, value }) => edit(document, parsePointer(path), value, replaceMember),
  copy: (document, { path, from }) => add(document, parsePointer(path), valueAt(document, parsePointer(from!))),
  move: (document, { path, from }) => {
    if (path.startsWith(`${from}/`)) throw new Misfit('nothing moves into itself');
    const source = parsePointer(from!);
    return add(remove(document, source), parsePointer(path), valueAt(document, source));
  },
  test: (document, { path, value }) => {
    if (isDeepStrictEqual(valueAt(document, parsePointer(path)), value)) return document;
    throw new Misfit('the value is another');
  },
} satisfies Record<string, Apply>;

const parsePointer = (text: string): Path =>
  text
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

const valueAt = (document: unknown, path: Path): unknown => path.reduce(memberOf, document);

function memberOf(container: unknown, token: string): unknown {
  if (Array.isArray(container)) return container[indexOf(token, container.length - 1)];
  if (isJsonObject(container) && Object.hasOwn(container, token)) return container[token];
  throw new Misfit(`there is no "${token}"`);
}

function indexOf(token: string, last: number): number {
  if (/^(0|[1-9]\d*)$/.test(token) && Number(token) <= last) return Number(token);
  throw new Misfit(`there is no item ${token}`);
}

type Change = (container: unknown, token: string, value: unknown) => unknown;

/** A copy with another member at the end of the path; without a path the value is the whole. */
function edit(container: unknown, [token, ...rest]: Path, value: unknown, change: Change): unknown {
  if (token === undefined) return value;
  if (rest.length === 0) return change(container, token, value);
  return replaceMember(container, token, edit(memberOf(container, token), rest, value, change));
}

const addMember: Change = (container, token, value) => {
  if (Array.isArray(container)) {
    return container.toSpliced(token === '-' ? container.length : indexOf(token, container.length), 0, value);
  }
  if (isJsonObject(container)) return { ...container, [token]: value };
  throw new Misfit('its parent is neither an object nor a list');
};

const replaceMember: Change = (container, token, value) => {
  memberOf(container, token);
  return Array.isArray(container) ? container.with(Number(token), value) : addMember(container, token, value);
};

const removeMember: Change = (container, token) => {
  memberOf(container, token);
  if (Array.isArray(container)) return container.toSpliced(Number(token), 1);
  const { [token]: _removed, ...rest } = container as Record<string, unknown>;
  return rest;
};

function parsePatch(patch: unknown): readonly PatchOperation[] {
  if (!Array.isArray(patch)) return refuse('structure', 'A JSON Patch is a list of operations');
  return patch.map((operation: unknown, index) => parseOperation(operation, `[${index}]`));
}

function parseOperation(operation: unknown, name: string): PatchOperation {
  if (!isJsonObject(operation)) return refuse('structure', `${name} is no object`, name);
  const { op, path, from, value } = operation;
  if (typeof op !== 'string' || !Object.hasOwn(appliers, op)) {
    return refuse('structure', `${name}.op is one of ${Object.keys(appliers).join(', ')}`, `${name}.op`);
  }
  demandPointer(path, `${name}.path`);
  if (op === 'copy' || op === 'move') demandPointer(from, `${name}.from`);
  if (['add', 'replace', 'test'].includes(op) && value === undefined) {
    refuse('required', `${name}.value is missing: ${op} needs one`, `${name}.value`);
  }
  return operation as unknown as PatchOperation;
}

function demandPointer(pointer: unknown, name: string): void {
  if (typeof pointer === 'string' && /^(\/([^~]|~[01])*)?$/s.test(pointer) && !/\/__proto__(\/|$)/.test(pointer))
    return;
  refuse('value', `${name} is a JSON Pointer such as /status`, name);
}
