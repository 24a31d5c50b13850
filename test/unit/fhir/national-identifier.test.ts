import { toPrefixedValue } from '../../../src/fhir/national-identifier.ts';

const practitioner = 'urn:oid:1.2.250.1.71.4.2.1';
const structure = 'urn:oid:1.2.250.1.71.4.2.2';

describe('a national identifier', () => {
  it.each([
    ['RPPS', practitioner, '10001234567', '810001234567'],
    ['ADELI', practitioner, '751234567', '0751234567'],
    ['FINESS', structure, '750012345', '1750012345'],
    ['SIRET', structure, '31875127510002', '331875127510002'],
  ])('%s gains its type digit', (_name, system, value, prefixed) => {
    expect(toPrefixedValue(system, value)).toBe(prefixed);
    expect(toPrefixedValue(system, prefixed)).toBe(prefixed);
  });

  it.each([
    ['a form of another card', practitioner, '3456780581/11242343'],
    ['an RPPS rang', structure, '410001234567001'],
    ['a length that is none of the national ones', practitioner, '1234'],
    ['digits that are none of ASCII', practitioner, '١٠٠٠١٢٣٤٥٦٧'],
    ['an empty value', practitioner, ''],
    ['another system', 'https://agenda.example.fr/ids', '10001234567'],
    ['no system', undefined, '10001234567'],
  ])('%s stays as it is', (_what, system, value) => {
    expect(toPrefixedValue(system, value)).toBe(value);
  });
});
