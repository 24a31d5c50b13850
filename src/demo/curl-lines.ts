/** One search of each kind, all of which find slots of the demonstration: as addresses, and as commands to paste. */
import { formatInstant } from '../fhir/instant.ts';
import { identifierSystem } from '../fhir/sas.ts';
import { demoSituations } from './demo-situations.ts';
import { demoSeed } from './load-demo.ts';

/** How far ahead the commands look, in milliseconds: the three days of the guide. */
const windowMs = 72 * 3600 * 1000;

/** Three lines: practitioners, CPTS, SOS Médecins. `now` in milliseconds. */
export const curlLines = (fhirBase: string, now: number): readonly string[] =>
  Object.values(demoSearches(fhirBase, now)).map((url) => `curl '${url}'`);

/** The URLs of the searches, by what they look for. `now` in milliseconds. */
export function demoSearches(fhirBase: string, now: number): Readonly<Record<'practitioner' | 'cpts' | 'sos', string>> {
  const { rpps, rppsCpts, siret } = demoSituations(demoSeed);
  const window = (name: string) => [`${name}=ge${formatInstant(now)}`, `${name}=le${formatInstant(now + windowMs)}`];
  const practitioner = (value: string) =>
    `schedule.actor:Practitioner.identifier=${identifierSystem.practitioner}%7C${value}`;
  const slotSearch = (value: string) => [
    ...window('start'),
    'status=free',
    practitioner(value),
    '_include=Slot:schedule',
    '_include:iterate=Schedule:actor',
  ];
  const cpts = ['_include=Slot:service-type-reference', '_include:iterate=HealthcareService:organization'];
  const sos = [
    ...window('_has:Slot:schedule:start'),
    '_has:Slot:schedule:status=free',
    `actor:Location.organization.identifier=${identifierSystem.structure}%7C${siret}`,
    '_revinclude=Slot:schedule',
    '_include=Schedule:actor:Location',
    '_include:iterate=Location:organization',
  ];
  const search = (type: string, parameters: readonly string[]) => `${fhirBase}/${type}?${parameters.join('&')}`;
  return {
    practitioner: search('Slot', slotSearch(rpps)),
    cpts: search('Slot', [...slotSearch(rppsCpts), ...cpts]),
    sos: search('Schedule', sos),
  };
}
