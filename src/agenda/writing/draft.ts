/** What several writes of one unit will have made: what was seen, with what was decided so far laid over it. */
import type { Identifier, Slot } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { type ResourceKey, toReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import type { Change, Claim, IdentifierKey, OutboxMessage, Seen } from '../../store/unit-of-work.ts';

type PutMethod = Extract<Change, { kind: 'put' }>['method'];

export class Draft {
  readonly seen: Seen;
  readonly #changes: Change[] = [];
  /** Undefined: deleted. */
  readonly #resources = new Map<string, AgendaResource | undefined>();
  /** Ids of resources that were put, by each identifier they then had. */
  readonly #putIds = new Map<string, Set<string>>();
  /** What was read already: it is the same all through a unit. */
  readonly #read = new Map<string, AgendaResource | undefined>();
  /** Undefined: released. */
  readonly #claims = new Map<string, Claim | undefined>();

  readonly #tellings: (() => void)[] = [];
  #expected: ReadonlySet<string> = new Set();

  constructor(seen: Seen) {
    this.seen = seen;
  }

  /** Tells what this unit will put, so that others may refer to it already. */
  expect(keys: readonly ResourceKey[]): void {
    this.#expected = new Set(keys.map(toReference));
  }

  /** Whether this unit will put such a resource. */
  expects(key: ResourceKey): boolean {
    return this.#expected.has(toReference(key));
  }

  /** What is to be carried out, in the order in which it was decided. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.seen.now;
  }

  /** The resource as it will be; undefined when there will be none. */
  resource<R extends AgendaResource>(key: ResourceKey): R | undefined {
    const name = toReference(key);
    if (this.#resources.has(name)) return this.#resources.get(name) as R | undefined;
    if (!this.#read.has(name)) this.#read.set(name, this.seen.resource(key));
    return this.#read.get(name) as R | undefined;
  }

  /** Who has the slot. A hold whose time is over ends here: the slot is released, and free again as it was. */
  claim(slotId: string): Claim | undefined {
    if (this.#claims.has(slotId)) return this.#claims.get(slotId);
    const claim = this.seen.claim(slotId);
    if (claim?.expiresAt === undefined || claim.expiresAt > this.now) return claim;
    this.giveBack(claim, 'busy-tentative');
    return undefined;
  }

  /** Ends a claim: a slot that is still to come is free again, if it is as its holder made it (`heldAs`). */
  giveBack({ slotId, isOverruled }: Claim, heldAs: 'busy' | 'busy-tentative'): void {
    this.release(slotId);
    if (isOverruled) return;
    const slot = this.resource<Slot>({ type: 'Slot', id: slotId });
    if (slot?.status !== heldAs) return;
    if (parseDateTime(slot.start)!.from >= this.now) this.put({ ...slot, status: 'free' }, 'PUT');
  }

  put(resource: AgendaResource, method: PutMethod): void {
    const key = keyOf(resource);
    this.#resources.set(toReference(key), resource);
    for (const { system = '', value = '' } of identifiersOf(resource)) {
      const name = nameOf({ type: key.type, system, value: toPrefixedValue(system, value) });
      this.#putIds.set(name, (this.#putIds.get(name) ?? new Set()).add(key.id));
    }
    this.#changes.push({ kind: 'put', method, resource });
  }

  delete(key: ResourceKey): void {
    this.#resources.set(toReference(key), undefined);
    this.#changes.push({ kind: 'delete', key });
  }

  take(claim: Claim): void {
    this.#claims.set(claim.slotId, claim);
    this.#changes.push({ kind: 'claim', ...claim });
  }

  release(slotId: string): void {
    this.#claims.set(slotId, undefined);
    this.#changes.push({ kind: 'release', slotId });
  }

  send(message: OutboxMessage): void {
    this.#changes.push({ kind: 'send', ...message });
  }

  /** Keeps what is to be told once this draft is committed: it may be refused yet, or made again. */
  tellLater(tell: () => void): void {
    this.#tellings.push(tell);
  }

  /** Tells it, once. To be called when the draft is committed, by all who come to know of it. */
  tell(): void {
    for (const tell of this.#tellings.splice(0)) tell();
  }

  /** Whether this draft puts or deletes it. */
  touches(key: ResourceKey): boolean {
    return this.#resources.has(toReference(key));
  }

  /** The resources that will have this identifier; its value is prefixed where its system is national. */
  identified<R extends AgendaResource>(identifier: IdentifierKey): R[] {
    const stored = this.seen.identified(identifier).map(({ id }) => id);
    const put = this.#putIds.get(nameOf(identifier)) ?? [];
    return [...new Set([...stored, ...put])]
      .flatMap((id) => this.resource<R>({ type: identifier.type, id }) ?? [])
      .filter((one) => hasIdentifier(one, identifier));
  }
}

const nameOf = ({ type, system, value }: IdentifierKey): string => `${type}?${system}|${value}`;

/** Whether a resource has this identifier, in whatever form its value stands. */
export const hasIdentifier = (resource: AgendaResource, { system, value }: Omit<IdentifierKey, 'type'>): boolean =>
  identifiersOf(resource).some(
    (own) => (own.system ?? '') === system && toPrefixedValue(system, own.value ?? '') === value,
  );

const identifiersOf = ({ identifier }: { identifier?: Identifier | Identifier[] | undefined }): Identifier[] =>
  Array.isArray(identifier) ? identifier : [];

/** Type and id of a resource that has both. */
export const keyOf = (resource: AgendaResource): ResourceKey => ({ type: resource.resourceType, id: resource.id! });
