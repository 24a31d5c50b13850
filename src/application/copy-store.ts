/**
 * Copies a base into another, whatever keeps each. What was copied stays when the copy is cut short: the next run goes on
 * behind it, and takes what the base has got since. A copy counts only once both were read as they are then, and are the same.
 */
import { type ContentState, CopyRefused, type StoreContents, type StoreCopy } from '../store/store-contents.ts';
import { digestOf, type Tallies, tallyContents } from './tally-contents.ts';

/** Numbers of versions. */
export interface CopiedVersions {
  readonly copied: number;
  /** Those that earlier runs had copied. */
  readonly found: number;
}

export interface CopyReport extends CopiedVersions {
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
  const shares = [0, 0, 0];
  const part = (index: number) => (share: number) => {
    shares[index] = share / shares.length;
    onProgress(shares.reduce((sum, one) => sum + one));
  };
  const { state, ...versions } = await copyVersions(from, to, part(0));
  await copyClaimsAndLines(from, to);
  await to.setState(state);
  const tally = (contents: StoreContents, index: number) =>
    tallyContents(contents, (seq) => part(index)(seq / state.seq));
  const [made, wanted] = await Promise.all([tally(to.contents, 1), tally(from, 2)]);
  demandSame(from, to.contents, { wanted, made, state, now: await from.state() });
  await to.finish();
  return { ...versions, tallies: made, digest: digestOf(made) };
}

/** Copies the versions that there are, and leaves the copy unfinished: a later run then has less to do. @throws CopyRefused */
export async function copyAhead(
  from: StoreContents,
  to: StoreCopy,
  { onProgress }: CopyProgress,
): Promise<CopiedVersions> {
  const { copied, found } = await copyVersions(from, to, onProgress);
  return { copied, found };
}

async function copyVersions(
  from: StoreContents,
  to: StoreCopy,
  onProgress: (share: number) => void,
): Promise<CopiedVersions & { readonly state: ContentState }> {
  if (from.location === to.contents.location) throw new CopyRefused('FROM and TO are the same base.');
  const after = await to.begin(from.location);
  const found = await demandSameBeginning(from, to.contents, after);
  const state = await from.state();
  let copied = 0;
  for await (const versions of from.versions({ after, upTo: state.seq })) {
    await to.addVersions(versions);
    copied += versions.length;
    onProgress(versions.at(-1)!.seq / state.seq);
  }
  return { state, copied, found };
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
