import fc from 'fast-check';
import { splitBar, splitValues, unescapeValue } from '../../../../src/fhir/search/split-values.ts';

const escaped = (text: string) => text.replace(/[,|$\\]/g, '\\$&');

describe('the values of a parameter', () => {
  it('are separated by commas, with blanks after them or not', () => {
    expect(splitValues('a,b, c ,')).toEqual(['a', 'b', 'c', '']);
  });

  it('hold commas of their own when these are escaped', () => {
    expect(splitValues('a\\,b,c').map(unescapeValue)).toEqual(['a,b', 'c']);
    expect(splitValues('a\\\\,b').map(unescapeValue)).toEqual(['a\\', 'b']);
  });

  it('split at the first bar into system and code', () => {
    expect(splitBar('s|c')).toEqual(['s', 'c']);
    expect(splitBar('c')).toEqual(['c', undefined]);
    expect(splitBar('|c')).toEqual(['', 'c']);
    expect(splitBar('s|')).toEqual(['s', '']);
    expect(splitBar('s|a|b')).toEqual(['s', 'a|b']);
    expect(splitBar('a\\|b')).toEqual(['a|b', undefined]);
  });

  it('come back as they were, once escaped and read', () => {
    const texts = fc.array(
      fc.string().map((text) => text.trim()),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(texts, (values) => {
        expect(splitValues(values.map(escaped).join(',')).map(unescapeValue)).toEqual(values);
      }),
    );
    fc.assert(
      fc.property(fc.string(), fc.string(), (system, code) => {
        expect(splitBar(`${escaped(system)}|${escaped(code)}`)).toEqual([system, code]);
      }),
    );
  });

  it('may end in a lone backslash', () => {
    expect(splitValues('a\\')).toEqual(['a\\']);
  });
});
