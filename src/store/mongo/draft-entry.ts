/** An entry of the log in the making: what the units of a group change, each laid over those before it. */
import { issue, OutcomeError } from '../../fhir/outcome.ts';
import type { ResourceKey } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { stampJson, toUnstampedJson, type UnstampedJson } from '../../fhir/stored-json.ts';
import type { StoredVersion } from '../resource-store.ts';
import type { Change, PutReady } from '../unit-of-work.ts';
import {
  type ClaimEffect,
  type Effect,
  isOfDirectory,
  type ReleaseEffect,
  type State,
  type VersionEffect,
} from './log-entry.ts';
import { lineId } from './outbox-line.ts';
import { effectsOf, type PrepareVersion } from './row-changes.ts';
import { demandRoomInLine } from './row-limits.ts';
import { toStoredVersion, type VersionRow } from './rows.ts';
import type { Sight } from './sight.ts';
import { isWanted, type ListWant, type Wants } from './wants.ts';

/** Changes that a store makes by itself, beside those of the port. */
export type StoreChange = Change | PutReady | { readonly kind: 'purge'; readonly slotIds: readonly string[] };

/** What a resource is after a change of this entry; null where a purge has taken it away. */
type DraftVersion = VersionEffect | null;

/** `prev` of the next change of a slot's claim: nothing when it has none. */
type DraftClaim = ClaimEffect | ReleaseEffect | null;

/** Instants and the last number are those of the state that it follows. */
export class DraftEntry {
  readonly effects: Effect[] = [];
  readonly versions = new Map<string, DraftVersion>();
  readonly claims = new Map<string, DraftClaim>();
  /** How large the outbox's lines are with the messages of this entry, in bytes. */
  readonly lines = new Map<string, number>();
  /** The state once it is carried out. */
  after: State;
  /** About how many bytes its texts have. */
  size = 0;
  #under: DraftEntry | undefined;
  readonly #prepare: PrepareVersion;

  private constructor(after: State, prepare: PrepareVersion, under?: DraftEntry) {
    this.after = after;
    this.#prepare = prepare;
    this.#under = under;
  }

  /**
   * An entry without changes, after a state or an entry that is being carried out, and is laid under it. A clock that goes
   * back makes no version older than those before.
   */
  static after(before: State | DraftEntry, { now, prepare }: { now: number; prepare: PrepareVersion }): DraftEntry {
    const [state, under] = before instanceof DraftEntry ? [before.after, before] : [before];
    return new DraftEntry({ ...state, at: Math.max(now, state.at) }, prepare, under);
  }

  /** Forgets the entry before it, which is carried out. */
  standAlone(): void {
    this.#under = undefined;
  }

  /** A draft of one unit over this one, which it leaves as it is. */
  fork(): DraftEntry {
    return new DraftEntry(this.after, this.#prepare, this);
  }

  /** Takes over what a fork of this one changes. */
  absorb(fork: DraftEntry): void {
    this.effects.push(...fork.effects);
    for (const [key, version] of fork.versions) this.versions.set(key, version);
    for (const [slotId, claim] of fork.claims) this.claims.set(slotId, claim);
    for (const [id, bytes] of fork.lines) this.lines.set(id, bytes);
    this.after = fork.after;
    this.size += fork.size;
  }

  /** Undefined when this entry does not change it. */
  version(key: string): DraftVersion | undefined {
    return this.versions.has(key) ? this.versions.get(key) : this.#under?.version(key);
  }

  claim(slotId: string): DraftClaim | undefined {
    return this.claims.has(slotId) ? this.claims.get(slotId) : this.#under?.claim(slotId);
  }

  /** How large a line of the outbox is with what this entry adds to it. */
  lineBytes(id: string): number | undefined {
    return this.lines.get(id) ?? this.#under?.lineBytes(id);
  }

  /** The slots whose claims this entry changes. */
  get claimedSlots(): ReadonlySet<string> {
    return new Set([...(this.#under?.claimedSlots ?? []), ...this.claims.keys()]);
  }

  /** Resources of this entry, as they are after it, that are wanted. */
  list(want: ListWant): readonly VersionEffect[] {
    const under = this.#under?.list(want).filter(({ type, id }) => !this.versions.has(`${type}/${id}`)) ?? [];
    const own = [...this.versions.values()].filter(
      (version) => version !== null && version.json !== null && isWanted(want, this.#prepare(version).index),
    );
    return [...under, ...(own as VersionEffect[])];
  }

  /**
   * Lays changes over what is there. Notes what it would have to know in `wants`: the draft is then of no use.
   * @returns the versions that puts and deletes made.
   */
  carryOut(changes: readonly StoreChange[], sight: Sight, wants: Wants): readonly StoredVersion[] {
    return changes.flatMap((change) => this.#apply(change, sight, wants) ?? []);
  }

  /** Makes what the commit will need of its own versions; throws what they break. */
  prepareAll(): void {
    for (const version of effectsOf(this.effects, 'version')) this.#prepare(version);
  }

  #apply(change: StoreChange, sight: Sight, wants: Wants): StoredVersion | undefined {
    switch (change.kind) {
      case 'put': {
        const { resource, method } = change;
        return this.#save({ key: keyOf(resource), method, text: toUnstampedJson(resource), resource }, sight, wants);
      }
      case 'put-ready': {
        const { ready, method } = change;
        return this.#save({ key: ready, method, text: ready }, sight, wants);
      }
      case 'delete':
        return this.#save({ key: change.key, method: 'DELETE' }, sight, wants);
      case 'claim': {
        const prev = this.#claimBefore(change.slotId, sight, wants);
        this.#addClaim({ ...change, seq: this.#next(), ...(prev === undefined ? {} : { prev }) });
        return undefined;
      }
      case 'release': {
        const prev = this.#claimBefore(change.slotId, sight, wants);
        if (prev !== undefined) this.#addClaim({ kind: 'release', slotId: change.slotId, seq: this.#next(), prev });
        return undefined;
      }
      case 'send':
        this.#queue(change, sight, wants);
        return undefined;
      case 'purge':
        this.effects.push({ ...change, seq: this.#next() });
        for (const id of change.slotIds) this.versions.set(`Slot/${id}`, null);
        for (const id of change.slotIds) this.claims.set(id, null);
        return undefined;
    }
  }

  #save({ key, method, text, resource }: Save, sight: Sight, wants: Wants): StoredVersion {
    const before = this.#versionBefore(`${key.type}/${key.id}`, sight, wants);
    const seq = this.#next();
    const version = (before?.version ?? 0) + 1;
    const json = text ? stampJson(text, { versionId: version, lastUpdated: this.after.at }) : null;
    const { type, id } = key;
    const prev = before?.seq;
    const born = before?.born ?? seq;
    const effect = { kind: 'version', seq, type, id, version, born, method, json } as const;
    const saved: VersionEffect = prev === undefined ? effect : { ...effect, prev };
    if (resource && wants.isEmpty) this.#prepare(saved, resource);
    this.effects.push(saved);
    this.versions.set(`${type}/${id}`, saved);
    this.size += Buffer.byteLength(json ?? '') + 200;
    if (isOfDirectory(type)) this.after = { ...this.after, directory: seq };
    return toStoredVersion({ ...saved, at: this.after.at });
  }

  #versionBefore(key: string, sight: Sight, wants: Wants): Pick<VersionEffect, 'seq' | 'version' | 'born'> | undefined {
    const drafted = this.version(key);
    if (drafted !== undefined) return drafted ?? undefined;
    const known = sight.version(key);
    if (!known) wants.keys.add(key);
    return known?.row && toNumbers(known.row);
  }

  #claimBefore(slotId: string, sight: Sight, wants: Wants): number | undefined {
    const drafted = this.claim(slotId);
    if (drafted !== undefined) return drafted?.kind === 'claim' ? drafted.seq : undefined;
    const known = sight.claim(slotId);
    if (!known) wants.claims.add(slotId);
    return known?.row?._id;
  }

  #addClaim(effect: ClaimEffect | ReleaseEffect): void {
    this.effects.push(effect);
    this.claims.set(effect.slotId, effect);
  }

  #queue(change: Change & { kind: 'send' }, sight: Sight, wants: Wants): void {
    const id = lineId(change);
    const before = this.lineBytes(id) ?? sight.lineBytes(id);
    if (before === undefined) wants.lines.add(id);
    const bytes = Buffer.byteLength(change.body);
    this.lines.set(id, demandRoomInLine((before ?? 0) + bytes + messageOverhead));
    this.effects.push({ ...change, seq: this.#next() });
    this.size += bytes;
  }

  #next(): number {
    this.after = { ...this.after, seq: this.after.seq + 1 };
    return this.after.seq;
  }
}

/** A version to be made. */
interface Save {
  readonly key: ResourceKey;
  readonly method: VersionEffect['method'];
  /** Absent: a deletion. */
  readonly text?: UnstampedJson;
  /** What the text says, where that is at hand. */
  readonly resource?: AgendaResource;
}

/** What a message has beside its body, in bytes; its failure has room in the line. */
const messageOverhead = 200;

const toNumbers = ({ _id: seq, version, born }: VersionRow) => ({ seq, version, born });

function keyOf({ resourceType, id }: AgendaResource): ResourceKey {
  if (id === undefined) throw new OutcomeError(issue('exception', 'A resource without id cannot be written'));
  return { type: resourceType, id };
}
