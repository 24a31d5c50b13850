/**
 * The port to all that a base holds, for who copies it into another: what no reader asks for included, such as the numbers
 * by which pages and histories go on. What is made of a resource's text (index entries, rendered slots) is not copied:
 * each store makes it anew.
 */
import type { DeliveryFailure } from './outbox.ts';
import type { StoredVersion } from './resource-store.ts';
import type { Claim, OutboxMessage } from './unit-of-work.ts';

/** A version with its places in the orders of its base. */
export interface ContentVersion extends StoredVersion {
  /** In the order of writing: no other version has the same, and what is written later has a greater one. */
  readonly seq: number;
  /** Of its resource in the order of creation; never greater than the `seq` of its first version. */
  readonly born: number;
  /** Whether no version has replaced it. */
  readonly isCurrent: boolean;
}

/** A message that is not delivered yet. */
export interface ContentMessage {
  /** By which an operator names it; those of a line stand in its order. */
  readonly id: number;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly queuedAt: number;
  readonly attempts: number;
  readonly isParked: boolean;
  readonly failure?: DeliveryFailure;
}

/** The messages of one destination and subject; none: all that was ever queued of it is delivered. Leases are left out. */
export interface ContentLine extends Pick<OutboxMessage, 'destination' | 'subject'> {
  /** How many leases it ever had. */
  readonly fence: number;
  /** When its head is to be sent, or the lease that it had would have ended; absent when nothing waits. Milliseconds. */
  readonly due?: number;
  readonly messages: readonly ContentMessage[];
}

/** A slot as it stands in an agenda. */
export interface ShownSlot {
  readonly scheduleId: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly id: string;
}

export interface ContentState {
  /** No number up to it is given again, to a version, a claim or a message. */
  readonly seq: number;
  /** The instant of the last write: nothing is written with an earlier one. Milliseconds since 1970. */
  readonly at: number;
}

/** Versions whose number is greater than `after`, and not greater than `upTo`. */
export interface Stretch {
  readonly after: number;
  readonly upTo: number;
}

/**
 * A base to be read as a whole; nothing in it is changed. What is read is of one moment only as long as nobody writes to it:
 * who needs that compares its state before and after.
 */
export interface StoreContents {
  /** Where it is, the same for the same base, without user and password. */
  readonly location: string;
  state(): Promise<ContentState>;
  /** How many versions have a number up to this one. */
  countVersions(upTo: number): Promise<number>;
  /** In order of `seq`, some at a time. */
  versions(stretch: Stretch): AsyncIterable<readonly ContentVersion[]>;
  /** In no order. */
  claims(): AsyncIterable<readonly Claim[]>;
  lines(): AsyncIterable<readonly ContentLine[]>;
  /** The slots that the guide's searches may show, which are made of their versions: to be compared, not to be copied. */
  shownSlots(): AsyncIterable<readonly ShownSlot[]>;
  close(): Promise<void>;
}

/**
 * A base that becomes a copy of another. Until it is finished it bears a mark, and no server opens it. Each call is durable
 * when it resolves; after a crash at any point another run begins again and goes on.
 * @throws CopyRefused from every method once another run has begun here.
 */
export interface StoreCopy {
  /** What it holds so far. */
  readonly contents: StoreContents;

  /**
   * Marks an empty base, or takes an unfinished copy of the same base over.
   * @returns the number up to which its versions are complete; there are none behind it.
   * @throws CopyRefused when it holds anything else.
   */
  begin(source: string): Promise<number>;

  /** Adds versions that follow those it has, in their order: each replaces the one before of its resource. */
  addVersions(versions: readonly ContentVersion[]): Promise<void>;

  /** Removes all claims and lines that an earlier run has brought. */
  removeClaimsAndLines(): Promise<void>;
  addClaims(claims: readonly Claim[]): Promise<void>;
  addLines(lines: readonly ContentLine[]): Promise<void>;
  setState(state: ContentState): Promise<void>;

  /** Takes the mark away: it is a base like any other. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** The copy cannot be made; the message is one sentence for the person who wanted it. */
export class CopyRefused extends Error {
  override name = 'CopyRefused';
}

/** The mark of a base that is an unfinished copy. */
export interface CopyMark {
  /** The location of the base that it is a copy of. */
  readonly source: string;
  /** The run that writes to it: one that was begun before has to stop. */
  readonly run: string;
  /** The number up to which its versions are complete. */
  readonly seq: number;
}

/** What a base holds before a run begins; no mark when it is none. */
export interface Beginning {
  readonly location: string;
  readonly mark: Pick<CopyMark, 'source' | 'seq'> | undefined;
  readonly isEmpty: boolean;
}

/** Where a copy of `source` goes on. @throws CopyRefused when it cannot be made there. */
export function placeToGoOn({ location, mark, isEmpty }: Beginning, source: string): number {
  if (mark?.source === source) return mark.seq;
  if (mark) throw new CopyRefused(`${location} holds an unfinished copy of ${mark.source}, not of ${source}.`);
  if (isEmpty) return 0;
  throw new CopyRefused(`${location} is not empty: a copy begins in an empty base.`);
}

/** What a run gets that has to stop. */
export const overtaken = (location: string): CopyRefused =>
  new CopyRefused(`Another copy into ${location} was begun: this one stops.`);

/** Why a base with a mark is not opened. */
export const unfinishedCopy = (location: string, { source }: Pick<CopyMark, 'source'>): string =>
  `${location} holds an unfinished copy of ${source}: run the same \`sas store copy\` again, which ends it, or use another base.`;

/** How many rows are read at a time. */
export const pageSize = 1000;

/** Pages as long as they are full; `read` gives what follows the last row of the page before. */
export async function* inPages<R>(read: (last: R | undefined) => Promise<readonly R[]>): AsyncGenerator<readonly R[]> {
  for (let last: R | undefined; ; ) {
    const page = await read(last);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    last = page.at(-1);
  }
}
