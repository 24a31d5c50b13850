/** `sas store copy`: a base from one store into another. */
import { Argument, Command } from 'commander';
import { type CopyReport, copyStore } from '../application/copy-store.ts';
import { openContents, openCopy } from '../application/open-contents.ts';
import type { Kind } from '../application/tally-contents.ts';
import { isResourceType } from '../fhir/resource-type.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { ProgressBar } from './progress-bar.ts';

const aBase = 'a data folder (of SAS_DATA_DIR), or a MongoDB URI (mongodb://…)';

/** The command. It fails when the copy is not the same in the end. */
export const storeCopyCommand = (): Command =>
  new Command('copy')
    .description('copy a base with all its history, holds and outbox; cut short, it goes on when it is run again')
    .addArgument(new Argument('<from>', `the base to copy: ${aBase}; nothing in it is changed`))
    .addArgument(new Argument('<to>', 'the same for the copy: empty, or what an earlier run of this has begun'))
    .action(async (from: string, to: string) => {
      const begun = performance.now();
      const report = await runCopy(from, to);
      process.stdout.write(`${toReadable(report, (performance.now() - begun) / 1000)}\n`);
    });

/** The bar's steps. */
const steps = 1000;

async function runCopy(where: string, whereTo: string): Promise<CopyReport> {
  keepHeapSmall();
  const bar = new ProgressBar(process.stderr);
  const from = await openContents(where);
  try {
    const to = await openCopy(whereTo);
    try {
      return await copyStore(from, to, { onProgress: (share) => bar.update(Math.floor(share * steps), steps) });
    } finally {
      await to.close();
    }
  } finally {
    bar.stop();
    await from.close();
  }
}

function toReadable({ copied, found, tallies, digest }: CopyReport, seconds: number): string {
  const earlier = found > 0 ? `; ${toCount(found)} were there from an earlier run` : '';
  const speed = `${toCount(Math.round(copied / seconds))} a second`;
  const types = [...tallies].filter(([kind]) => isResourceType(kind));
  const countOf = (kind: Kind) => toCount(tallies.get(kind)!.count);
  return [
    `${toCount(copied)} versions copied and verified in ${seconds.toFixed(1)} s, ${speed}${earlier}`,
    ...types.map(([type, { count, current }]) => `  ${type} ${toCount(current)} in ${toCount(count)} versions`),
    `  slots shown ${countOf('agenda')}, slots taken ${countOf('claims')}, lines of the outbox ${countOf('outbox')}`,
    `both hold the same: SHA-256 ${digest}`,
  ].join('\n');
}

const toCount = (count: number): string => count.toLocaleString('en');
