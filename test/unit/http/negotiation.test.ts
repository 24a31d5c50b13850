import { isJsonAccepted, isJsonFormat } from '../../../src/http/negotiation.ts';

describe('an Accept header', () => {
  it.each([
    undefined,
    '',
    '*/*',
    'application/*',
    'application/json+fhir',
    'application/fhir+json',
    'application/json',
    'Application/FHIR+JSON',
    'application/json; charset=utf-8',
    'application/fhir+json; fhirVersion=4.0',
    'application/fhir+xml, application/fhir+json;q=0.2',
    'text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8',
    'application/json;q=0, application/fhir+json',
  ])('admits JSON: %s', (accept) => {
    expect(isJsonAccepted(accept)).toBe(true);
  });

  it.each([
    'application/fhir+xml',
    'text/html',
    'text/*',
    'application/fhir+json;q=0',
    '*/*;q=0',
    'application/fhir+json;q=0, */*',
    'application/*;q=0.0, */*;q=1',
    'application/fhir+json; fhirVersion=5.0',
    'nonsense',
  ])('does not admit JSON: %s', (accept) => {
    expect(isJsonAccepted(accept)).toBe(false);
  });
});

describe('a _format', () => {
  it.each(['json', 'application/json', 'application/fhir+json', 'application/json+fhir', 'JSON'])(
    '%s is JSON',
    (one) => {
      expect(isJsonFormat(one)).toBe(true);
    },
  );

  it.each(['xml', 'application/fhir+xml', 'text/turtle', 'html', '', '*/*'])('%s is no JSON', (one) => {
    expect(isJsonFormat(one)).toBe(false);
  });
});
