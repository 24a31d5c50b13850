/** The application behind the HTTP edge. Placeholder: no interaction is here yet, every FHIR request is refused. */
import { issue, OutcomeError } from './fhir/outcome.ts';
import type { OpenApplication } from './serve.ts';

/** Opens nothing, and answers every FHIR request with 501. */
export const openApplication: OpenApplication = async () => ({
  interact: async () => {
    throw new OutcomeError(issue('not-supported', 'No FHIR interaction is here yet'), 501);
  },
  isReady: async () => 'no FHIR interaction is here yet',
  close: async () => {},
});
