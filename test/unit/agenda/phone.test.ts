import type { CountryCode } from 'libphonenumber-js';
import { toE164 } from '../../../src/agenda/phone.ts';

const inFrance = (typed: string) => toE164(typed, 'FR');

describe('a phone number', () => {
  it.each([
    '0199001234',
    '01 99 00 12 34',
    '01.99.00.12.34',
    '01-99-00-12-34',
    '01/99/00/12/34',
    ' 01 99 00 12 34 ',
    '01\u00a099\u00a000\u00a012\u00a034',
    '+33199001234',
    '+33 1 99 00 12 34',
    '+33 (0)1 99 00 12 34',
    '+33(0)199001234',
    '+330199001234',
    '0033199001234',
    '0033 1 99 00 12 34',
    '00 33 1 99 00 12 34',
    '0033 (0)1 99 00 12 34',
    '33199001234',
    '(01) 99 00 12 34',
    'tel:+33199001234',
    'Tél. : 01 99 00 12 34',
  ])('leaves as +33 and nine digits when typed "%s"', (typed) => {
    expect(inFrance(typed)).toBe('+33199001234');
  });

  it.each<[typed: string, country: CountryCode, e164: string]>([
    ['0262 99 12 34', 'RE', '+262262991234'],
    ['0692 12 34 56', 'RE', '+262692123456'],
    ['+262 262 99 12 34', 'RE', '+262262991234'],
    ['0269 60 12 34', 'YT', '+262269601234'],
    ['0639 12 34 56', 'YT', '+262639123456'],
    ['0590 99 12 34', 'GP', '+590590991234'],
    ['0690 12 34 56', 'GP', '+590690123456'],
    ['0590 27 12 34', 'BL', '+590590271234'],
    ['0590 87 12 34', 'MF', '+590590871234'],
    ['0594 99 12 34', 'GF', '+594594991234'],
    ['0694 12 34 56', 'GF', '+594694123456'],
    ['0596 99 12 34', 'MQ', '+596596991234'],
    ['0696 12 34 56', 'MQ', '+596696123456'],
    ['41 12 34', 'PM', '+508411234'],
    ['+508 41 12 34', 'PM', '+508411234'],
    ['28 12 34', 'NC', '+687281234'],
    ['00687 28 12 34', 'NC', '+687281234'],
    ['40 99 12 34', 'PF', '+68940991234'],
    ['+689 87 12 34 56', 'PF', '+68987123456'],
  ])('%s at a place in %s leaves as %s', (typed, country, e164) => {
    expect(toE164(typed, country)).toBe(e164);
  });

  it.each([
    ['0262 99 12 34', '+262262991234'],
    ['0690 12 34 56', '+590690123456'],
    ['0594 99 12 34', '+594594991234'],
    ['0696 12 34 56', '+596696123456'],
    ['+33 262 99 12 34', '+262262991234'],
    ['0033 6 92 12 34 56', '+262692123456'],
    ['+687 28 12 34', '+687281234'],
  ])('of overseas, %s, is known as such when the place is in metropolitan France', (typed, e164) => {
    expect(inFrance(typed)).toBe(e164);
  });

  it.each<[typed: string, country: CountryCode]>([
    ['06 12 34 56 78', 'RE'],
    ['06 12 34 56 78', 'MQ'],
    ['+33 6 12 34 56 78', 'NC'],
  ])('of metropolitan France, %s, is known as such when the place is in %s', (typed, country) => {
    expect(toE164(typed, country)).toBe('+33612345678');
  });

  it('of another country keeps its own code', () => {
    expect(inFrance('+32 2 555 12 12')).toBe('+3225551212');
    expect(inFrance('0041 22 555 12 12')).toBe('+41225551212');
  });

  it.each([
    '3624',
    '15',
    'sur rendez-vous',
    '01 99',
    '01 99 00 12 3',
    '+33 1 99 00 12 3',
    '01 99 00 12 34 5',
    '01 99 00 12 3 poste 12',
    '3624 poste 12',
    '0594 99 12 3',
    '00 00 00 00 00',
    'du 15/02/2026 au 18/02/2026',
    'RPPS 10000000001',
  ])('that is none, "%s", stays as it was typed', (typed) => {
    expect(inFrance(typed)).toBe(typed);
  });

  it.each([
    'ext. 12',
    'poste 12',
    'poste: 12',
    'Poste n° 12',
    '(poste 12)',
    'p. 12',
    'p12',
    'x12',
    '#12',
    ', 12',
    'poste 1234 (secrétariat)',
  ])('loses its extension, which E.164 has no room for: "%s"', (extension) => {
    expect(inFrance(`01 99 00 12 34 ${extension}`)).toBe('+33199001234');
    expect(inFrance(`01/99/00/12/34 poste 12`)).toBe('+33199001234');
    expect(inFrance(`+33 (0)1 99 00 12 34 ${extension}`)).toBe('+33199001234');
    expect(inFrance(`0262 99 12 34 ${extension}`)).toBe('+262262991234');
    expect(toE164(`06 12 34 56 78 ${extension}`, 'RE')).toBe('+33612345678');
    expect(toE164(`28 12 34 ${extension}`, 'NC')).toBe('+687281234');
  });

  it.each(['/', ' / ', ' ou ', ' - ', ', ', ' ; ', ' (fax) ', '\n'])(
    'is the first one where two stand, with "%s" between them',
    (between) => {
      expect(inFrance(`01 99 00 12 34${between}06 12 34 56 78`)).toBe('+33199001234');
      expect(toE164(`06 12 34 56 78${between}0262 99 12 34`, 'RE')).toBe('+33612345678');
      expect(toE164(`0262 99 12 34${between}06 12 34 56 78`, 'RE')).toBe('+262262991234');
    },
  );

  it('is the first that is one, behind one that was cut short', () => {
    expect(inFrance('01 99 00 12 3 / 06 12 34 56 78')).toBe('+33612345678');
  });

  it('that the library does not know yet leaves by its length', () => {
    expect(inFrance('0691 12 34 56')).toBe('+590691123456');
    expect(inFrance('+39 06 698 1234')).toBe('+39066981234');
  });
});
