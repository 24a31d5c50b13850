/** The judge of what an import writes, as SAS_VALIDATION sets it. */
import type { ValidationMode } from '../agenda/deciding/content-judge.ts';
import { type JudgeContent, judgeProfiles } from '../agenda/deciding/judge-profiles.ts';
import type { Config } from '../config.ts';
import { loadDefinitions } from '../definitions/load-definitions.ts';
import { createValidator } from '../fhir/profile/validator.ts';

/**
 * The server's own judge of what is written; with `warn` its errors are warnings; undefined when nothing is to be judged.
 * A canonical without version means the guide's `igVersion`.
 */
export function importJudge(mode: ValidationMode, igVersion: Config['igVersion']): JudgeContent | undefined {
  if (mode === 'off') return undefined;
  const judge = judgeProfiles(createValidator(loadDefinitions({ defaultVersion: igVersion })));
  if (mode === 'strict') return judge;
  return (resource, draft) => judge(resource, draft).map((issue) => ({ ...issue, severity: 'warning' }));
}
