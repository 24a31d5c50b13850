import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { knownDifferences } from '../../../../scripts/judge/differences.ts';
import { invariantErrata } from '../../../../src/fhir/profile/errata.ts';
import { MAX_ISSUES } from '../../../../src/fhir/profile/finding.ts';
import { MAX_DEPTH, MAX_TRAIL, MAX_VALUES } from '../../../../src/fhir/profile/limits.ts';

const text = readFileSync(join(import.meta.dirname, '../../../../docs/validator.md'), 'utf8');

describe('docs/validator.md', () => {
  it.each(invariantErrata.map(({ key }) => key))('tells the erratum of %s', (key) => {
    expect(text).toMatch(new RegExp(`^\\| [^|]*\\b${key}\\b`, 'm'));
  });

  it.each(knownDifferences.map(({ file }) => file.replace(/^.*\/|\.json$/g, '')))(
    'explains the difference on %s',
    (name) => {
      expect(text).toContain(`| \`${name}\` |`);
    },
  );

  it('gives the limits as they are', () => {
    expect(text).toContain(`Deeper than ${MAX_DEPTH} levels`);
    expect(text).toContain(`${MAX_VALUES.toLocaleString('en')} values`);
    expect(text).toContain(`${MAX_TRAIL} resources`);
    expect(text).toContain(`At most ${MAX_ISSUES} issues`);
  });
});
