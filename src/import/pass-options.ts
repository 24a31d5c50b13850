/** What the passes of one import share. */
import type { JudgeContent } from '../agenda/deciding/judge-profiles.ts';
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { Forecaster } from './read-groups.ts';
import type { Rehearsal } from './rehearsal.ts';
import type { Repeats } from './repeats.ts';
import type { Report } from './report.ts';
import type { Survey } from './survey.ts';

export interface PassOptions {
  readonly store: ResourceStore;
  readonly newId: () => string;
  readonly judgeContent?: JudgeContent | undefined;
  readonly destinations: readonly Destination[];
  readonly baseUrl?: string | undefined;
  readonly survey: Survey;
  /** What the passes before have said, and this one. */
  readonly repeats: Repeats;
  readonly report: Report;
  readonly onBytes: (count: number) => void;
  /** Absent: the changes are written. */
  readonly rehearsal?: Rehearsal | undefined;
  /** Absent: each line is looked at. */
  readonly forecaster?: Forecaster | undefined;
}
