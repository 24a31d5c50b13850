/** The validation corpus of the field: cases with the verdict that a reader of the guide gives. It stands beside the repository. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidationIssue } from '../../src/fhir/profile/validation-issue.ts';
import { guideValidator } from '../support/validation.ts';

interface Case {
  readonly id: string;
  readonly file: string;
  readonly base?: string;
  readonly profile: string;
  readonly expected: 'reject' | 'accept';
  readonly rule: string;
}

const shared = process.env.SAS_SHARED ?? join(import.meta.dirname, '../../../shared');
const corpus = join(shared, 'corpus');
const isHere = existsSync(join(corpus, 'index.json'));
const cases: Case[] = isHere ? JSON.parse(readFileSync(join(corpus, 'index.json'), 'utf8')) : [];
const titled = (expected: Case['expected']): [string, Case][] =>
  cases.filter((one) => one.expected === expected).map((one) => [`${one.id} (${one.rule})`, one]);

const errors = (file: string, profile: string): ValidationIssue[] =>
  guideValidator()
    .validate(JSON.parse(readFileSync(join(corpus, file), 'utf8')), { profiles: [profile] })
    .filter(({ severity }) => severity === 'error');

const keyOf = ({ expression, rule, message }: ValidationIssue): string => `${expression} ${rule} ${message}`;

if (isHere) {
  describe('the validation corpus', () => {
    it.each(titled('accept'))('accepts %s', (_title, one) => {
      expect(errors(one.file, one.profile)).toEqual([]);
    });

    it.each(titled('reject'))('rejects %s', (_title, { file, base, profile }) => {
      const known = new Set(base ? errors(base, profile).map(keyOf) : []);
      expect(errors(file, profile).filter((issue) => !known.has(keyOf(issue)))).not.toEqual([]);
    });
  });
} else {
  describe.skip(`the validation corpus: not found in ${shared} (set SAS_SHARED)`, () => {
    it('is skipped', () => {});
  });
}
