/** The judge of what an import writes, as SAS_VALIDATION sets it: with `warn`, errors become warnings of the import. */
import type { ValidationMode } from '../agenda/writing/content-judge.ts';
import { type JudgeContent, judgeProfiles } from '../agenda/writing/judge-profiles.ts';
import { loadDefinitions } from '../definitions/load-definitions.ts';
import { createValidator } from '../fhir/profile/validator.ts';

/** The judge; undefined when nothing is to be judged. */
export function importJudge(mode: ValidationMode): JudgeContent | undefined {
  if (mode === 'off') return undefined;
  const judge = judgeProfiles(createValidator(loadDefinitions()));
  if (mode === 'strict') return judge;
  return (resource, draft) => judge(resource, draft).map((issue) => ({ ...issue, severity: 'warning' }));
}
