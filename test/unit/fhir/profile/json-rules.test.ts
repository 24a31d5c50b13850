import { parseJson } from '../../../../src/fhir/json.ts';
import { MAX_STRING_LENGTH } from '../../../../src/fhir/profile/primitives.ts';
import { errorsOf, guideValidator, plainSlot } from '../../../support/validation.ts';

const slot = (change: Record<string, unknown>) => errorsOf({ ...plainSlot, ...change });

describe('the JSON rules of FHIR', () => {
  it('accept a plain slot', () => {
    expect(slot({})).toEqual([]);
  });

  it.each([
    ['an unknown element', { colour: 'red' }, 'Slot.colour unknown-element'],
    ['a prototype key', JSON.parse('{"__proto__": {"a": 1}}'), 'Slot.__proto__ unknown-element'],
    ['an array where one value is wanted', { status: ['free'] }, 'Slot.status json-type'],
    ['one value where an array is wanted', { specialty: { text: 'x' } }, 'Slot.specialty json-type'],
    ['an empty array', { specialty: [] }, 'Slot.specialty empty'],
    ['an empty object', { schedule: {} }, 'Slot.schedule empty ele-1'],
    ['an object with an id alone', { schedule: { id: 'a' } }, 'Slot.schedule empty ele-1'],
    ['an empty string', { comment: '' }, 'Slot.comment empty'],
    ['a null', { comment: null }, 'Slot.comment empty'],
    ['a text instead of an object', { schedule: 'Schedule/a' }, 'Slot.schedule json-type'],
    ['a text instead of a boolean', { overbooked: 'true' }, 'Slot.overbooked json-type'],
    ['a sibling of what is no primitive', { _schedule: { id: 'a' } }, 'Slot._schedule unknown-element'],
    ['an empty sibling', { _comment: {} }, 'Slot.comment empty ele-1'],
    ['a null sibling', { comment: 'x', _comment: null }, 'Slot.comment empty'],
    ['a sibling that is an array', { _comment: [{ id: 'a' }] }, 'Slot.comment json-type'],
    [
      'the same element id twice',
      {
        identifier: [
          { id: 'a', value: '1' },
          { id: 'a', value: '2' },
        ],
      },
      'Slot.identifier[1] structure-id',
    ],
    [
      'a blank in the id of an element',
      { identifier: [{ id: 'a b', value: '1' }] },
      'Slot.identifier[0].id structure-id',
    ],
    ['a mandatory element that has no value', { start: undefined }, 'Slot.start minimum'],
  ])('refuse %s', (_title, change, error) => {
    expect(slot(change)).toContain(error);
  });

  it('take an extension for a value, and null to keep the places of a list', () => {
    const extension = [{ url: 'https://example.org/why', valueString: 'unknown' }];
    expect(slot({ _comment: { extension } })).toEqual([]);
    expect(
      errorsOf({ resourceType: 'Practitioner', name: [{ given: [null, 'B'], _given: [{ extension }, null] }] }),
    ).toEqual([]);
    expect(errorsOf({ resourceType: 'Practitioner', name: [{ given: [null, 'B'] }] })).toEqual([
      'Practitioner.name[0].given[0] empty',
    ]);
  });

  it('refuse null for a single value, with extensions beside it or not, and say what to do', () => {
    const extension = [{ url: 'https://example.org/why', valueString: 'unknown' }];
    const messages = (change: object) =>
      guideValidator()
        .validate({ resourceType: 'Practitioner', ...change })
        .map(({ message }) => message);
    expect(messages({ birthDate: null, _birthDate: { extension } })).toEqual([
      'Practitioner.birthDate is null: leave it out.',
    ]);
    expect(messages({ photo: null })).toEqual(['Practitioner.photo must be an array; found null.']);
    expect(messages({ photo: [null] })).toEqual(['Practitioner.photo is null: leave it out.']);
    expect(messages({ name: [{ given: [null] }] })).toEqual([
      'HumanName.given is null: in a list null only keeps the place of a value that has extensions in "_given".',
    ]);
  });

  it('want a whole number written as one, wherever it stands; a decimal keeps its digits', () => {
    const judge = (text: string) => errorsOf(parseJson(text));
    const bundle = (total: string) => `{"resourceType": "Bundle", "type": "searchset", "total": ${total}}`;
    expect(judge(bundle('1'))).toEqual([]);
    expect(judge(bundle('0'))).toEqual([]);
    for (const total of ['1.0', '1e2', '-0']) expect(judge(bundle(total))).toEqual(['Bundle.total format']);
    const patient = (value: string) => `{"resourceType": "Patient", "multipleBirthInteger": ${value}}`;
    expect(judge(patient('2.0'))).toEqual(['Patient.multipleBirth format']);
    const place = '{"resourceType": "Location", "position": {"longitude": 2.350, "latitude": 48.850}}';
    expect(judge(place)).toEqual([]);
  });

  it('say which of a value and its sibling is an array', () => {
    const messages = (change: object) =>
      guideValidator()
        .validate({ ...plainSlot, ...change })
        .map(({ message }) => message);
    expect(messages({ start: [plainSlot.start] })).toEqual([
      'Slot.start must be a single value, not an array; found array.',
    ]);
    expect(messages({ _start: [] })).toEqual([
      'Slot.start must be a single value, with an object and no array in "_start"; found array.',
    ]);
  });

  it('refuse a text that is too long for its length, and warn of control characters', () => {
    const judge = (comment: string) =>
      guideValidator()
        .validate({ ...plainSlot, comment })
        .map(({ severity, rule, code }) => `${severity} ${rule} ${code}`);
    expect(judge('é'.repeat(MAX_STRING_LENGTH))).toEqual([]);
    expect(judge('x'.repeat(MAX_STRING_LENGTH + 1))).toEqual(['error length too-long']);
    expect(judge('a\tb\r\nc\u0085')).toEqual([]);
    expect(judge('a\u0001b')).toEqual(['warning format value']);
  });

  it('refuse one choice in two types, and a type that the choice does not have', () => {
    const extension = (value: object) => slot({ extension: [{ url: 'https://example.org/x', ...value }] });
    expect(extension({ valueString: 'a', valueCode: 'b' })).toEqual(['Slot.extension[0] choice']);
    expect(extension({ valueString: 'a', _valueReference: { id: 'b' } })).toContain('Slot.extension[0] choice');
    expect(extension({ valueColour: 'a' })).toContain('Slot.extension[0].valueColour unknown-element');
  });

  it.each([
    [null],
    [[]],
    ['Slot'],
    [42],
    [true],
    [{}],
    [{ resourceType: 'Nope' }],
    [{ resourceType: 'DomainResource' }],
    [{ resourceType: ['Slot'] }],
  ])('refuse %j as a resource', (value) => {
    expect(errorsOf(value)).toHaveLength(1);
  });
});
