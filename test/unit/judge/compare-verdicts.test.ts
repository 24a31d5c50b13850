import { compareVerdicts, type Verdicts } from '../../../scripts/judge/compare-verdicts.ts';

const verdicts = (file: string, ours: string[], hl7: string[], isOurs = false): Verdicts => ({
  file,
  isOurs,
  ours,
  hl7,
});
const known = [{ file: 'corpus/odd.json', invalidFor: 'hl7', reason: 'a misprint' }] as const;

describe('the judge', () => {
  it('agrees when both find errors, whatever they are, or neither does', () => {
    expect(compareVerdicts([verdicts('a', ['x'], ['y']), verdicts('b', [], [])], [])).toEqual({
      agreed: 2,
      explained: [],
      failures: [],
    });
  });

  it('lists a known difference with its reason', () => {
    const { explained, failures } = compareVerdicts([verdicts('/x/corpus/odd.json', [], ['y'])], known);
    expect(explained).toEqual([{ ...known[0], path: '/x/corpus/odd.json' }]);
    expect(failures).toEqual([]);
  });

  it('fails on a difference that nobody explained, or explained the other way round', () => {
    expect(compareVerdicts([verdicts('a', ['x'], [])], known).failures).toEqual(['a: only we find an error: x']);
    expect(compareVerdicts([verdicts('a', [], ['y'])], known).failures).toEqual(['a: only HL7 finds an error: y']);
    expect(compareVerdicts([verdicts('corpus/odd.json', ['x'], [])], known).failures).toHaveLength(1);
  });

  it('fails on an explanation that is no longer true', () => {
    expect(compareVerdicts([verdicts('corpus/odd.json', [], [])], known).failures).toEqual([
      'corpus/odd.json: both agree now, so its explanation is stale',
    ]);
  });

  it('fails on an error in anything of ours, even when both agree', () => {
    expect(compareVerdicts([verdicts('a', ['x'], ['y'], true)], []).failures).toEqual([
      'a is ours and not valid for HL7: y',
    ]);
    expect(compareVerdicts([verdicts('a', ['x'], [], true)], []).failures).toEqual([
      'a is ours and not valid for us: x',
    ]);
  });
});
