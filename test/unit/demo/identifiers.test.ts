import fc from 'fast-check';
import { adeli, finess, hasLuhnKey, rpps, rppsRang, siret, unprefixed } from '../../../src/demo/identifiers.ts';
import { toPrefixedValue } from '../../../src/fhir/national-identifier.ts';
import { identifierSystem } from '../../../src/fhir/sas.ts';

describe('an identifier of the demonstration', () => {
  const serial = fc.integer({ min: 0, max: 999 });

  it('tells its kind by its first digit, and ends with its Luhn key', () => {
    fc.assert(
      fc.property(serial, fc.constantFrom('14', '75', '9704'), (number, departement) => {
        const values = [
          [rpps(number), /^8\d{11}$/],
          [adeli('75', number), /^0\d{9}$/],
          [finess(departement, number), /^1\d{9}$/],
          [siret(number), /^3\d{14}$/],
        ] as const;
        for (const [value, form] of values) {
          expect(value).toMatch(form);
          expect(hasLuhnKey(unprefixed(value))).toBe(true);
        }
      }),
    );
  });

  it('has a SIREN with its own key inside the SIRET', () => {
    fc.assert(fc.property(serial, (number) => hasLuhnKey(siret(number).slice(1, 10))));
  });

  it('is found again by the kernel when it is stored without its type digit', () => {
    fc.assert(
      fc.property(serial, (number) => {
        for (const value of [rpps(number), adeli('75', number)]) {
          expect(toPrefixedValue(identifierSystem.practitioner, unprefixed(value))).toBe(value);
        }
        for (const value of [finess('9704', number), siret(number)]) {
          expect(toPrefixedValue(identifierSystem.structure, unprefixed(value))).toBe(value);
        }
      }),
    );
  });

  it('names the practice of a practitioner without structure by the RPPS and a rank', () => {
    expect(rppsRang(22, 1)).toBe(`4${unprefixed(rpps(22))}001`);
  });

  it('comes from a range that nobody was given', () => {
    expect(rpps(1)).toMatch(/^899990/);
    expect(siret(1)).toMatch(/^3000/);
    expect(finess('75', 1)).toMatch(/^1759/);
  });

  it('refuses a digit typed wrong', () => {
    expect(hasLuhnKey('99990000012')).toBe(true);
    expect(hasLuhnKey('99990000013')).toBe(false);
  });
});
