/** `sas import`: FHIR resources from files into the store. */
import { availableParallelism } from 'node:os';
import { Argument, Command, Option } from 'commander';
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import { newId } from '../application/new-id.ts';
import { type Environment, readSetting, settings } from '../config.ts';
import { destinationsOf } from '../declaration/start-senders.ts';
import { type ImportFormat, importFormats } from '../import/import-file.ts';
import { importFiles } from '../import/import-files.ts';
import { type Summary, toText } from '../import/report.ts';
import { type DataDirFlag, dataDirOption, whereOf, withStoreAt } from './data-dir.ts';
import { createForecaster } from './forecaster.ts';
import { importJudge } from './import-judge.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { openInputs } from './open-inputs.ts';
import { ProgressBar } from './progress-bar.ts';
import { optionOf } from './setting-option.ts';

interface Flags extends DataDirFlag {
  readonly format?: ImportFormat;
  readonly dryRun?: boolean;
  readonly allOrNothing?: boolean;
  readonly json?: boolean;
  readonly validation?: string;
  readonly platformUrl?: string;
  readonly agendaWebhook?: string;
  /** False: `--no-tell`. */
  readonly tell: boolean;
}

/** The command. It fails when at least one line was bad. */
export const importCommand = (): Command =>
  new Command('import')
    .description('store the FHIR resources of files, NDJSON or Bundle, plain or gzipped')
    .addArgument(new Argument('<files...>', 'files to import together; - is standard input'))
    .addOption(new Option('--format <format>', 'what the files are, instead of a guess').choices(importFormats))
    .option('--dry-run', 'check all lines and write nothing')
    .option('--all-or-nothing', 'check all lines first, and write nothing when one is bad')
    .option('--json', 'print the summary as one JSON object')
    .addOption(optionOf(settings.validation))
    .addOption(optionOf(settings.platformUrl))
    .addOption(optionOf(settings.agendaWebhook))
    .option('--no-tell', 'tell neither of them of the appointments: they know them already')
    .addOption(dataDirOption())
    .action(async (names: string[], flags: Flags) => {
      const begun = performance.now();
      const summary = await runImport(names, flags);
      const timed = { ...summary, seconds: Math.round(performance.now() - begun) / 1000 };
      process.stdout.write(`${flags.json ? JSON.stringify(timed) : toReadable(timed)}\n`);
      if (summary.bad > 0) throw new Error(`${toCount(summary.bad)} bad ${summary.bad === 1 ? 'line' : 'lines'}`);
    });

async function runImport(names: readonly string[], flags: Flags): Promise<Summary> {
  keepHeapSmall();
  // Before anything is read: standard input may be long, and a setting wrong.
  const { where, destinations, validation, igVersion, baseUrl } = readSettings(flags, process.env);
  const inputs = await openInputs(names, process.stdin);
  const files = inputs.files.map((file) => ({ ...file, format: flags.format }));
  const bar = new ProgressBar(process.stderr);
  const forecaster = createForecaster();
  // A message may leave at once: what it tells must be on the disk then.
  const isSyncedAtClose = destinations.length === 0;
  try {
    return await withStoreAt({ ...where, isSyncedAtClose }, (store) =>
      importFiles(files, {
        store,
        newId,
        judgeContent: importJudge(validation, igVersion),
        baseUrl,
        destinations,
        isDryRun: flags.dryRun === true,
        isAllOrNothing: flags.allOrNothing === true,
        // With one processor the threads would wait for each other.
        forecaster: availableParallelism() > 1 ? forecaster : undefined,
        onNotice: (notice) => bar.print(toText(notice)),
        onProgress: (done, total) => bar.update(done, total),
      }),
    );
  } finally {
    bar.stop();
    await Promise.all([forecaster.close(), inputs.dispose()]);
  }
}

/** What the options and the environment say. Throws an Error that says which setting cannot be used. */
const readSettings = (flags: Flags, environment: Environment) => ({
  where: whereOf(flags, environment),
  destinations: readDestinations(flags, environment),
  validation: readSetting(settings.validation, environment, flags.validation),
  igVersion: readSetting(settings.igVersion, environment),
  baseUrl: readSetting(settings.baseUrl, environment),
});

/** Whom the server tells, if the import is to. */
function readDestinations(
  { tell, platformUrl, agendaWebhook }: Flags,
  environment: Environment,
): readonly Destination[] {
  const whom = destinationsOf({
    platformUrl: readSetting(settings.platformUrl, environment, platformUrl),
    agendaWebhook: readSetting(settings.agendaWebhook, environment, agendaWebhook),
  });
  return tell ? whom : [];
}

type TimedSummary = Summary & { readonly seconds: number };

function toReadable(summary: TimedSummary): string {
  const { created, updated, unchanged, kept, bad, warnings, types, isWritten, seconds } = summary;
  const { wouldCreate = created, wouldUpdate = updated } = summary;
  const good = wouldCreate + wouldUpdate + unchanged + kept;
  const would = isWritten ? ['created', 'updated'] : ['would create', 'would update'];
  const speed = seconds > 0 ? `, ${toCount(Math.round(good / seconds))} a second` : '';
  const perType = Object.entries(types).map(([type, count]) => `  ${type} ${toCount(count)}`);
  return [
    `${toCount(good + bad)} read in ${seconds.toFixed(1)} s${speed}`,
    ...perType,
    `${would[0]} ${toCount(wouldCreate)}, ${would[1]} ${toCount(wouldUpdate)}, unchanged ${toCount(unchanged)}`,
    ...(kept > 0 ? [`kept as they were, for an appointment or hold has them: ${toCount(kept)}`] : []),
    ...(warnings > 0 ? [`warnings ${toCount(warnings)}`] : []),
    ...(bad > 0 ? [`bad ${toCount(bad)}`] : []),
    ...(isWritten ? [] : ['nothing was written']),
  ].join('\n');
}

const toCount = (count: number): string => count.toLocaleString('en');
