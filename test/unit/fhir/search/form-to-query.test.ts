import { formToQuery } from '../../../../src/fhir/search/query-string.ts';

describe('a form as a query', () => {
  it('has blanks where a library wrote plus signs', () => {
    expect(formToQuery('name=Jean+Paul&identifier=a%7C1%2C+a%7C2')).toBe(
      'name=Jean%20Paul&identifier=a%7C1%2C%20a%7C2',
    );
  });

  it('keeps the plus sign of an offset, written as it is or escaped', () => {
    const query = 'start=ge2026-11-23T09:00:00+01:00&start=le2026-11-23T09:00:00%2B01:00';
    expect(formToQuery(query)).toBe(query);
  });

  it('keeps the plus sign of a media type in _format', () => {
    expect(formToQuery('_format=application/fhir+json')).toBe('_format=application/fhir+json');
  });
});
