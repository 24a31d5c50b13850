import { type Judged, renderJson, renderSarif, renderText } from '../../../../src/fhir/profile/report.ts';
import { guideValidator, plainSlot, SAS } from '../../../support/validation.ts';

const judge = (name: string, resource: unknown): Judged => ({ name, issues: guideValidator().validate(resource) });
const busy = { ...plainSlot, status: 'busy', meta: { profile: [`${SAS}FrSlotAgregateur`] } };
const bundle = {
  resourceType: 'Bundle',
  type: 'collection',
  entry: ['a', 'b', 'c'].map((id) => ({ fullUrl: `https://example.org/fhir/Slot/${id}`, resource: { ...busy, id } })),
};
const results = [judge('good.json', plainSlot), judge('bad.json', busy), judge('lines.ndjson:7', busy)];

describe('the text report', () => {
  it('says of each file whether it is valid, what is wrong and which rule says so', () => {
    expect(renderText(results.slice(0, 2))).toBe(
      [
        'good.json: valid',
        'bad.json: invalid',
        '  error Slot.status',
        '    Slot.status must be exactly "free"; found "busy".',
        `    ${SAS}FrSlotAgregateur|1.1.0#Slot.status`,
        '2 resources: 1 valid, 1 invalid (1 error, 0 warnings)',
        '',
      ].join('\n'),
    );
  });

  it('tells one problem in many places once', () => {
    const text = renderText([judge('bundle.json', bundle)]);
    expect(text).toContain('error Bundle.entry[0].resource.status and 2 more');
    expect(text).toContain('(3 errors, ');
  });

  it('is coloured only when asked', () => {
    expect(renderText(results)).not.toContain('\u001b');
    expect(renderText(results, { isColoured: true })).toContain('\u001b[31merror\u001b[0m');
  });
});

it('the JSON report holds every issue as it was found', () => {
  expect(JSON.parse(renderJson(results))).toEqual([
    { name: 'good.json', valid: true, issues: [] },
    { name: 'bad.json', valid: false, issues: results[1]?.issues },
    { name: 'lines.ndjson:7', valid: false, issues: results[2]?.issues },
  ]);
});

describe('the SARIF report', () => {
  const [run] = JSON.parse(renderSarif(results, '1.0.0')).runs;

  it('names each rule once, and points each result at its file, line and element', () => {
    expect(run.tool.driver.rules).toEqual([{ id: 'fixed' }]);
    expect(run.results).toHaveLength(2);
    expect(run.results[1].locations[0]).toEqual({
      physicalLocation: { artifactLocation: { uri: 'lines.ndjson' }, region: { startLine: 7 } },
      logicalLocations: [{ fullyQualifiedName: 'Slot.status', kind: 'element' }],
    });
    expect(run.results[0].level).toBe('error');
  });
});
