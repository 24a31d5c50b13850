/** Where the references within a transaction lead. https://hl7.org/fhir/R4/bundle.html#references */
import { isRegulatorAccount } from '../../agenda/regulator-account.ts';
import { findIdentified } from '../../agenda/writing/condition.ts';
import { resolveConditional } from '../../agenda/writing/conditional-references.ts';
import type { Draft } from '../../agenda/writing/draft.ts';
import { refuse } from '../../fhir/outcome.ts';
import { mapReferences, type ResourceKey, relativize, toReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { forEntry } from './bundle-entry.ts';
import type { PlannedEntry } from './transaction-plan.ts';

/** The resource of each entry, once the draft can tell what conditions match; a window of slots is none. */
export type EntryKeys = ReadonlyMap<PlannedEntry, ResourceKey>;

/** @throws OutcomeError 400 naming the entry that is about the same resource as one before it, 412 for an ambiguous condition. */
export function keysOfEntries(draft: Draft, plans: readonly PlannedEntry[]): EntryKeys {
  const identified = new Map<string, ResourceKey>();
  const taken = new Map<string, string>();
  const keys = new Map<PlannedEntry, ResourceKey>();
  for (const plan of plans) {
    forEntry(plan.entry.name, () => {
      const key = keyOf(draft, plan, identified);
      if (!key) return;
      const name = toReference(key);
      if (taken.has(name)) refuse('invalid', `${taken.get(name)} is about the same resource`, 'request.url');
      taken.set(name, plan.entry.name);
      keys.set(plan, key);
    });
  }
  return keys;
}

/** `identified`: what an identifier stands for already, so that two entries with one identifier are told. */
function keyOf(
  draft: Draft,
  { target, resource, newId }: PlannedEntry,
  identified: Map<string, ResourceKey>,
): ResourceKey | undefined {
  if (target.kind === 'window') return undefined;
  if (target.kind === 'one') return target.key;
  const { type, system, value } = target.identifier;
  const isAccount = resource !== undefined && isRegulatorAccount(resource);
  const name = `${isAccount ? 'account of ' : ''}${type}?${system}|${value}`;
  const key = identified.get(name) ?? { type, id: findIdentified(draft, target.identifier, resource)?.id ?? newId };
  identified.set(name, key);
  return key;
}

export class BundleReferences {
  readonly #byFullUrl = new Map<string, ResourceKey>();
  readonly #draft: Draft;
  readonly #baseUrl: string;

  /** @throws OutcomeError 400 when two entries have one fullUrl. */
  constructor(draft: Draft, keys: EntryKeys, baseUrl: string) {
    this.#draft = draft;
    this.#baseUrl = baseUrl;
    for (const [{ entry }, key] of keys) {
      if (entry.fullUrl === undefined) continue;
      const fullUrl = relativize(entry.fullUrl, baseUrl);
      if (this.#byFullUrl.has(fullUrl)) {
        refuse('invalid', `${entry.name}.fullUrl "${entry.fullUrl}" stands in two entries`, `${entry.name}.fullUrl`);
      }
      this.#byFullUrl.set(fullUrl, key);
    }
  }

  /** The entry's resource with its references to entries of the Bundle and its conditional ones made real. */
  resolve(resource: AgendaResource, { entry }: PlannedEntry): AgendaResource {
    const foreignBase = this.#foreignBaseOf(entry.fullUrl);
    const pointed = mapReferences(resource, (reference) => {
      const known = this.#byFullUrl.get(`${foreignBase}/${reference}`) ?? this.#byFullUrl.get(reference);
      return known ? toReference(known) : reference;
    });
    return resolveConditional(this.#draft, pointed);
  }

  /** Entries of another server refer to each other relative to its base. */
  #foreignBaseOf(fullUrl = ''): string | undefined {
    return relativize(fullUrl, this.#baseUrl) === fullUrl
      ? /^(https?:\/\/.+)\/[A-Za-z]+\/[^/]+$/.exec(fullUrl)?.[1]
      : undefined;
  }
}
