/** The validator of a running server, made at its first use or soon after the start. */
import { contentJudge, toLogged } from '../agenda/deciding/content-judge.ts';
import { type JudgeContent, judgeProfiles } from '../agenda/deciding/judge-profiles.ts';
import type { Config } from '../config.ts';
import { loadDefinitions } from '../definitions/load-definitions.ts';
import type { Definitions } from '../fhir/profile/definitions.ts';
import { createValidator, type Validator } from '../fhir/profile/validator.ts';
import { sasProfile } from '../fhir/sas.ts';
import type { Logger } from '../log.ts';
import { lazily } from './lazily.ts';

/** Once the server has begun to answer. */
const warmUpMs = 50;

export interface Validation {
  readonly definitions: () => Definitions;
  readonly validator: () => Validator;
  /** Undefined when what is written is not judged. */
  readonly judgeContent: JudgeContent | undefined;
}

/** What validation needs; compiled in the background when writes will need it. */
export function prepareValidation(config: Config, logger: Logger): Validation {
  const definitions = lazily(() => loadDefinitions({ defaultVersion: config.igVersion }));
  const validator = lazily(() => createValidator(definitions()));
  if (config.validation !== 'off') setTimeout(() => warmUp(validator()), warmUpMs).unref();
  return { definitions, validator, judgeContent: judgeOf(config, validator, logger) };
}

/** Compiles what the first writes need before one of them waits for it, the base locked. */
function warmUp(validator: Validator): void {
  for (const resourceType of ['Slot', 'Appointment', 'Schedule', 'Practitioner', 'PractitionerRole']) {
    validator.validate({ resourceType });
  }
  for (const profile of [sasProfile.slot, sasProfile.cptsSlot, sasProfile.sosSlot]) {
    validator.validate({ resourceType: 'Slot' }, { profiles: [profile] });
  }
  for (const profile of [sasProfile.appointment, sasProfile.sosAppointment]) {
    validator.validate({ resourceType: 'Appointment' }, { profiles: [profile] });
  }
}

/** The judge of what is written; what it keeps all the same is logged. */
const judgeOf = ({ validation }: Config, validator: () => Validator, logger: Logger): JudgeContent | undefined =>
  contentJudge({
    mode: validation,
    judge: () => judgeProfiles(validator()),
    onKept: ({ resourceType, id }, issues) =>
      logger.warn({ type: resourceType, id, broken: issues.map(toLogged) }, 'a resource that is not valid is written'),
  });
