import { primitives } from '../../../../src/fhir/profile/primitives.ts';

const accepts = (type: string, value: unknown): boolean => {
  const primitive = primitives.get(type);
  return typeof value === primitive?.json && (primitive?.accepts(value as never) ?? false);
};

describe('a primitive value', () => {
  it.each([
    ['date', '2026'],
    ['date', '2024-02-29'],
    ['dateTime', '2026-11-23T09:00:00+01:00'],
    ['instant', '2026-11-23T09:00:00.000Z'],
    ['instant', '2026-12-31T23:59:60Z'],
    ['time', '09:00:00'],
    ['id', 'A-b.1'],
    ['oid', 'urn:oid:1.2.250.1.71.4.2.1'],
    ['uri', 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520'],
    ['canonical', '#fragment'],
    ['code', 'needs action'],
    ['base64Binary', 'YWJj\nZGVm'],
    ['decimal', 1.5],
    ['unsignedInt', 0],
    ['boolean', false],
  ])('of type %s may be %p', (type, value) => {
    expect(accepts(type, value)).toBe(true);
  });

  it.each([
    ['date', '2026-02-30'],
    ['date', '2100-02-29'],
    ['date', '0000'],
    ['date', '2026-11-23T09:00:00Z'],
    ['dateTime', '2026-11-23T09:00:00'],
    ['dateTime', '2026-13'],
    ['instant', '2026-11-23'],
    ['instant', '2026-11-23T09:00Z'],
    ['instant', '2026-11-23T24:00:00Z'],
    ['instant', '2026-11-23T09:00:00+15:00'],
    ['instant', 1_795_000_000],
    ['id', 'a_b'],
    ['id', 'a'.repeat(65)],
    ['oid', 'urn:oid:1.02'],
    ['uri', 'a b'],
    ['uri', 'urn:oid:1.2x'],
    ['uri', 'urn:uuid:C757873D-EC9A-4326-A141-556F43239520'],
    ['canonical', 'Patient/1'],
    ['code', ' free'],
    ['code', ''],
    ['string', ' \n'],
    ['base64Binary', 'YWJ'],
    ['positiveInt', 0],
    ['unsignedInt', -1],
    ['integer', 2_147_483_648],
    ['integer', 1.5],
    ['decimal', '1.5'],
    ['boolean', 'true'],
  ])('of type %s is never %p', (type, value) => {
    expect(accepts(type, value)).toBe(false);
  });
});
