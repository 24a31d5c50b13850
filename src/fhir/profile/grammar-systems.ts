/** Value sets that no list can hold, since a grammar makes their codes. */

/** The three short forms are what CapabilityStatement.format allows beside MIME types. */
const mimeType = /^(xml|json|ttl)$|^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(\s*;.*)?$/;
const languageTag = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

const grammars: ReadonlyMap<string, RegExp> = new Map([
  ['http://hl7.org/fhir/ValueSet/mimetypes', mimeType],
  ['http://hl7.org/fhir/ValueSet/all-languages', languageTag],
  ['http://hl7.org/fhir/ValueSet/ucum-units', /^[!-~]+$/],
]);

/** Whether a code follows the grammar of its value set; undefined when the value set is no grammar or the value no plain code. */
export function judgeByGrammar(valueSet: string, value: unknown): 'in' | 'out' | undefined {
  if (typeof value !== 'string') return undefined;
  const version = valueSet.indexOf('|');
  const grammar = grammars.get(version < 0 ? valueSet : valueSet.slice(0, version));
  if (!grammar) return undefined;
  return grammar.test(value) ? 'in' : 'out';
}
