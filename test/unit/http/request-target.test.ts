import fc from 'fast-check';
import { OutcomeError } from '../../../src/fhir/outcome.ts';
import { findParameter, listParameterNames, parseRequestTarget } from '../../../src/http/request-target.ts';

describe('a request target', () => {
  it.each([
    ['/', [], ''],
    ['', [], ''],
    ['/Slot?start=ge2026-11-23T09:00:00+01:00', ['Slot'], 'start=ge2026-11-23T09:00:00+01:00'],
    ['/Slot/?status=free', ['Slot'], 'status=free'],
    ['//Slot//1', ['Slot', '1'], ''],
    ['/Slot?a=b?c', ['Slot'], 'a=b?c'],
    ['/Sl%6Ft/%C3%A9', ['Slot', 'é'], ''],
    ['http://agenda.test:8080/Slot?a=b', ['Slot'], 'a=b'],
    ['/Slot/a%2Fb', ['Slot', 'a/b'], ''],
  ])('%s is told apart, its path decoded, its query not', (url, path, query) => {
    expect(parseRequestTarget(url)).toEqual({ path, query });
  });

  it.each(['/Slot/%', '/%zz', '/%ff', '/Slot/%00', '/Slot?a=%00'])('%s is refused', (url) => {
    expect(() => parseRequestTarget(url)).toThrow(OutcomeError);
  });

  it('is told apart or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (url) => {
        try {
          expect(parseRequestTarget(url).path.every((segment) => segment !== '')).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(OutcomeError);
        }
      }),
    );
  });
});

describe('a parameter of a query', () => {
  it('is found decoded, its plus a plus', () => {
    expect(findParameter('a=1&_format=application/fhir+json&_format=xml', '_format')).toBe('application/fhir+json');
    expect(findParameter('_format=application%2Ffhir%2Bjson', '_format')).toBe('application/fhir+json');
    expect(findParameter('_format=', '_format')).toBe('');
  });

  it('is undefined when only another one ends alike', () => {
    expect(findParameter('my_format=xml', '_format')).toBeUndefined();
    expect(findParameter('', '_format')).toBeUndefined();
  });

  it('is refused when it cannot be decoded', () => {
    expect(() => findParameter('_format=%', '_format')).toThrow(OutcomeError);
  });
});

describe('the names of the parameters', () => {
  it('come without values', () => {
    const query = 'schedule.actor:Practitioner.identifier=urn:oid:1.2|810002673899&status=free';
    expect(listParameterNames(query)).toEqual(['schedule.actor:Practitioner.identifier', 'status']);
  });

  it('leave out what is no name, such as an escaped pair', () => {
    expect(listParameterNames('identifier%3D810002673899&Jean Dupont&_count=1')).toEqual(['_count']);
  });

  it('are at most 30', () => {
    expect(listParameterNames('a=1&'.repeat(100))).toHaveLength(30);
  });
});
