/** The guide's Slot search (INT_R01, INT_R04; SPEC §3), told apart from a vendor's own and understood. */
import type { ResourceType } from '../fhir/resource-type.ts';
import { identifierSystem } from '../fhir/sas.ts';
import type { Criterion, Search } from '../fhir/search/criterion.ts';
import { isIdentifier, readIdentifiers } from './asked-identifiers.ts';
import { isIncluded } from './asked-includes.ts';
import { readWindow, type SearchWindow, wantsTotalAlone } from './window.ts';

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
  const identifiers = readIdentifiers(practitioners.filter(isIdentifier), {
    system: identifierSystem.practitioner,
    name: 'schedule.actor:Practitioner.identifier',
  });
  const { window, further } = readWindow({
    slotCriteria: search.criteria.filter((one) => practitionerCriterion(one).length === 0),
    names: { start: 'start', status: 'status' },
    otherIssues: identifiers.issues,
  });
  const isCpts = isIncluded(search, { source: 'Slot', param: 'service-type-reference' });
  const schedules = isIncluded(search, { source: 'Slot', param: 'schedule' });
  const actors = (target: ResourceType) => isIncluded(search, { source: 'Schedule', param: 'actor', target });
  return {
    isCpts,
    window,
    practitioners: [...identifiers.criteria, ...practitioners.filter((one) => !isIdentifier(one))],
    further,
    isCountOnly: wantsTotalAlone(search),
    wants: {
      schedules,
      practitioners: schedules && actors('Practitioner'),
      roles: schedules && actors('PractitionerRole'),
      services: isCpts,
      organizations: isCpts && isIncluded(search, { source: 'HealthcareService', param: 'organization' }),
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
