/** `sas store copy`: a base from one store into another. */
import { Argument, Command } from 'commander';
import {
  type CopiedVersions,
  type CopyProgress,
  type CopyReport,
  copyAhead,
  copyStore,
} from '../application/copy-store.ts';
import { openContents, openCopy } from '../application/open-contents.ts';
import type { Kind } from '../application/tally-contents.ts';
import { isResourceType } from '../fhir/resource-type.ts';
import type { StoreContents, StoreCopy } from '../store/store-contents.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { ProgressBar } from './progress-bar.ts';

const aBase = 'a data folder (of SAS_DATA_DIR), or a MongoDB URI (mongodb://…)';

/** The command. It fails when the copy is not the same in the end. */
export const storeCopyCommand = (): Command =>
  new Command('copy')
    .description('copy a base with all its history, holds and outbox; cut short, it goes on when it is run again')
    .addArgument(new Argument('<from>', `the base to copy: ${aBase}; nothing in it is changed`))
    .addArgument(new Argument('<to>', 'the same for the copy: empty, or what an earlier run of this has begun'))
    .option('--ahead', 'copy what is there while servers still write to it; a later run without this takes the rest')
    .action(async (from: string, to: string, { ahead }: { readonly ahead?: true }) => {
      keepHeapSmall();
      const begun = performance.now();
      const seconds = () => (performance.now() - begun) / 1000;
      const told = ahead
        ? toAheadText(await withBases(from, to, copyAhead), seconds())
        : toReadable(await withBases(from, to, copyStore), seconds());
      process.stdout.write(`${told}\n`);
    });

/** The bar's steps. */
const steps = 1000;

async function withBases<T>(
  where: string,
  whereTo: string,
  work: (from: StoreContents, to: StoreCopy, progress: CopyProgress) => Promise<T>,
): Promise<T> {
  const bar = new ProgressBar(process.stderr);
  const from = await openContents(where);
  try {
    const to = await openCopy(whereTo);
    try {
      return await work(from, to, { onProgress: (share) => bar.update(Math.floor(share * steps), steps) });
    } finally {
      await to.close();
    }
  } finally {
    bar.stop();
    await from.close();
  }
}

const toAheadText = (versions: CopiedVersions, seconds: number): string =>
  [
    toVersionText(versions, 'copied', seconds),
    'not ended: stop what writes to the first, and run it again without --ahead',
  ].join('\n');

function toReadable({ tallies, digest, ...versions }: CopyReport, seconds: number): string {
  const types = [...tallies].filter(([kind]) => isResourceType(kind));
  const countOf = (kind: Kind) => toCount(tallies.get(kind)!.count);
  return [
    toVersionText(versions, 'copied and verified', seconds),
    ...types.map(([type, { count, current }]) => `  ${type} ${toCount(current)} in ${toCount(count)} versions`),
    `  slots shown ${countOf('agenda')}, slots taken ${countOf('claims')}, lines of the outbox ${countOf('outbox')}`,
    `both hold the same: SHA-256 ${digest}`,
  ].join('\n');
}

function toVersionText({ copied, found }: CopiedVersions, done: string, seconds: number): string {
  const earlier = found > 0 ? `; ${toCount(found)} were there from an earlier run` : '';
  const speed = `${toCount(Math.round(copied / seconds))} a second`;
  return `${toCount(copied)} versions ${done} in ${seconds.toFixed(1)} s, ${speed}${earlier}`;
}

const toCount = (count: number): string => count.toLocaleString('en');
