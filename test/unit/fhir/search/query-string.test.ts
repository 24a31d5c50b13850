import fc from 'fast-check';
import { OutcomeError } from '../../../../src/fhir/outcome.ts';
import { parseQuery, toUriText } from '../../../../src/fhir/search/query-string.ts';

const pairs = (query: string) => parseQuery(query).map(({ name, value }) => [name, value]);

describe('a query', () => {
  it('keeps its pairs in their order, repeated ones too', () => {
    expect(pairs('_include=Slot:schedule&start=ge2026&start=le2027&&')).toEqual([
      ['_include', 'Slot:schedule'],
      ['start', 'ge2026'],
      ['start', 'le2027'],
    ]);
  });

  it('means a plus sign by an unescaped plus, and by %2B', () => {
    expect(pairs('start=ge2026-11-23T09:00:00+01:00')).toEqual([['start', 'ge2026-11-23T09:00:00+01:00']]);
    expect(pairs('start=ge2026-11-23T09:00:00%2B01:00')).toEqual([['start', 'ge2026-11-23T09:00:00+01:00']]);
  });

  it('decodes names and values and keeps what was sent beside them', () => {
    expect(parseQuery('schedule.actor%3APractitioner.identifier=a%7C%C3%A9')).toEqual([
      {
        name: 'schedule.actor:Practitioner.identifier',
        value: 'a|é',
        raw: 'schedule.actor%3APractitioner.identifier=a%7C%C3%A9',
      },
    ]);
  });

  it('takes only the first equals sign for the separator', () => {
    expect(pairs('a=b=c&d&=e')).toEqual([
      ['a', 'b=c'],
      ['d', ''],
      ['', 'e'],
    ]);
  });

  it('takes a name of JavaScript for a name like any other', () => {
    expect(pairs('__proto__=1&constructor=2')).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });

  it.each(['start=%', 'start=100%', 'start=%ZZ', 'start=%E9', 'start=%ED%A0%80', 'start=a%00b', 'start=a\u0000b'])(
    'is refused by the name of its parameter when it holds %j',
    (query) => {
      expect(() => parseQuery(query)).toThrow(OutcomeError);
      expect(() => parseQuery(query)).toThrow(/^start /);
    },
  );

  it.each(['%=1', 'a%00=1'])('is refused when a name is %j', (query) => {
    expect(() => parseQuery(query)).toThrow(OutcomeError);
  });

  it('either is understood or refused, whatever its text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (query) => {
        try {
          expect(parseQuery(query).map(({ raw }) => raw)).toEqual(query.split('&').filter(Boolean));
        } catch (error) {
          expect(error).toBeInstanceOf(OutcomeError);
        }
      }),
    );
  });
});

describe('a query repeated in a link', () => {
  it('stays as it was asked', () => {
    const asked = 'start=ge2026-11-23T09:00:00+01:00&schedule.actor:Practitioner.identifier=urn:oid:1.2%7C8,9';
    expect(toUriText(asked)).toBe(asked);
  });

  it('escapes what no URI may hold, and nothing that changes its meaning', () => {
    expect(toUriText('a=b|c d"é\n')).toBe('a=b%7Cc%20d%22%C3%A9%0A');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(toUriText(text)).toMatch(/^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/);
        expect(toUriText(toUriText(text))).toBe(toUriText(text));
        if (!text.includes('%')) expect(decodeURIComponent(toUriText(text))).toBe(text);
      }),
    );
  });

  it('survives a lone surrogate', () => {
    expect(toUriText('a=\ud800')).toBe('a=%EF%BF%BD');
  });
});
