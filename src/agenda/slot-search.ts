/** The guide's Slot search (INT_R01, INT_R04; SPEC §3), told apart from a vendor's own and understood. */
import type { Criterion, Include, Search } from '../fhir/search/criterion.ts';
import { readWindow, type SearchWindow } from './window.ts';

/** With one of these a Slot search is the vendor's own, not the guide's. */
const ownParameters: ReadonlySet<string> = new Set(['_id', '_lastUpdated', 'identifier', 'schedule']);

export interface SlotSearch {
  readonly isCpts: boolean;
  readonly window: SearchWindow;
  /** What is asked of the practitioners: their identifiers. */
  readonly practitioners: readonly Criterion[];
  /** What else is asked of the slots. */
  readonly further: readonly Criterion[];
  readonly isCountOnly: boolean;
  readonly wants: {
    readonly schedules: boolean;
    readonly practitioners: boolean;
    readonly roles: boolean;
    readonly services: boolean;
    readonly organizations: boolean;
  };
}

/** Whether the guide's rules govern this Slot search (SPEC §3). */
export const isGuideSlotSearch = (search: Search): boolean => !search.criteria.some(isOwn);

function isOwn(criterion: Criterion): boolean {
  if (criterion.kind === 'id') return ownParameters.has('_id');
  if (criterion.kind === 'lastUpdated') return ownParameters.has('_lastUpdated');
  return (
    (criterion.kind === 'term' || criterion.kind === 'missing') && ownParameters.has(criterion.param.split(':')[0]!)
  );
}

/** @throws OutcomeError that names each mandatory parameter that is missing or wrong. */
export function readSlotSearch(search: Search): SlotSearch {
  const practitioners = search.criteria.flatMap(practitionerCriterion);
  const slotCriteria = search.criteria.filter((one) => practitionerCriterion(one).length === 0);
  const { window, further } = readWindow({
    slotCriteria,
    identifiers: practitioners.filter((one) => one.kind === 'term' && one.param === 'identifier'),
    names: { start: 'start', status: 'status', identifier: 'schedule.actor:Practitioner.identifier' },
  });
  const includes = (source: string, param: string, target?: string) =>
    search.includes.some((include) => isInclude(include, source, param, target));
  const isCpts = includes('Slot', 'service-type-reference');
  const schedules = includes('Slot', 'schedule');
  return {
    isCpts,
    window,
    practitioners,
    further,
    isCountOnly: search.isCountOnly,
    wants: {
      schedules,
      practitioners: schedules && includes('Schedule', 'actor', 'Practitioner'),
      roles: schedules && includes('Schedule', 'actor', 'PractitionerRole'),
      services: isCpts,
      organizations: isCpts && includes('HealthcareService', 'organization'),
    },
  };
}

/** What `schedule.actor:Practitioner.…` asks of the practitioner. */
function practitionerCriterion(criterion: Criterion): readonly Criterion[] {
  if (criterion.kind !== 'chain' || criterion.param !== 'schedule') return [];
  const inner = criterion.criterion;
  if (inner.kind !== 'chain' || inner.param !== 'actor' || inner.target !== 'Practitioner') return [];
  return [inner.criterion];
}

const isInclude = (include: Include, source: string, param: string, target?: string): boolean =>
  include.direction === 'include' &&
  include.source === source &&
  (include.param === param || include.param === '*') &&
  (include.target === undefined || target === undefined || include.target === target);
