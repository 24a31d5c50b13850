/** The guide's searches as the platform writes them. */
import { identifierSystem } from '../../src/fhir/sas.ts';
import { november } from './agenda-data.ts';

/** `system|value`, the bar escaped as most clients do. */
export const nationalRpps = (value: string): string => `${identifierSystem.practitioner}%7C${value}`;
export const nationalSiret = (value: string): string => `${identifierSystem.structure}%7C${value}`;

export interface QueryOptions {
  /** With their prefix: `ge2026-11-23`. */
  readonly starts?: readonly string[];
  /** Already escaped: `urn:oid:…%7C810000000001,…`. */
  readonly identifiers: string;
  /** Further parameters, such as includes. */
  readonly others?: readonly string[];
}

/** From now until the end of Wednesday. */
const usualStarts = [`ge${november('23T08:00')}`, `le${november('25T23:59')}`];

export const practitionerIncludes = ['_include=Slot:schedule', '_include:iterate=Schedule:actor'];
export const cptsIncludes = ['_include=Slot:service-type-reference', '_include:iterate=HealthcareService:organization'];
export const sosIncludes = [
  '_revinclude=Slot:schedule',
  '_include=Schedule:actor:Location',
  '_include:iterate=Location:organization',
];

/** INT_R01. */
export const slotQuery = ({ starts = usualStarts, identifiers, others = practitionerIncludes }: QueryOptions): string =>
  `Slot?${[
    ...starts.map((start) => `start=${start}`),
    `schedule.actor:Practitioner.identifier=${identifiers}`,
    'status=free',
    ...others,
  ].join('&')}`;

/** INT_R04. */
export const cptsQuery = (options: QueryOptions): string =>
  slotQuery({ others: [...practitionerIncludes, ...cptsIncludes], ...options });

/** The Schedule search of SOS Médecins. */
export const sosQuery = ({ starts = usualStarts, identifiers, others = sosIncludes }: QueryOptions): string =>
  `Schedule?${[
    ...others,
    ...starts.map((start) => `_has:Slot:schedule:start=${start}`),
    '_has:Slot:schedule:status=free',
    `actor:Location.organization.identifier=${identifiers}`,
  ].join('&')}`;
