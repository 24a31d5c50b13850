import { contains, isEqual, showJson } from '../../../../src/fhir/profile/json.ts';

describe('a fixed value', () => {
  it('is the same whatever the order of keys, and no other', () => {
    expect(isEqual({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
    expect(isEqual({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(isEqual([1, 2], [2, 1])).toBe(false);
    expect(isEqual({ a: undefined }, {})).toBe(false);
  });
});

describe('a pattern', () => {
  it('is met by a value that has more', () => {
    expect(contains({ coding: [{ code: 'x' }, { code: 'y', display: 'Y' }] }, { coding: [{ code: 'y' }] })).toBe(true);
    expect(contains({ coding: [{ code: 'x' }] }, { coding: [{ code: 'y' }] })).toBe(false);
    expect(contains('text', { coding: [] })).toBe(false);
  });
});

it('a number that JavaScript has not is told in words, wherever it stands', () => {
  expect(showJson(Number('1e400'))).toBe('a number beyond the range of a double');
  expect(showJson({ a: [-Infinity, null] })).toBe('{"a":["a number beyond the range of a double",null]}');
});

it('a long value is shown short', () => {
  expect(showJson('x'.repeat(5000)).length).toBeLessThan(140);
  expect(showJson(new Array(1000).fill(1))).toBe('an array of 1000');
});
