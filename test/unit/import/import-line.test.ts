import { identifiersOf, namesOf, readLine } from '../../../src/import/import-line.ts';

const read = (text: string | Buffer, more: { entry?: number; isAtEnd?: boolean } = {}) =>
  readLine({ line: 1, bytes: Buffer.from(text as string), ...more });

describe('a line is read', () => {
  it.each([
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'not UTF-8'],
    ['what is no JSON', '{"resourceType":', 'This is no JSON'],
    ['what is no object', '[1]', 'no resource'],
    ['null', 'null', 'no resource'],
    ['a text', '"Slot"', 'no resource'],
    ['no type', '{"id":"1"}', 'resourceType is missing'],
    ['a type that is no text', '{"resourceType":{}}', 'resourceType is missing'],
    ['a type that is not kept', '{"resourceType":"Patient"}', 'Patient is none of Organization'],
    ['a key of the prototype as type', '{"resourceType":"constructor"}', 'constructor is none of'],
    ['a prototype key', '{"resourceType":"Slot","__proto__":{}}', '__proto__'],
    ['a key twice', '{"resourceType":"Slot","id":"1","id":"2"}', 'twice'],
    ['a control character', '{"resourceType":"Slot","comment":"\\u0000"}', 'control character'],
    ['a Bundle', '{"resourceType":"Bundle","type":"batch"}', '--format bundle'],
    ['what nests too deeply', `{"resourceType":"Slot","a":${'['.repeat(101)}${']'.repeat(101)}}`, 'levels deep'],
  ])('and refused when it is %s', (_, text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });

  it('with a word on the end of the file where the last line is no JSON', () => {
    expect(() => read('{"resourceType":"Sl', { isAtEnd: true })).toThrow(/cut short/);
  });

  it('with every digit of its numbers', () => {
    const line = read('{"resourceType":"Slot","id":"1","overbooked":10.0}');
    expect(JSON.stringify(line?.resource)).toContain('10.0');
  });
});

describe('an entry is read', () => {
  const slot = '"resource":{"resourceType":"Slot"}';

  it.each(['DELETE', 'GET', 'PATCH'])('and refused when it is a %s', (method) => {
    expect(() => read(`{"request":{"method":"${method}"},${slot}}`, { entry: 0 })).toThrow(method);
  });

  it('and refused without a resource', () => {
    expect(() => read('{"fullUrl":"urn:uuid:1"}', { entry: 0 })).toThrow('no resource');
  });

  it('as nothing when it tells how a search went', () => {
    expect(read('{"search":{"mode":"outcome"},"resource":{"resourceType":"OperationOutcome"}}', { entry: 0 })).toBe(
      undefined,
    );
  });

  it.each([
    ['its own', '{"resource":{"resourceType":"Slot","id":"1"},"fullUrl":"https://a.fr/Slot/2"}', '1'],
    [
      'that of its UUID',
      `{"fullUrl":"urn:uuid:C0FFEE00-0000-4000-8000-000000000001",${slot}}`,
      'c0ffee00-0000-4000-8000-000000000001',
    ],
    ['that of its URL', `{"fullUrl":"https://a.fr/fhir/Slot/2",${slot}}`, '2'],
    ['none when its URL is of another type', `{"fullUrl":"https://a.fr/fhir/Schedule/2",${slot}}`, undefined],
    ['none when it has none', `{${slot}}`, undefined],
  ])('with an id: %s', (_, text, id) => {
    expect(read(text, { entry: 0 })?.ownId).toBe(id);
  });
});

it('a line is called by type and id, and by its full URL', () => {
  const line = read('{"fullUrl":"https://a.fr/fhir/Slot/2","resource":{"resourceType":"Slot"}}', { entry: 0 })!;
  expect(namesOf(line)).toEqual(['Slot/2', 'https://a.fr/fhir/Slot/2']);
});

it('national identifiers are prefixed, and those without value left out', () => {
  const identifier = [
    { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '10000000001' },
    { system: 'https://a.fr' },
    { value: 'x' },
  ];
  const line = read(JSON.stringify({ resourceType: 'Practitioner', identifier }))!;
  expect(identifiersOf(line)).toEqual([
    { type: 'Practitioner', system: 'urn:oid:1.2.250.1.71.4.2.1', value: '810000000001' },
    { type: 'Practitioner', system: '', value: 'x' },
  ]);
});
