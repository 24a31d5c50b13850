/** How strictly the content of what is written is judged: the setting SAS_VALIDATION over a judge. */
import type { Issue } from '../../fhir/outcome.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import type { JudgeContent } from './judge-profiles.ts';

/** `strict` refuses what is not valid, `warn` keeps it and tells, `off` does not look. */
export type ValidationMode = 'strict' | 'warn' | 'off';

export interface ContentJudgeOptions {
  readonly mode: ValidationMode;
  /** Makes the judge, at the first write. */
  readonly judge: () => JudgeContent;
  /** Told of what is kept though it is not valid, once that is committed. */
  readonly onKept: (resource: AgendaResource, issues: readonly Issue[]) => void;
}

/** The judge that a write asks; undefined when nothing is to be judged. */
export function contentJudge({ mode, judge, onKept }: ContentJudgeOptions): JudgeContent | undefined {
  if (mode === 'off') return undefined;
  let made: JudgeContent | undefined;
  return (resource, draft) => {
    made ??= judge();
    const issues = made(resource, draft);
    if (mode === 'strict' || issues.length === 0) return issues;
    draft.tellLater(() => onKept(resource, issues));
    return [];
  };
}

/** What may be logged of an issue: which rule's kind and where, never what was found there. */
export const toLogged = ({ code, expression }: Issue): Pick<Issue, 'code' | 'expression'> => ({
  code,
  ...(expression ? { expression } : {}),
});
