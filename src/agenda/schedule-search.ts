/** The guide's Schedule search for SOS Médecins (SPEC §4), told apart from a vendor's own and understood. */
import { identifierSystem } from '../fhir/sas.ts';
import type { Criterion, Search } from '../fhir/search/criterion.ts';
import { isIdentifier, readIdentifiers } from './asked-identifiers.ts';
import { isIncluded } from './asked-includes.ts';
import { readWindow, type SearchWindow, wantsTotalAlone } from './window.ts';

export interface ScheduleSearch {
  readonly window: SearchWindow;
  /** What is asked of the associations: their SIRET. */
  readonly organizations: readonly Criterion[];
  /** What else is asked of the schedules. */
  readonly schedules: readonly Criterion[];
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
  const identifiers = readIdentifiers(organizations.filter(isIdentifier), {
    system: identifierSystem.structure,
    name: 'actor:Location.organization.identifier',
  });
  const { window, further } = readWindow({
    slotCriteria: search.criteria.flatMap(slotCriterion),
    names: { start: '_has:Slot:schedule:start', status: '_has:Slot:schedule:status' },
    otherIssues: identifiers.issues,
  });
  const locations = isIncluded(search, { source: 'Schedule', param: 'actor', target: 'Location' });
  return {
    window,
    organizations: [...identifiers.criteria, ...organizations.filter((one) => !isIdentifier(one))],
    schedules: search.criteria.filter((one) => organizationCriterion(one).length + slotCriterion(one).length === 0),
    further,
    isCountOnly: wantsTotalAlone(search),
    wants: {
      slots: isIncluded(search, { direction: 'revinclude', source: 'Slot', param: 'schedule' }),
      locations,
      organizations: locations && isIncluded(search, { source: 'Location', param: 'organization' }),
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
