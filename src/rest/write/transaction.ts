/** transaction: all entries or none, in one unit of work. https://hl7.org/fhir/R4/http.html#trules */
import type { Slot } from '@medplum/fhirtypes';
import type { Draft } from '../../agenda/writing/draft.ts';
import { clearWindow, findObstacle } from '../../agenda/writing/replace-day.ts';
import { parseJson } from '../../fhir/json.ts';
import { type Issue, refuse, toOperationOutcome } from '../../fhir/outcome.ts';
import type { ResourceKey } from '../../fhir/reference.ts';
import { toServerInstant } from '../../fhir/stored-json.ts';
import type { SlotWindow } from '../../store/unit-of-work.ts';
import { toBundleJson } from '../bundle.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { parseEtags, toEtag } from '../version-headers.ts';
import { forEntry, parseEntries } from './bundle-entry.ts';
import { commitDraft, type VersionAfter } from './commit-draft.ts';
import { parseCondition } from './condition.ts';
import { conditionalUpdateStep, createStep, deleteStep, patchStep, type StepResult, updateStep } from './steps.ts';
import { BundleReferences, demandDistinct, inOrder, type PlannedEntry, planEntry } from './transaction-plan.ts';
import type { WriteDependencies } from './write-dependencies.ts';
import { locationOf, returnPreference } from './write-response.ts';

/** What became of an entry; `issues` are warnings about what was kept or left out. */
interface EntryResult {
  readonly key?: ResourceKey | undefined;
  readonly status: '200' | '201' | '204';
  readonly issues?: readonly Issue[];
}

/** Carries out all entries, or none and tells why. */
export async function transaction(
  deps: WriteDependencies,
  bundle: object,
  request: FhirRequest,
): Promise<FhirResponse> {
  const entries = parseEntries(bundle, request.baseUrl);
  const plans = entries.map((entry) => forEntry(entry.name, () => planEntry(entry, deps.newId(), request.baseUrl)));
  const keys = plans.flatMap(({ target }) => (target.kind === 'one' ? [target.key] : []));
  return commitDraft(deps.store, {
    sees: {
      keys,
      identifiers: plans.flatMap(({ target }) => (target.kind === 'identified' ? [target.identifier] : [])),
      claims: keys.filter(({ type }) => type === 'Slot').map(({ id }) => id),
    },
    expected: keys,
    decide: (draft) => {
      const results = carryOut(deps, draft, plans, request.baseUrl);
      return (versionAfter) => ({ status: 200, body: toBody(plans, results, { versionAfter, request }) });
    },
  });
}

type Results = ReadonlyMap<PlannedEntry, EntryResult>;

function carryOut(deps: WriteDependencies, draft: Draft, plans: readonly PlannedEntry[], baseUrl: string): Results {
  const references = new BundleReferences(draft, plans, baseUrl);
  const keys = new Map(plans.map((plan) => [plan, references.keyOf(plan)]));
  demandDistinct([...keys.values()]);
  const puts = plans.filter(({ entry, type }) => type === 'Slot' && entry.method === 'PUT');
  const context: Context = {
    deps,
    draft,
    references,
    keys,
    replaced: new Set(puts.flatMap((plan) => keys.get(plan)?.id ?? [])),
    isReplacingDay: plans.some(({ target }) => target.kind === 'window'),
    kept: [],
  };
  return new Map(
    inOrder(plans).map((plan) => [plan, forEntry(plan.entry.name, () => carryOutEntry(plan, context))] as const),
  );
}

interface Context {
  readonly deps: WriteDependencies;
  readonly draft: Draft;
  readonly references: BundleReferences;
  readonly keys: ReadonlyMap<PlannedEntry, ResourceKey | undefined>;
  /** The ids of slots that this transaction puts. */
  readonly replaced: ReadonlySet<string>;
  readonly isReplacingDay: boolean;
  /** What stays of the windows that were cleared: they come first. */
  readonly kept: Slot[];
}

function carryOutEntry(plan: PlannedEntry, context: Context): EntryResult {
  if (plan.target.kind === 'window') return carryOutWindow(plan.target.window, context);
  const key = context.keys.get(plan)!;
  if (plan.entry.method === 'DELETE') {
    const isThere = plan.target.kind === 'one' || context.draft.resource(key);
    if (isThere) deleteStep(context.draft, { key, known: knownBy(plan) });
    return { status: '204' };
  }
  const obstacle = context.isReplacingDay ? findSlotObstacle(plan, key, context) : undefined;
  if (obstacle) return { status: '200', issues: [obstacle] };
  const result = write(plan, context);
  return { key: result.key, status: result.isNew ? '201' : '200' };
}

function carryOutWindow(window: SlotWindow, { draft, replaced, kept }: Context): EntryResult {
  const cleared = clearWindow(draft, window, replaced);
  kept.push(...cleared.kept);
  return cleared.issues.length > 0 ? { status: '200', issues: cleared.issues } : { status: '204' };
}

function findSlotObstacle({ resource }: PlannedEntry, { id }: ResourceKey, context: Context): Issue | undefined {
  if (resource?.resourceType !== 'Slot') return undefined;
  return findObstacle(context.draft, { ...(context.references.resolve(resource) as Slot), id }, context.kept);
}

function write(plan: PlannedEntry, { deps, draft, references, keys }: Context): StepResult {
  const { entry, target, newId, type } = plan;
  const known = knownBy(plan);
  if (entry.method === 'PATCH') {
    return patchStep(draft, { key: keys.get(plan)!, patch: readPatch(entry.resource), known }, deps);
  }
  const resource = references.resolve(plan.resource!);
  if (entry.method === 'POST') {
    const unless = entry.ifNoneExist === undefined ? undefined : parseCondition(type, entry.ifNoneExist, 'ifNoneExist');
    return createStep(draft, { resource: { ...resource, id: newId }, unless }, deps);
  }
  if (target.kind === 'identified') {
    return conditionalUpdateStep(draft, { resource, identifier: target.identifier, known, newId }, deps);
  }
  const key = keys.get(plan)!;
  if (resource.id !== undefined && resource.id !== key.id) {
    refuse('invalid', `id is "${resource.id}" in the resource and "${key.id}" in request.url`, 'resource.id');
  }
  return updateStep(draft, { resource: { ...resource, id: key.id }, known }, deps);
}

const knownBy = ({ entry }: PlannedEntry): readonly string[] | undefined =>
  entry.ifMatch === undefined ? undefined : parseEtags(entry.ifMatch);

/** A JSON Patch comes in a Binary, base64. https://hl7.org/fhir/R4/http.html#jsonpatch */
function readPatch(value: unknown): unknown {
  const { resourceType, data } = (value ?? {}) as { resourceType?: unknown; data?: unknown };
  if (resourceType !== 'Binary' || typeof data !== 'string') {
    return refuse('structure', 'The resource of a PATCH entry is a Binary with the JSON Patch in data', 'resource');
  }
  return parseJson(Buffer.from(data, 'base64').toString());
}

interface Answering {
  readonly versionAfter: VersionAfter;
  readonly request: FhirRequest;
}

function toBody(plans: readonly PlannedEntry[], results: Results, answering: Answering): string {
  const entries = plans.map((plan) => toEntryJson(results.get(plan)!, answering));
  return toBundleJson({ type: 'transaction-response', links: [], entries });
}

function toEntryJson({ key, status, issues }: EntryResult, { versionAfter, request }: Answering): string {
  const outcome = issues ? { outcome: toOperationOutcome(issues) } : {};
  if (!key) return `{"response":${JSON.stringify({ status, ...outcome })}}`;
  const version = versionAfter(key);
  const response = {
    status,
    location: locationOf(version, request.baseUrl),
    etag: toEtag(version),
    lastModified: toServerInstant(version.lastUpdated),
  };
  const isWanted =
    /return\s*=/.test(request.headers.prefer ?? '') && returnPreference(request.headers.prefer) === 'representation';
  const resource = isWanted && version.json ? `"resource":${version.json},` : '';
  return `{${resource}"response":${JSON.stringify(response)}}`;
}
