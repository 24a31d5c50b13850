import { type Issue, OutcomeError } from '../../src/fhir/outcome.ts';

/** The issues with which `work` refuses. Fails the test when it does not refuse, or throws anything but an outcome. */
export function issuesOf(work: () => unknown): readonly Issue[] {
  try {
    work();
  } catch (error) {
    if (error instanceof OutcomeError) return error.issues;
    throw error;
  }
  throw new Error('nothing was refused');
}
