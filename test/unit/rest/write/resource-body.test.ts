import type { Slot } from '@medplum/fhirtypes';
import { asResource, parseResource } from '../../../../src/rest/write/resource-body.ts';
import { issuesOf } from '../../../support/refusal.ts';

const baseUrl = 'https://agenda.example.fr/fhir';

describe('the resource of a body', () => {
  it('has its references to this server made relative, wherever they stand, and those to others left', () => {
    const slot = {
      resourceType: 'Slot',
      schedule: { reference: `${baseUrl}/Schedule/1` },
      extension: [{ url: 'x', valueReference: { reference: 'https://other.example.fr/fhir/Schedule/1' } }],
      comment: `see ${baseUrl}/Schedule/1`,
    };
    const read = parseResource(JSON.stringify(slot), 'Slot', baseUrl) as Slot;
    expect(read.schedule.reference).toBe('Schedule/1');
    expect(read.extension).toEqual(slot.extension);
    expect(read.comment).toBe(slot.comment);
  });

  it.each([
    ['{}', 'invalid', 'resourceType is missing'],
    ['{"resourceType":"Schedule"}', 'invalid', 'resourceType is "Schedule"'],
    ['{"resourceType":10.0}', 'invalid', 'resourceType is missing'],
    ['[]', 'structure', 'a JSON object'],
    ['null', 'structure', 'a JSON object'],
    ['10.0', 'structure', 'a JSON object'],
    ['{"resourceType":"Slot","status":1}', 'structure', 'Slot.status'],
    [undefined, 'structure', 'no JSON'],
  ])('is refused when it is %s', (text, code, told) => {
    const [issue] = issuesOf(() => parseResource(text, 'Slot', baseUrl));
    expect(issue).toMatchObject({ code });
    expect(issue!.diagnostics).toContain(told);
  });

  it('is a copy: what was given stays as it was', () => {
    const given = { resourceType: 'Slot', schedule: { reference: `${baseUrl}/Schedule/1` } };
    asResource(given, 'Slot', baseUrl);
    expect(given.schedule.reference).toBe(`${baseUrl}/Schedule/1`);
  });
});
