/**
 * `sas import`: files of FHIR resources into the store. A survey tells what the files have; then the directory, the slots
 * and the appointments are written, each in a pass of its own, so that what is referred to comes first.
 */

import type { JudgeContent } from '../agenda/deciding/judge-profiles.ts';
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { ImportFile } from './import-file.ts';
import { kinds } from './line-kinds.ts';
import { lookBack } from './look-back.ts';
import { Progress, type ReportProgress } from './progress.ts';
import type { Forecaster } from './read-groups.ts';
import { Rehearsal } from './rehearsal.ts';
import { Repeats } from './repeats.ts';
import { type Notice, Report, type Summary } from './report.ts';
import { surveyFiles } from './survey.ts';
import { writePass } from './write-pass.ts';

export interface ImportOptions {
  readonly store: ResourceStore;
  readonly newId: () => string;
  /** Judges what is to be written further, as every other write is judged; what it finds makes a bad line. */
  readonly judgeContent?: JudgeContent | undefined;
  /** The FHIR base of the server, when it is known: its own addresses in the files are then stored without it. */
  readonly baseUrl?: string | undefined;
  /** Where changes of appointments are told; absent: nowhere. */
  readonly destinations?: readonly Destination[];
  /** Writes nothing. */
  readonly isDryRun?: boolean;
  /** Checks all lines first, and writes nothing when one is bad. */
  readonly isAllOrNothing?: boolean;
  /** Looks ahead while something is written, for large files; absent: nobody does. The outcome is the same. */
  readonly forecaster?: Forecaster | undefined;
  readonly onNotice: (notice: Notice) => void;
  readonly onProgress?: ReportProgress;
}

/**
 * Imports the files as one: their resources may refer to each other.
 * @throws ImportRefused when a file is nothing that can be imported, OutcomeError when the store cannot do its work.
 */
export async function importFiles(files: readonly ImportFile[], options: ImportOptions): Promise<Summary> {
  const { isDryRun = false, isAllOrNothing = false } = options;
  const isRehearsed = isDryRun || isAllOrNothing;
  const progress = new Progress(files, options.onProgress);
  const report = new Report(options.onNotice);
  const run = { ...options, destinations: options.destinations ?? [], onBytes: progress.onBytes };
  const survey = await surveyFiles(files, { ...run, report });
  progress.expect(survey, isRehearsed && !isDryRun ? 2 : 1);
  const passes = async (into: Report, rehearsal?: Rehearsal) => {
    const repeats = new Repeats();
    for (const kind of kinds) {
      progress.beginPass(survey, kind);
      await writePass(kind, { ...run, survey, report: into, repeats, rehearsal });
      if (kind === 'directory') await lookBack({ ...run, survey, report: into });
      progress.endPass();
    }
  };
  if (isRehearsed) await passes(report, new Rehearsal());
  if (isDryRun || (isAllOrNothing && report.bad > 0)) return report.summary(false);
  const final = isRehearsed ? new Report(onlyBad(options.onNotice)) : report;
  await passes(final);
  return final.summary(true);
}

/** What the rehearsal told is not told again; what went wrong since then is. */
const onlyBad =
  (onNotice: ImportOptions['onNotice']): ImportOptions['onNotice'] =>
  (notice) => {
    if (notice.severity === 'bad') onNotice(notice);
  };
