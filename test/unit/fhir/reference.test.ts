import { findReference, mapReferences, parseReference, relativize, toReference } from '../../../src/fhir/reference.ts';

describe('a reference', () => {
  it.each(['Slot/1', 'Slot/1/_history/2'])('%s names a resource of this server', (text) => {
    expect(parseReference(text)).toEqual({ type: 'Slot', id: '1' });
  });

  it('is written as it is read', () => {
    expect(toReference({ type: 'Practitioner', id: 'a-1.B' })).toBe('Practitioner/a-1.B');
    expect(parseReference('Practitioner/a-1.B')).toEqual({ type: 'Practitioner', id: 'a-1.B' });
  });

  it.each([
    undefined,
    '',
    'Slot',
    'Slot/',
    'Slot//1',
    '/Slot/1',
    'Slot/1/',
    'Slot/1/_history',
    'Slot/1/_history/',
    'Slot/1/_history/2/3',
    'Slot/1/history/2',
    'slot/1',
    'Patient/1',
    'Slot/a_b',
    'Slot/1?x',
    'Slot/1\n',
    `Slot/${'a'.repeat(65)}`,
    '#place',
    'urn:uuid:3d0e5a3c-6a1a-4b64-9a5c-8ec2f6a3f0b1',
    'http://agenda.example.fr/fhir/Slot/1',
    '__proto__/1',
    'constructor/1',
  ])('%j names none', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });

  it('becomes relative only below the base', () => {
    const base = 'https://agenda.example.fr/fhir';
    expect(relativize(`${base}/Slot/1`, base)).toBe('Slot/1');
    expect(relativize(`${base}2/Slot/1`, base)).toBe(`${base}2/Slot/1`);
    expect(relativize('Slot/1', base)).toBe('Slot/1');
  });
});

it('mapping references leaves everything else, numbers that kept their digits included', () => {
  const value = { reference: 'a', other: [{ reference: 7 }, JSON.rawJSON('10.0'), null, 'reference'] };
  expect(JSON.stringify(mapReferences(value, (one) => `${one}!`))).toBe(
    '{"reference":"a!","other":[{"reference":7},10.0,null,"reference"]}',
  );
});

it('mapping references makes nothing anew where none of them changes', () => {
  const kept = { reference: 'Slot/1' };
  const value = { kept: [kept, { text: 'x' }], other: { reference: 'Slot/2' } };
  expect(mapReferences(value, (one) => one)).toBe(value);
  const mapped = mapReferences(value, (one) => one.replace('2', '3'));
  expect(mapped).toEqual({ kept: [kept, { text: 'x' }], other: { reference: 'Slot/3' } });
  expect(mapped.kept).toBe(value.kept);
  expect(value.other).toEqual({ reference: 'Slot/2' });
});

it('finding a reference looks everywhere, and only at references', () => {
  const value = {
    comment: 'urn:a',
    reference: 7,
    other: [{ reference: '#x' }, { item: { reference: 'urn:b' } }, null],
  };
  expect(findReference(value, (one) => one.startsWith('urn:'))).toBe('urn:b');
  expect(findReference(value, (one) => one.startsWith('Slot/'))).toBeUndefined();
});
