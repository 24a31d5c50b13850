/**
 * No patient identity travels in these flows (SPEC §10), so none is stored: neither a patient's resource, nor a reference
 * to one, nor a national health identifier, wherever it stands. Free text cannot be judged: docs/decisions/0007.
 */
import { isContainer } from '../../fhir/json.ts';
import { type Issue, issue } from '../../fhir/outcome.ts';

const people = '(?:Patient|RelatedPerson|Person)';
const personType = new RegExp(`(?:^|/)${people}$`);
const personReference = new RegExp(`(?:^|/)${people}(?:[/?]|$)`);

/** INS-C, INS-NIR, INS-NIA and the two for tests and demonstrations. */
const healthIdentifier = /^urn:oid:1\.2\.250\.1\.213\.1\.4\.(?:2|8|9|10|11)$/;

/** Every element of the resource that says who a patient is. */
export const judgePatientIdentity = (resource: object, type: string): Issue[] =>
  hasPatient(resource)
    ? pathsOfPatients(resource, type).map((path) =>
        issue('business-rule', `${path} is a patient: no patient identity enters this server`, path),
      )
    : [];

/** Asked first: paths are made only where there is something to name. */
function hasPatient(value: unknown): boolean {
  if (!isContainer(value)) return false;
  if (Array.isArray(value)) return value.some(hasPatient);
  if (tellsPatient(value)) return true;
  for (const name in value) if (hasPatient((value as Record<string, unknown>)[name])) return true;
  return false;
}

function pathsOfPatients(value: unknown, path: string): string[] {
  if (!isContainer(value)) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => pathsOfPatients(item, `${path}[${index}]`));
  if (tellsPatient(value)) return [path];
  return Object.entries(value).flatMap(([name, item]) => pathsOfPatients(item, `${path}.${name}`));
}

const tellsPatient = ({ resourceType, reference, type, system }: Record<string, unknown>): boolean =>
  matches(personType, resourceType) ||
  matches(personReference, reference) ||
  matches(personType, type) ||
  matches(healthIdentifier, system);

const matches = (pattern: RegExp, value: unknown): boolean => typeof value === 'string' && pattern.test(value);
