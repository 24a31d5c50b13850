/** What this server can do, told from the tables that make it do so. https://hl7.org/fhir/R4/capabilitystatement.html */
import type {
  CapabilityStatement,
  CapabilityStatementRestResource,
  CapabilityStatementRestResourceSearchParam,
} from '@medplum/fhirtypes';
import { type DefinitionType, definitionTypes } from '../fhir/definition-type.ts';
import { type ResourceType, resourceTypes } from '../fhir/resource-type.ts';
import { profilesOf } from '../fhir/sas.ts';
import { type SearchParameter, searchParameters } from '../fhir/search/search-parameter.ts';

export interface CapabilityOptions {
  readonly baseUrl: string;
  readonly version: string;
  /** Whether `PUT Type/id` of an unknown id creates. */
  readonly acceptsClientIds: boolean;
}

/** When what is told here last changed: no day of a build, so that servers of one version tell the same. */
const changedOn = '2026-11-29';

const guide = 'https://interop.esante.gouv.fr/ig/fhir/sas';

/** The guide's requirements that are fulfilled. */
const instantiated = ['PsIndiv', 'CPTS', 'SOS'].map(
  (role) => `${guide}/CapabilityStatement/SAS-GestionnaireAgenda-${role}`,
);

/** Parameters whose definition is the guide's; the others are FHIR's own. */
const guideDefinitions: Readonly<Record<string, string>> = {
  'Slot.start': `${guide}/SearchParameter/slot-sp-start`,
  'Slot.service-type-reference': `${guide}/SearchParameter/cptsslot-sp-servicetype`,
};

/** Operations of a type: those of the IHE profile for scheduling. */
const operations: Readonly<Partial<Record<ResourceType, readonly string[]>>> = {
  Appointment: ['find', 'hold', 'book'],
};

const operationDefinition = (name: string): string =>
  `https://profiles.ihe.net/ITI/Scheduling/OperationDefinition/appointment-${name}`;

/** The interactions that each type takes. */
const interactions = [
  'read',
  'vread',
  'create',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'search-type',
] as const;

/** The server's CapabilityStatement. */
export const capabilityStatement = ({
  baseUrl,
  version,
  acceptsClientIds,
}: CapabilityOptions): CapabilityStatement => ({
  resourceType: 'CapabilityStatement',
  name: 'SasInterop',
  status: 'active',
  date: changedOn,
  kind: 'instance',
  instantiates: instantiated,
  software: { name: 'SAS interop', version },
  implementation: { description: "Agenda for the French Service d'Accès aux Soins", url: baseUrl },
  fhirVersion: '4.0.1',
  format: ['application/fhir+json', 'json'],
  patchFormat: ['application/json-patch+json'],
  rest: [
    {
      mode: 'server',
      resource: [
        ...[...resourceTypes].sort().map((type) => toResource(type, acceptsClientIds)),
        ...definitionTypes.map(toDefinitionResource),
      ],
      operation: [{ name: 'validate', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate' }],
      interaction: [{ code: 'history-system' }, { code: 'batch' }, { code: 'transaction' }],
    },
  ],
});

function toResource(type: ResourceType, acceptsClientIds: boolean): CapabilityStatementRestResource {
  return {
    type,
    ...notEmpty('supportedProfile', [...profilesOf(type)]),
    interaction: interactions.map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: true,
    updateCreate: acceptsClientIds,
    conditionalCreate: true,
    conditionalUpdate: true,
    conditionalDelete: 'not-supported',
    conditionalRead: 'full-support',
    ...notEmpty('searchInclude', includable(type)),
    ...notEmpty('searchRevInclude', referringParameters(type)),
    ...(operations[type]
      ? { operation: operations[type].map((name) => ({ name, definition: operationDefinition(name) })) }
      : {}),
    searchParam: [...commonParameters, ...searchParameters[type].map((one) => toSearchParam(type, one))],
  };
}

/** What is published of the definitions: they are read and searched, not written. */
function toDefinitionResource(type: DefinitionType): CapabilityStatementRestResource {
  return {
    type,
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    ...(type === 'ValueSet' ? { operation: valueSetOperations } : {}),
    searchParam: definitionParameters,
  };
}

const valueSetOperations = ['validate-code', 'expand'].map((name) => ({
  name,
  definition: `http://hl7.org/fhir/OperationDefinition/ValueSet-${name}`,
}));

const definitionParameters: CapabilityStatementRestResourceSearchParam[] = [
  { name: '_id', type: 'token', documentation: 'Logical id' },
  { name: 'url', type: 'uri', documentation: 'Canonical URL, without version' },
  { name: 'version', type: 'token', documentation: 'Version of the definition' },
  { name: 'name', type: 'string', documentation: 'Beginning of the computer-friendly name' },
];

/** FHIR knows no empty lists. */
const notEmpty = <Name extends string>(name: Name, list: string[]): { [Key in Name]?: string[] } =>
  list.length > 0 ? ({ [name]: list } as { [Key in Name]: string[] }) : {};

function includable(type: ResourceType): string[] {
  const references = searchParameters[type].filter((one) => one.type === 'reference');
  return references.length > 0 ? [`${type}:*`, ...references.map(({ code }) => `${type}:${code}`)] : [];
}

const commonParameters: CapabilityStatementRestResourceSearchParam[] = [
  { name: '_id', type: 'token', documentation: 'Logical id' },
  { name: '_lastUpdated', type: 'date', documentation: 'When the current version was written' },
  { name: '_has', type: 'special', documentation: 'Resources that refer here: _has:<type>:<reference>:<parameter>' },
];

const toSearchParam = (type: ResourceType, one: SearchParameter): CapabilityStatementRestResourceSearchParam => ({
  name: one.code,
  ...(guideDefinitions[`${type}.${one.code}`] ? { definition: guideDefinitions[`${type}.${one.code}`]! } : {}),
  type: one.type,
  documentation: one.description,
});

const referringParameters = (type: ResourceType): string[] =>
  resourceTypes.flatMap((source) =>
    searchParameters[source].filter(({ targets }) => targets?.includes(type)).map(({ code }) => `${source}:${code}`),
  );
