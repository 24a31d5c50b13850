/**
 * The judge: HL7's own validator over what we publish, what a server with the demonstration sends, and the corpus, its verdicts compared with ours.
 * `npm run judge [-- FILE|FOLDER…]`. Exit code 1 on a difference that is not explained, or an error in anything of ours; where Java
 * or Maven is missing it says so and does nothing.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadDefinitions } from '../../src/definitions/load-definitions.ts';
import { describeIssue } from '../../src/fhir/profile/validation-issue.ts';
import { createValidator } from '../../src/fhir/profile/validator.ts';
import { collectCases, type JudgedFile } from './collect-cases.ts';
import { compareVerdicts } from './compare-verdicts.ts';
import { knownDifferences } from './differences.ts';
import { prepareHl7, runHl7 } from './run-hl7.ts';
import { keepWhatIsSent } from './what-is-sent.ts';

const repository = join(import.meta.dirname, '../..');
const cache = join(repository, '.cache/judge');
const shared = process.env.SAS_SHARED ?? join(repository, '../shared');
// the last one loaded is what a canonical without version means to HL7's validator
const definitions = ['1.2.0', '1.1.0'].map((version) => join(repository, 'profiles', version, 'generated'));

const obstacle = prepareHl7(cache);
if (obstacle) console.log(`SKIPPED: the judge did not run. ${obstacle}.`);
else {
  const sent = await keepWhatIsSent(join(cache, 'sent'));
  process.exitCode = judge(collectCases(repository, shared, [sent, ...process.argv.slice(2)]));
}

function judge(cases: readonly JudgedFile[]): number {
  const hl7 = runHl7(cache, definitions, cases);
  const ours = createValidator(loadDefinitions());
  const verdicts = cases.map(({ file, profile, isOurs }) => {
    const issues = ours.validate(JSON.parse(readFileSync(file, 'utf8')), profile ? { profiles: [profile] } : {});
    const errors = issues
      .filter(({ severity }) => severity === 'error')
      .map((one) => `${one.expression} ${describeIssue(one)}`);
    return { file, isOurs, ours: errors, hl7: hl7.get(file) ?? [] };
  });
  const { agreed, explained, failures } = compareVerdicts(verdicts, knownDifferences);
  for (const { path, reason } of explained) console.log(`explained: ${relative(repository, path)}: ${reason}`);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  console.log(
    `${cases.length} files, ${agreed} verdicts agree, ${explained.length} differ as explained, ${failures.length} failures`,
  );
  return failures.length > 0 ? 1 : 0;
}
