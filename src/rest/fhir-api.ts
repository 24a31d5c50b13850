/** Which interaction a request is: two tables, the first row that fits. https://hl7.org/fhir/R4/http.html */
import type { AgendaDependencies } from '../agenda/answer-slot-search.ts';
import { type DefinitionType, definitionTypes, isDefinitionType } from '../fhir/definition-type.ts';
import { parseJson } from '../fhir/json.ts';
import { issue, OutcomeError, ownStatuses, refuse } from '../fhir/outcome.ts';
import { isResourceId, isResourceType, type ResourceType, resourceTypes } from '../fhir/resource-type.ts';
import { capabilityStatement } from './capability-statement.ts';
import { type DefinitionDependencies, readDefinition, searchDefinitions } from './definitions.ts';
import { history } from './history.ts';
import type { FhirRequest, FhirResponse, Interaction } from './interaction.ts';
import { book } from './operations/book.ts';
import { find } from './operations/find.ts';
import { hold } from './operations/hold.ts';
import type { OperationDependencies } from './operations/operation-dependencies.ts';
import { expandValueSet, type ValueSetDependencies, validateCode } from './operations/value-set.ts';
import { read, vread } from './read.ts';
import { withinReadLimit } from './read-limit.ts';
import { search } from './search.ts';
import { type ValidateDependencies, validate } from './validate.ts';
import { type BundleContext, batch, type ReportFailure } from './write/batch.ts';
import { transaction } from './write/transaction.ts';
import { conditionalUpdate, create, patch, remove, update } from './write/writes.ts';

export interface FhirApiDependencies
  extends AgendaDependencies,
    ValidateDependencies,
    OperationDependencies,
    DefinitionDependencies,
    ValueSetDependencies {
  readonly version: string;
  readonly reportFailure: ReportFailure;
  /** How long a read may take, in milliseconds. Default: that of `withinReadLimit`. */
  readonly readLimitMs?: number | undefined;
}

type Method = FhirRequest['method'];

/** A request whose path fitted a row: the parts that stand for `:type`, `:definition`, `:id` and `:vid`. */
interface Matched {
  readonly type: ResourceType;
  /** A type of R4, whether kept here or not. */
  readonly validated: string;
  readonly definition: DefinitionType;
  readonly id: string;
  readonly vid: string;
}

interface Route {
  readonly method: Method;
  /** Segments; `:type`, `:validated`, `:definition`, `:id` and `:vid` stand for any of their kind. */
  readonly path: string;
  readonly answer: (dependencies: FhirApiDependencies, matched: Matched, request: FhirRequest) => Promise<FhirResponse>;
}

/** What writes nothing, whatever its method. */
const reads: readonly Route[] = [
  { method: 'GET', path: 'metadata', answer: metadata },
  { method: 'GET', path: '_history', answer: ({ store }, _, request) => history(store, {}, request) },
  { method: 'GET', path: ':type', answer: (dependencies, { type }, request) => search(dependencies, type, request) },
  {
    method: 'POST',
    path: ':type/_search',
    answer: (dependencies, { type }, request) => search(dependencies, type, request),
  },
  {
    method: 'GET',
    path: ':type/_history',
    answer: ({ store }, { type }, request) => history(store, { type }, request),
  },
  {
    method: 'GET',
    path: ':type/:id',
    answer: ({ store }, { type, id }, request) => read(store, { type, id }, request),
  },
  {
    method: 'GET',
    path: ':type/:id/_history',
    answer: ({ store }, { type, id }, request) => history(store, { type, id }, request),
  },
  {
    method: 'GET',
    path: ':type/:id/_history/:vid',
    answer: ({ store }, { type, id, vid }, request) => vread(store, { type, id }, vid, request),
  },
  { method: 'POST', path: '$validate', answer: (dependencies, _, request) => validate(dependencies, {}, request) },
  {
    method: 'POST',
    path: ':validated/$validate',
    answer: (dependencies, { validated }, request) => validate(dependencies, { type: validated }, request),
  },
  {
    method: 'POST',
    path: ':type/:id/$validate',
    answer: (dependencies, { type, id }, request) => validate(dependencies, { type, id }, request),
  },
  { method: 'GET', path: 'Appointment/$find', answer: (dependencies, _, request) => find(dependencies, request) },
  { method: 'POST', path: 'Appointment/$find', answer: (dependencies, _, request) => find(dependencies, request) },
  ...(['GET', 'POST'] as const).flatMap((method): Route[] => [
    { method, path: 'ValueSet/$validate-code', answer: (deps, _, request) => validateCode(deps, undefined, request) },
    { method, path: 'ValueSet/:id/$validate-code', answer: (deps, { id }, request) => validateCode(deps, id, request) },
    { method, path: 'ValueSet/$expand', answer: (deps, _, request) => expandValueSet(deps, undefined, request) },
    { method, path: 'ValueSet/:id/$expand', answer: (deps, { id }, request) => expandValueSet(deps, id, request) },
  ]),
  {
    method: 'GET',
    path: ':definition/:id',
    answer: (deps, { definition, id }) => readDefinition(deps, definition, id),
  },
  {
    method: 'GET',
    path: ':definition',
    answer: (deps, { definition }, request) => searchDefinitions(deps, definition, request),
  },
  {
    method: 'POST',
    path: ':definition/_search',
    answer: (deps, { definition }, request) => searchDefinitions(deps, definition, request),
  },
];

const writes: readonly Route[] = [
  { method: 'POST', path: 'Appointment/$hold', answer: (dependencies, _, request) => hold(dependencies, request) },
  { method: 'POST', path: 'Appointment/$book', answer: (dependencies, _, request) => book(dependencies, request) },
  { method: 'POST', path: '', answer: (dependencies, _, request) => bundle(dependencies, request) },
  { method: 'POST', path: ':type', answer: (dependencies, { type }, request) => create(dependencies, type, request) },
  {
    method: 'PUT',
    path: ':type',
    answer: (dependencies, { type }, request) => conditionalUpdate(dependencies, type, request),
  },
  { method: 'PUT', path: ':type/:id', answer: (dependencies, key, request) => update(dependencies, key, request) },
  { method: 'PATCH', path: ':type/:id', answer: (dependencies, key, request) => patch(dependencies, key, request) },
  { method: 'DELETE', path: ':type/:id', answer: (dependencies, key, request) => remove(dependencies, key, request) },
];

/** The same, given up when it takes too long. Of a write that is given up nobody knows whether it was made: those have time. */
const limited = ({ answer, ...route }: Route): Route => ({
  ...route,
  answer: (dependencies, matched, request) =>
    withinReadLimit((givenUp) => answer(dependencies, matched, { ...request, givenUp }), dependencies.readLimitMs),
});

/** A row whose path is cut already: it is compared with each request's. */
interface CutRoute extends Route {
  readonly segments: readonly string[];
}

const cut = (route: Route): CutRoute => ({ ...route, segments: route.path.split('/').filter(Boolean) });

const cutReads = reads.map(limited).map(cut);
const routes: readonly CutRoute[] = [...cutReads, ...writes.map(cut)];

/** Whether a request writes nothing: whatever is asked by GET, were it refused, and what is read by POST. */
const isRead: BundleContext['isRead'] = ({ method, path }) =>
  method === 'GET' || cutReads.some((route) => route.method === method && fits(route, path));

/** Answers FHIR requests over these dependencies. */
export const fhirApi =
  (dependencies: FhirApiDependencies): Interaction =>
  async (request) => {
    const fitting = routes.filter((route) => fits(route, request.path));
    const route = fitting.find(({ method }) => method === request.method);
    if (route) return route.answer(dependencies, toMatched(route, request.path), request);
    return refuseMethod(request.method, request.path);
  };

/** @throws OutcomeError 405 that names the methods which the address takes, 404 where there is nothing at it. */
export function refuseMethod(method: string, path: readonly string[]): never {
  const fitting = routes.filter((route) => fits(route, path));
  throw fitting.length > 0 ? methodNotAllowed(method, fitting) : unknownAddress(path);
}

async function metadata(
  { version, acceptsClientIds }: FhirApiDependencies,
  _: Matched,
  { baseUrl }: FhirRequest,
): Promise<FhirResponse> {
  const statement = capabilityStatement({ baseUrl, version, acceptsClientIds });
  return { status: 200, body: JSON.stringify(statement) };
}

/** A Bundle posted to the base: batch or transaction. */
async function bundle(dependencies: FhirApiDependencies, request: FhirRequest): Promise<FhirResponse> {
  const value = parseJson(request.body ?? '') as { resourceType?: unknown; type?: unknown } | null;
  if (value?.resourceType !== 'Bundle') return refuse('invalid', 'The base takes a Bundle', 'resourceType');
  const context = {
    interact: fhirApi(dependencies),
    isRead,
    request,
    reportFailure: dependencies.reportFailure,
    reported: new Set<string>(),
  };
  if (value.type === 'transaction') return transaction(dependencies, value, context);
  if (value.type === 'batch') return batch(value, context);
  return refuse('value', 'Bundle.type is batch or transaction here', 'Bundle.type');
}

const kinds: Readonly<Record<string, (segment: string) => boolean>> = {
  ':type': isResourceType,
  ':validated': (segment) => /^[A-Z][A-Za-z]+$/.test(segment),
  ':definition': isDefinitionType,
  ':id': isResourceId,
  ':vid': () => true,
};

const fits = ({ segments }: CutRoute, asked: readonly string[]): boolean =>
  segments.length === asked.length &&
  segments.every((segment, index) => kinds[segment]?.(asked[index]!) ?? segment === asked[index]);

function toMatched({ segments }: CutRoute, asked: readonly string[]): Matched {
  const part = (name: string) => asked[segments.indexOf(name)] ?? '';
  return {
    type: part(':type') as ResourceType,
    validated: part(':validated'),
    definition: part(':definition') as DefinitionType,
    id: part(':id'),
    vid: part(':vid'),
  };
}

function methodNotAllowed(method: string, fitting: readonly Route[]): OutcomeError {
  // What is read may be asked for by HEAD too: the edge answers it as a GET without its body.
  const methods = fitting.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  const allowed = [...new Set(methods)].join(', ');
  const { code, status } = ownStatuses['method-unknown'];
  const problem = issue(code, `${method} is not allowed here; allowed: ${allowed}`);
  return new OutcomeError(problem, status, { Allow: allowed });
}

function unknownAddress([type = '', id]: readonly string[]): OutcomeError {
  if (type !== '' && !isResourceType(type) && !isDefinitionType(type)) {
    return new OutcomeError(
      issue(
        'not-found',
        `"${type}" is no type kept here; those are ${resourceTypes.join(', ')}; published are ${definitionTypes.join(', ')}`,
      ),
    );
  }
  if (id !== undefined && !isResourceId(id)) {
    return new OutcomeError(issue('not-found', `"${id}" is no id: 1 to 64 letters, digits, "-" and "."`));
  }
  return new OutcomeError(issue('not-found', 'There is nothing at this address; see metadata for what there is'));
}
