/** The situations that `examples/` shows: one request each, on the demonstration that `npm start` loads. */
import { demoSituations } from '../../src/demo/demo-situations.ts';
import { demoSeed } from '../../src/demo/load-demo.ts';
import { identifierSystem } from '../../src/fhir/sas.ts';

export interface ExampleSituation {
  /** The name of its files. */
  readonly name: string;
  readonly title: string;
  /** What to look at in the answer. */
  readonly shows: string;
  readonly type: 'Slot' | 'Schedule';
  /** `name=value`, percent-encoded where a URL must be; `from` and `to` stand for the window's ends. */
  readonly parameters: (from: string, to: string) => readonly string[];
}

const people = demoSituations(demoSeed);

const list = (system: string, values: readonly string[]) => values.map((value) => `${system}%7C${value}`).join(',');

const slotParameters =
  (rpps: readonly string[], ...others: readonly string[]): ExampleSituation['parameters'] =>
  (from, to) => [
    `start=ge${from}`,
    `start=le${to}`,
    'status=free',
    `schedule.actor:Practitioner.identifier=${list(identifierSystem.practitioner, rpps)}`,
    '_include=Slot:schedule',
    '_include:iterate=Schedule:actor',
    ...others,
  ];

const cptsParameters = (rpps: string) =>
  slotParameters([rpps], '_include=Slot:service-type-reference', '_include:iterate=HealthcareService:organization');

const sosParameters =
  (...siret: readonly string[]): ExampleSituation['parameters'] =>
  (from, to) => [
    '_revinclude=Slot:schedule',
    '_include=Schedule:actor:Location',
    '_include:iterate=Location:organization',
    `_has:Slot:schedule:start=ge${from}`,
    `_has:Slot:schedule:start=le${to}`,
    '_has:Slot:schedule:status=free',
    `actor:Location.organization.identifier=${list(identifierSystem.structure, siret)}`,
  ];

/** In the order in which a reader should meet them. */
export const exampleSituations: readonly ExampleSituation[] = [
  {
    name: 'practitioner',
    title: 'One practitioner with one place of practice (INT_R01)',
    shows: 'every visibility but CPTS, every consultation type, reasons in plain text, a booking page for each slot',
    type: 'Slot',
    parameters: slotParameters([people.rpps]),
  },
  {
    name: 'practitioner-two-places',
    title: 'One practitioner with two places of practice',
    shows: 'one Schedule and one PractitionerRole for each place, the Practitioner once',
    type: 'Slot',
    parameters: slotParameters([people.rppsMulti]),
  },
  {
    name: 'two-practitioners',
    title: 'Two practitioners in one search',
    shows: 'the slots of both in order of time, each with its own directory',
    type: 'Slot',
    parameters: slotParameters([people.rpps3, people.rpps4]),
  },
  {
    name: 'cpts',
    title: 'One practitioner whose slots are opened to a CPTS (INT_R04)',
    shows: 'the CPTS profiles, the item of the CPTS in Slot.serviceType, its HealthcareService and its Organization',
    type: 'Slot',
    parameters: cptsParameters(people.rppsCpts),
  },
  {
    name: 'cpts-two',
    title: 'Slots opened to two CPTS, to one or the other',
    shows: 'one CPTS item in each slot, and both CPTS in the Bundle',
    type: 'Slot',
    parameters: cptsParameters(people.rppsCptsTwo),
  },
  {
    name: 'cpts-shared',
    title: 'Slots opened to two CPTS at once',
    shows: 'two CPTS items in each slot',
    type: 'Slot',
    parameters: cptsParameters(people.rppsCptsShared),
  },
  {
    name: 'cpts-seen-by-others',
    title: 'The same practitioner in a search without the CPTS includes',
    shows: 'the slots that are opened to others too, without the code and the items of the CPTS',
    type: 'Slot',
    parameters: slotParameters([people.rppsCpts]),
  },
  {
    name: 'sos-medecins',
    title: 'An SOS Médecins association',
    shows: 'a Schedule for each fixed place, its Location with hours, the association; total counts the slots',
    type: 'Schedule',
    parameters: sosParameters(people.siret),
  },
  {
    name: 'sos-medecins-two',
    title: 'Two SOS Médecins associations in one search',
    shows: 'the slots of both in order of time',
    type: 'Schedule',
    parameters: sosParameters(people.siret, people.siret2),
  },
  {
    name: 'nobody-found',
    title: 'A practitioner who is not known here',
    shows: 'an empty Bundle with total 0 and its self link: no error',
    type: 'Slot',
    parameters: slotParameters(['899999999999']),
  },
  {
    name: 'refused',
    title: 'A search that cannot be executed',
    shows: 'an OperationOutcome that names each parameter that is missing or wrong',
    type: 'Slot',
    parameters: (from) => [`start=ge${from}`, 'status=busy', '_include=Slot:schedule'],
  },
];
