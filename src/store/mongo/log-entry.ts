/**
 * The log: every commit is one document whose `_id` is the number of the last write before it. Of several servers that
 * want to follow the same state one can insert it. It holds all that is needed to carry it out, whoever does that.
 */
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { WriteMethod } from '../resource-store.ts';
import type { Claim, OutboxMessage } from '../unit-of-work.ts';

/** A resource's next version; `prev` is the number of the row it replaces. */
export interface VersionEffect {
  readonly kind: 'version';
  readonly seq: number;
  readonly type: ResourceType;
  readonly id: string;
  readonly version: number;
  readonly born: number;
  readonly method: WriteMethod;
  /** Null: a deletion. */
  readonly json: string | null;
  readonly prev?: number;
}

export interface ClaimEffect extends Claim {
  readonly kind: 'claim';
  readonly seq: number;
  readonly prev?: number;
}

export interface ReleaseEffect {
  readonly kind: 'release';
  readonly seq: number;
  readonly slotId: string;
  readonly prev: number;
}

export interface SendEffect extends OutboxMessage {
  readonly kind: 'send';
  readonly seq: number;
}

/** Slots that go with all their versions, their agenda rows and what is left of claims. */
export interface PurgeEffect {
  readonly kind: 'purge';
  readonly seq: number;
  readonly slotIds: readonly string[];
}

/** What a commit does, one by one; each can be carried out again without harm. */
export type Effect = VersionEffect | ClaimEffect | ReleaseEffect | SendEffect | PurgeEffect;

/** What is so once all entries up to a number are carried out. */
export interface State {
  /** The number of the last write; 0 when there was none. */
  readonly seq: number;
  /** The instant of the last write, milliseconds since 1970. */
  readonly at: number;
  /** The number of the last write to a resource of the directory. */
  readonly directory: number;
  /** Of which base, drawn when that was made: one that is emptied and begun anew is another. */
  readonly base?: string;
}

/** The directory is all that is neither slot nor appointment: what seldom changes. */
export const isOfDirectory = (type: ResourceType): boolean => type !== 'Slot' && type !== 'Appointment';

export interface LogEntry {
  /** The number of the last write before it. */
  readonly _id: number;
  /** The state once it is carried out. */
  readonly after: State;
  /** Drawn by who made it: tells its own entry from another's when the answer to the insert was lost. */
  readonly commit: string;
  /** In the order of their numbers; absent once they were carried out and are known to be. */
  readonly effects?: readonly Effect[];
  /** Since when its effects are known to be carried out. */
  readonly gone?: Date;
}

/** Whether two states are of different bases. */
export const isOfOtherBase = (one: Pick<State, 'base'>, other: Pick<State, 'base'>): boolean =>
  one.base !== undefined && other.base !== undefined && one.base !== other.base;

/** The one document of the collection `state` that everybody reads. */
export interface StateDocument extends State {
  readonly _id: 'applied';
}
