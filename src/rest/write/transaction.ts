/** transaction: all entries or none, in one unit of work. https://hl7.org/fhir/R4/http.html#trules */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import { giveBackSlots } from '../../agenda/booking/slot-claims.ts';
import type { Draft } from '../../agenda/writing/draft.ts';
import { scheduleIdOf } from '../../agenda/writing/judge-slot.ts';
import { clearWindow, findObstacle } from '../../agenda/writing/replace-day.ts';
import { type Issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { judgeShape } from '../../fhir/shape.ts';
import type { SlotWindow } from '../../store/unit-of-work.ts';
import { toBundleJson } from '../bundle.ts';
import type { FhirRequest, FhirResponse } from '../interaction.ts';
import { parsePrecondition } from '../version-headers.ts';
import { readPatch } from './apply-patch.ts';
import { answerReads, type BundleContext } from './batch.ts';
import { type BundleEntry, forEntry, parseEntries } from './bundle-entry.ts';
import { BundleReferences, type EntryKeys, keysOfEntries } from './bundle-references.ts';
import { commitDraft } from './commit-draft.ts';
import { seesOf } from './sees-of.ts';
import { conditionalUpdateStep, createStep, deleteStep, patchStep, type StepResult, updateStep } from './steps.ts';
import { type EntryTarget, foresee, inOrder, type PlannedEntry, planEntry } from './transaction-plan.ts';
import { type EntryResult, toEntryJson } from './transaction-response.ts';
import type { WriteDependencies } from './write-dependencies.ts';

/**
 * Carries out all writes, or none and tells why. Then come the reads, which see what was written; one that fails is told
 * in its place, as in a batch: what is on disk is not taken back.
 */
export async function transaction(
  deps: WriteDependencies,
  bundle: object,
  context: BundleContext,
): Promise<FhirResponse> {
  const { request } = context;
  const entries = parseEntries(bundle, request.baseUrl);
  const [reads, writes] = [entries.filter(isGet), entries.filter((entry) => !isGet(entry))];
  const written = await commitWrites(deps, writes, request);
  const read = await answerReads(reads, context);
  const answers = new Map([...written, ...reads.map((entry, index) => [entry, read[index]!] as const)]);
  return {
    status: 200,
    body: toBundleJson({
      type: 'transaction-response',
      links: [],
      entries: entries.map((entry) => answers.get(entry)!),
    }),
  };
}

/** Of what is asked by POST a transaction takes creates alone. */
const isGet = ({ method }: BundleEntry): boolean => method === 'GET';

/** Each entry with its answer as JSON. */
async function commitWrites(
  deps: WriteDependencies,
  entries: readonly BundleEntry[],
  request: FhirRequest,
): Promise<[BundleEntry, string][]> {
  const { baseUrl } = request;
  const plans = entries.map((entry) => forEntry(entry.name, () => planEntry(entry, { ...deps, baseUrl })));
  return commitDraft(deps.store, {
    sees: { ...seesOf(...plans.flatMap(foresee)), windows: plans.flatMap(({ target }) => windowOf(target) ?? []) },
    decide: (draft) => {
      const results = carryOut(draft, plans, { deps, baseUrl });
      return (versionAfter) =>
        entries.map((entry, index) => [entry, toEntryJson(results[index]!, versionAfter, request)]);
    },
  });
}

const windowOf = (target: EntryTarget): SlotWindow | undefined =>
  target.kind === 'window' ? target.window : undefined;

interface Setting {
  readonly deps: WriteDependencies;
  readonly baseUrl: string;
}

interface Context extends Setting {
  readonly draft: Draft;
  readonly keys: EntryKeys;
  readonly references: BundleReferences;
  readonly day: ReplacedDay;
}

/** What this transaction replaces. */
interface ReplacedDay {
  /** The schedules whose slots it clears in a window. */
  readonly scheduleIds: ReadonlySet<string>;
  /** The ids of slots that it puts: written anew, not deleted. */
  readonly putIds: ReadonlySet<string>;
  /** What stays of the windows that were cleared: they come first. */
  readonly kept: Slot[];
}

/** The results in the order of the plans, whatever the order in which they are carried out. */
function carryOut(draft: Draft, plans: readonly PlannedEntry[], setting: Setting): EntryResult[] {
  const keys = keysOfEntries(draft, plans);
  draft.expect(plans.flatMap((plan) => (plan.entry.method === 'DELETE' ? [] : (keys.get(plan) ?? []))));
  const references = new BundleReferences(draft, keys, setting.baseUrl);
  const context = { ...setting, draft, keys, references, day: replacedDay(plans, keys) };
  for (const plan of plans) forEntry(plan.entry.name, () => giveBackAhead(plan, context));
  const results = new Map(
    inOrder(plans).map((plan) => [plan, forEntry(plan.entry.name, () => carryOutEntry(plan, context))]),
  );
  return plans.map((plan) => results.get(plan)!);
}

/**
 * The slots that an appointment gives up are there for the other entries, in whatever order: two may change places. What
 * is wrong with the appointment is told in its turn.
 */
function giveBackAhead(plan: PlannedEntry, { draft, keys, references }: Context): void {
  if (plan.resource?.resourceType !== 'Appointment' || plan.entry.method !== 'PUT') return;
  const key = keys.get(plan)!;
  const current = draft.resource<Appointment>(key);
  if (!current || judgeShape('Appointment', plan.resource).length > 0) return;
  const next = resolveEarly(plan, references) as Appointment | undefined;
  if (next) giveBackSlots(draft, { next: { ...next, id: key.id }, current });
}

/** The resource with its references made real; undefined when one is not, which may be for an entry still to come. */
function resolveEarly(plan: PlannedEntry, references: BundleReferences): AgendaResource | undefined {
  try {
    return references.resolve(plan.resource!, plan);
  } catch (error) {
    if (error instanceof OutcomeError) return undefined;
    throw error;
  }
}

const replacedDay = (plans: readonly PlannedEntry[], keys: EntryKeys): ReplacedDay => ({
  scheduleIds: new Set(plans.flatMap(({ target }) => windowOf(target)?.scheduleId ?? [])),
  putIds: new Set(
    plans.flatMap((plan) => (plan.type === 'Slot' && plan.entry.method === 'PUT' ? (keys.get(plan)?.id ?? []) : [])),
  ),
  kept: [],
});

function carryOutEntry(plan: PlannedEntry, context: Context): EntryResult {
  if (plan.target.kind === 'window') return clear(plan.target.window, context);
  if (plan.entry.method === 'DELETE') return remove(plan, context);
  const obstacle = findSlotObstacle(plan, context);
  if (obstacle) return { status: '200', issues: [obstacle] };
  const { key, isNew } = write(plan, context);
  return { key, status: isNew ? '201' : '200' };
}

function clear(window: SlotWindow, { draft, day }: Context): EntryResult {
  const cleared = clearWindow(draft, window, day.putIds);
  day.kept.push(...cleared.kept);
  return cleared.issues.length > 0 ? { status: '200', issues: cleared.issues } : { status: '204' };
}

/** A condition that matches nothing deletes nothing. */
function remove(plan: PlannedEntry, { draft, keys }: Context): EntryResult {
  const key = keys.get(plan)!;
  const isThere = plan.target.kind === 'one' || draft.resource(key) !== undefined;
  if (isThere) deleteStep(draft, { key, precondition: parsePrecondition(plan.entry) });
  return { status: '204' };
}

/** Only in a replaced day is a slot that somebody has kept and told; elsewhere it is a conflict. */
function findSlotObstacle(plan: PlannedEntry, { draft, keys, references, day }: Context): Issue | undefined {
  if (plan.resource?.resourceType !== 'Slot') return undefined;
  const slot = references.resolve(plan.resource, plan) as Slot;
  const isOfDay = day.scheduleIds.has(scheduleIdOf(slot) ?? '');
  return isOfDay ? findObstacle(draft, { ...slot, id: keys.get(plan)!.id }, day.kept) : undefined;
}

function write(plan: PlannedEntry, { deps, baseUrl, draft, references, keys }: Context): StepResult {
  const { entry, target, newId } = plan;
  const key = keys.get(plan)!;
  const precondition = parsePrecondition(entry);
  if (entry.method === 'PATCH')
    return patchStep(draft, { key, patch: readPatch(entry.resource), precondition, baseUrl }, deps);
  const resource = references.resolve(plan.resource!, plan);
  const identifier = target.kind === 'identified' ? target.identifier : undefined;
  if (entry.method === 'POST')
    return createStep(draft, { resource: { ...resource, id: newId }, unless: identifier }, deps);
  if (identifier) return conditionalUpdateStep(draft, { resource, identifier, precondition, newId }, deps);
  if (resource.id !== undefined && resource.id !== key.id) {
    refuse('invalid', `id is "${resource.id}" in the resource and "${key.id}" in request.url`, 'resource.id');
  }
  return updateStep(draft, { resource: { ...resource, id: key.id }, precondition }, deps);
}
