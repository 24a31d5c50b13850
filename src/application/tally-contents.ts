/** What a base holds, in figures that are the same for two bases if and only if they hold the same. */
import { hash } from 'node:crypto';
import { resourceTypes } from '../fhir/resource-type.ts';
import type { ContentLine, ContentState, ContentVersion, ShownSlot, StoreContents } from '../store/store-contents.ts';
import type { Claim } from '../store/unit-of-work.ts';

/** What is counted by itself; `agenda` are the slots shown, `outbox` its lines, `state` the numbers by which the base goes on. */
const kinds = [...resourceTypes, 'agenda', 'claims', 'outbox', 'state'] as const;

export type Kind = (typeof kinds)[number];

/** Things of one kind. */
export interface Tally {
  readonly count: number;
  /** How many of them nothing has replaced. */
  readonly current: number;
  /** The sum of the SHA-256 of each, modulo 2^256: it does not depend on their order. Hexadecimal. */
  readonly digest: string;
}

/** Of every kind. */
export type Tallies = ReadonlyMap<Kind, Tally>;

/** Reads all that a base holds. `onProgress` gets the number of the last version read. */
export async function tallyContents(contents: StoreContents, onProgress: (seq: number) => void): Promise<Tallies> {
  const sums = new Sums();
  const state = await contents.state();
  for await (const versions of contents.versions({ after: 0, upTo: state.seq })) {
    for (const version of versions) sums.add(version.type, toText(version), version.isCurrent);
    onProgress(versions.at(-1)!.seq);
  }
  for await (const slots of contents.shownSlots()) for (const slot of slots) sums.add('agenda', toSlotText(slot));
  for await (const claims of contents.claims()) for (const claim of claims) sums.add('claims', toClaimText(claim));
  for await (const lines of contents.lines()) for (const line of lines) sums.add('outbox', toLineText(line));
  sums.add('state', toStateText(state));
  return sums.toTallies();
}

/** One digest of all kinds. */
export const digestOf = (tallies: Tallies): string => hash('sha256', JSON.stringify([...tallies]));

interface Sum {
  count: number;
  current: number;
  digest: bigint;
}

class Sums {
  readonly #sums = new Map(kinds.map((kind): [Kind, Sum] => [kind, { count: 0, current: 0, digest: 0n }]));

  add(kind: Kind, text: string, isCurrent = true): void {
    const sum = this.#sums.get(kind)!;
    sum.count += 1;
    if (isCurrent) sum.current += 1;
    sum.digest = BigInt.asUintN(256, sum.digest + BigInt(`0x${hash('sha256', text)}`));
  }

  toTallies(): Tallies {
    const toTally = ({ digest, ...counts }: Sum): Tally => ({
      ...counts,
      digest: digest.toString(16).padStart(64, '0'),
    });
    return new Map([...this.#sums].map(([kind, sum]) => [kind, toTally(sum)]));
  }
}

/** The resource's own text last: what is before it cannot be taken for a part of it. */
const toText = ({ json, ...version }: ContentVersion): string => {
  const { type, id, versionId, lastUpdated, method, seq, born, isCurrent } = version;
  return `${[type, id, versionId, lastUpdated, method, seq, born, isCurrent].join(' ')} ${json}`;
};

const toSlotText = ({ scheduleId, start, id }: ShownSlot): string => JSON.stringify([scheduleId, start, id]);

const toClaimText = ({ slotId, holder, expiresAt, isOverruled }: Claim): string =>
  JSON.stringify([slotId, holder, expiresAt ?? null, isOverruled ?? false]);

const toLineText = ({ destination, subject, fence, due, messages }: ContentLine): string => {
  const told = messages.map(({ id, body, queuedAt, attempts, isParked, failure }) => {
    const reason = failure && [failure.at, failure.reason, failure.answer ?? null];
    return [id, body, queuedAt, attempts, isParked, reason ?? null];
  });
  return JSON.stringify([destination, subject, fence, due ?? null, told]);
};

const toStateText = ({ seq, at }: ContentState): string => `${seq} ${at}`;
