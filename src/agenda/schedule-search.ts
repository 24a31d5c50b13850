/** The guide's Schedule search for SOS Médecins (SPEC §4), told apart from a vendor's own and understood. */
import type { Criterion, Search } from '../fhir/search/criterion.ts';
import { readWindow, type SearchWindow } from './window.ts';

export interface ScheduleSearch {
  readonly window: SearchWindow;
  /** What is asked of the associations: their SIRET. */
  readonly organizations: readonly Criterion[];
  /** What else is asked of the slots. */
  readonly further: readonly Criterion[];
  readonly isCountOnly: boolean;
  readonly wants: { readonly slots: boolean; readonly locations: boolean; readonly organizations: boolean };
}

/** Whether the guide's rules govern this Schedule search: it uses `_has` or `actor:Location…`. */
export const isGuideScheduleSearch = (search: Search): boolean =>
  search.criteria.some((one) => one.kind === 'has' || isOfLocation(one));

const isOfLocation = (criterion: Criterion): boolean =>
  (criterion.kind === 'chain' && criterion.param === 'actor' && criterion.target === 'Location') ||
  (criterion.kind === 'term' &&
    criterion.param === 'actor' &&
    criterion.anyOf.some(({ scope }) => scope === 'Location'));

/** @throws OutcomeError that names each mandatory parameter that is missing or wrong. */
export function readScheduleSearch(search: Search): ScheduleSearch {
  const organizations = search.criteria.flatMap(organizationCriterion);
  const { window, further } = readWindow({
    slotCriteria: search.criteria.flatMap(slotCriterion),
    identifiers: organizations.filter((one) => one.kind === 'term' && one.param === 'identifier'),
    names: {
      start: '_has:Slot:schedule:start',
      status: '_has:Slot:schedule:status',
      identifier: 'actor:Location.organization.identifier',
    },
  });
  const includes = (direction: 'include' | 'revinclude', source: string, param: string) =>
    search.includes.some((one) => one.direction === direction && one.source === source && one.param === param);
  const locations = includes('include', 'Schedule', 'actor');
  return {
    window,
    organizations,
    further,
    isCountOnly: search.isCountOnly,
    wants: {
      slots: includes('revinclude', 'Slot', 'schedule'),
      locations,
      organizations: locations && includes('include', 'Location', 'organization'),
    },
  };
}

/** What `_has:Slot:schedule:…` asks of the slots. */
const slotCriterion = (one: Criterion): readonly Criterion[] =>
  one.kind === 'has' && one.source === 'Slot' && one.param === 'schedule' ? [one.criterion] : [];

/** What `actor:Location.organization.…` asks of the association. */
function organizationCriterion(criterion: Criterion): readonly Criterion[] {
  if (criterion.kind !== 'chain' || !isOfLocation(criterion)) return [];
  const inner = criterion.criterion;
  return inner.kind === 'chain' && inner.param === 'organization' ? [inner.criterion] : [];
}
