/**
 * Copies a base into another, whatever keeps each. What was copied stays when the copy is cut short: the next run goes on
 * behind it, and takes what the base has got since. A copy counts only once both were read as they are then, and are the same.
 */
import { type ContentState, CopyRefused, type StoreContents, type StoreCopy } from '../store/store-contents.ts';
import { digestOf, type Tallies, tallyContents } from './tally-contents.ts';

export interface CopyReport {
  /** Versions that this run has copied, and those that were there. */
  readonly copied: number;
  readonly found: number;
  /** What both hold. */
  readonly tallies: Tallies;
  readonly digest: string;
}

export interface CopyProgress {
  /** Told how far it is: from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** @throws CopyRefused, with one sentence, when it cannot be made, or is not the same in the end: it then cannot be served. */
export async function copyStore(from: StoreContents, to: StoreCopy, { onProgress }: CopyProgress): Promise<CopyReport> {
  if (from.location === to.contents.location) throw new CopyRefused('FROM and TO are the same base.');
  const done = await to.begin(from.location);
  const found = await demandSameBeginning(from, to.contents, done);
  const state = await from.state();
  const shares = [0, 0, 0];
  const part = (index: number) => (seq: number) => {
    shares[index] = seq / state.seq / shares.length;
    onProgress(shares.reduce((sum, share) => sum + share));
  };
  const copied = await copyVersions({ from, to, after: done, upTo: state.seq, onProgress: part(0) });
  await copyClaimsAndLines(from, to);
  await to.setState(state);
  const [made, wanted] = await Promise.all([tallyContents(to.contents, part(1)), tallyContents(from, part(2))]);
  demandSame(from, to.contents, { wanted, made, state, now: await from.state() });
  await to.finish();
  return { copied, found, tallies: made, digest: digestOf(made) };
}

/** Versions are only ever added, but for those of purged slots. */
async function demandSameBeginning(from: StoreContents, to: StoreContents, upTo: number): Promise<number> {
  if (upTo === 0) return 0;
  const [wanted, made] = [await from.countVersions(upTo), await to.countVersions(upTo)];
  if (wanted === made) return made;
  throw new CopyRefused(
    `${from.location} is no longer as it was when the copy was begun (sas purge?): empty ${to.location} and begin anew.`,
  );
}

interface VersionsToCopy {
  readonly from: StoreContents;
  readonly to: StoreCopy;
  readonly after: number;
  readonly upTo: number;
  readonly onProgress: (seq: number) => void;
}

async function copyVersions({ from, to, onProgress, ...stretch }: VersionsToCopy): Promise<number> {
  let copied = 0;
  for await (const versions of from.versions(stretch)) {
    await to.addVersions(versions);
    copied += versions.length;
    onProgress(versions.at(-1)!.seq);
  }
  return copied;
}

/** All of them anew: they change in place. */
async function copyClaimsAndLines(from: StoreContents, to: StoreCopy): Promise<void> {
  await to.removeClaimsAndLines();
  for await (const claims of from.claims()) await to.addClaims(claims);
  for await (const lines of from.lines()) await to.addLines(lines);
}

interface Comparison {
  readonly wanted: Tallies;
  readonly made: Tallies;
  /** The state that was copied, and the one at last. */
  readonly state: ContentState;
  readonly now: ContentState;
}

function demandSame(from: StoreContents, to: StoreContents, { wanted, made, state, now }: Comparison): void {
  if (state.seq !== now.seq || state.at !== now.at) {
    throw new CopyRefused(
      `${from.location} was written to while it was copied: stop its servers and run the same command again, which takes what is new.`,
    );
  }
  const differing = [...wanted].filter(([kind, { digest }]) => digest !== made.get(kind)!.digest);
  if (differing.length === 0) return;
  const counts = differing.map(([kind, { count }]) => `${kind} (${count} and ${made.get(kind)!.count})`);
  throw new CopyRefused(
    `${from.location} and ${to.location} differ in ${counts.join(', ')}: stop whatever writes to them or sends from them and run the same command again; if that does not help, empty the second and begin anew.`,
  );
}
