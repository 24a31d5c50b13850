import { parseJson } from '../../../src/fhir/json.ts';
import { judgeShape } from '../../../src/fhir/shape.ts';

const paths = (text: string): string[] => {
  const resource = parseJson(text) as { resourceType: 'Slot' };
  return judgeShape(resource.resourceType, resource).map(({ diagnostics }) => diagnostics);
};

describe('the shape of a resource', () => {
  it('is right where every element that the server reads is as FHIR builds it', () => {
    expect(
      paths('{"resourceType":"Slot","schedule":{"reference":"Schedule/1"},"meta":{"security":[{"code":"PUBLIC"}]}}'),
    ).toEqual([]);
  });

  it('leaves alone what the server does not read', () => {
    expect(paths('{"resourceType":"Slot","overbooked":"text","extra":[null]}')).toEqual([]);
  });

  it.each([
    ['{"resourceType":"Slot","status":1}', 'Slot.status is a text in FHIR'],
    ['{"resourceType":"Slot","status":10.0}', 'Slot.status is a text in FHIR'],
    ['{"resourceType":"Slot","schedule":"Schedule/1"}', 'Slot.schedule is an object in FHIR'],
    ['{"resourceType":"Slot","schedule":[]}', 'Slot.schedule is an object in FHIR'],
    ['{"resourceType":"Slot","meta":1e400}', 'Slot.meta is an object in FHIR'],
    ['{"resourceType":"Slot","specialty":{}}', 'Slot.specialty is a list in FHIR'],
    ['{"resourceType":"Slot","serviceType":[{"coding":[null]}]}', 'Slot.serviceType[0].coding[0] is an object in FHIR'],
    [
      '{"resourceType":"Slot","specialty":[{"coding":[{},{"code":1}]}]}',
      'Slot.specialty[0].coding[1].code is a text in FHIR',
    ],
    ['{"resourceType":"Schedule","active":"yes"}', 'Schedule.active is true or false in FHIR'],
    ['{"resourceType":"Schedule","actor":null}', 'Schedule.actor is a list in FHIR'],
  ])('of %s is wrong: %s', (text, wanted) => {
    expect(paths(text)).toEqual([wanted]);
  });

  it('is told of each element that is wrong, in their order', () => {
    expect(paths('{"resourceType":"Slot","status":1,"specialty":[{},7,{"text":[]}],"start":true}')).toEqual([
      'Slot.status is a text in FHIR',
      'Slot.specialty[1] is an object in FHIR',
      'Slot.specialty[2].text is a text in FHIR',
      'Slot.start is a text in FHIR',
    ]);
  });
});
