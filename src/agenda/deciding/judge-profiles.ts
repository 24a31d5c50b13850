/**
 * What is written is valid: base R4 and the profiles it claims; an appointment the SAS profile of its kind, claimed or
 * not; a slot that may leave also in each form in which a search would send it (SPEC §3, §4).
 */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import type { Issue } from '../../fhir/outcome.ts';
import type { ValidateOptions } from '../../fhir/profile/run.ts';
import { isValid, toIssue, type ValidationIssue } from '../../fhir/profile/validation-issue.ts';
import type { Validator } from '../../fhir/profile/validator.ts';
import { parseReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { sasProfile } from '../../fhir/sas.ts';
import type { SlotForm } from '../../store/agenda-query.ts';
import { isOfPlace } from '../booking/bookable.ts';
import { formOf } from '../booking/judge-appointment.ts';
import { appointmentProfile } from '../booking/judge-appointment-form.ts';
import { projectSlot } from '../render/slot.ts';
import type { Draft } from '../writing/draft.ts';

/** Everything that is wrong with the content of a resource to be written; the draft tells its surroundings. */
export type JudgeContent = (resource: AgendaResource, draft: Draft) => readonly Issue[];

/**
 * A judge over this validator: errors only, warnings do not keep a resource out. An appointment is judged once in a kind: a
 * decision that has to see more is made again over the same one.
 */
export function judgeProfiles(validator: Validator): JudgeContent {
  const judged = new WeakMap<AgendaResource, Map<string, readonly Issue[]>>();
  return (resource, draft) => {
    const find = () =>
      validateWritten(validator, resource, draft, { errorsOnly: true })
        .filter(({ severity }) => severity === 'error')
        .map(toIssue);
    if (resource.resourceType !== 'Appointment') return find();
    const profile = profileFor(resource, draft);
    const known = judged.get(resource) ?? new Map<string, readonly Issue[]>();
    const issues = known.get(profile) ?? find();
    judged.set(resource, known.set(profile, issues));
    return issues;
  };
}

/** What is found in a resource that is to be written and whose shape is right. */
export function validateWritten(
  validator: Validator,
  resource: AgendaResource,
  draft: Draft,
  options: Pick<ValidateOptions, 'errorsOnly'> = {},
): ValidationIssue[] {
  const validate: Validate = (validated, more) => validator.validate(validated, { ...options, ...more });
  switch (resource.resourceType) {
    case 'Slot':
      return judgeSlot(validate, resource, draft);
    case 'Appointment':
      return validate(resource, { profiles: [profileFor(resource, draft)] });
    default:
      return validate(resource);
  }
}

type Validate = (resource: AgendaResource, options?: ValidateOptions) => ValidationIssue[];

const profileFor = (appointment: Appointment, draft: Draft): string =>
  appointmentProfile(appointment, formOf(draft, appointment));

/** The searches set a slot's profile themselves: what the stored one claims of them is neither enforced nor missed. */
const judgeSlot = (validate: Validate, slot: Slot, draft: Draft): ValidationIssue[] =>
  issuesOfSlot(validate, slot, draft).filter(
    ({ rule, expression }) => rule !== 'advice' || expression !== 'Slot.meta.profile',
  );

function issuesOfSlot(validate: Validate, slot: Slot, draft: Draft): ValidationIssue[] {
  const own = withoutSentProfiles(slot);
  const sent = sentForms(slot, draft);
  // The searches only leave things out: most slots are right as they are stored, and then are so in each form.
  const quick = { profiles: sent.map(({ form }) => slotProfile[form]), ...exceptStatus };
  const asStored = sent.length > 0 ? validate(own, quick) : undefined;
  if (asStored && isValid(asStored)) return asStored;
  const base = validate(own, exceptVisibility);
  if (!isValid(base)) return base;
  return sent.flatMap(({ form, text }) => validate(asSent(slot, form, text), exceptStatus));
}

interface SentForm {
  readonly form: SlotForm;
  readonly text: string;
}

/** The forms in which the slot would leave once it is free, each content once. */
function sentForms(slot: Slot, draft: Draft): SentForm[] {
  const sent = projectSlot({ ...slot, status: 'free' });
  if (!sent) return [];
  const forms = isOfKnownPlace(slot, draft) ? (['sos'] as const) : (['practitioner', 'cpts'] as const);
  return forms.flatMap((form) => {
    const text = sent.forms[form];
    return text === undefined || (form === 'cpts' && text === sent.forms.practitioner) ? [] : [{ form, text }];
  });
}

const slotProfile: Readonly<Record<SlotForm, string>> = {
  practitioner: sasProfile.slot,
  cpts: sasProfile.cptsSlot,
  sos: sasProfile.sosSlot,
};

const sentProfiles: ReadonlySet<string> = new Set(Object.values(slotProfile));

function withoutSentProfiles(slot: Slot): Slot {
  const profile = slot.meta?.profile?.filter((canonical) => !sentProfiles.has(canonical.split('|')[0]!));
  if (profile === undefined || profile.length === slot.meta?.profile?.length) return slot;
  const { profile: _, ...meta } = slot.meta!;
  return { ...slot, meta: profile.length > 0 ? { ...meta, profile } : meta };
}

const isOfKnownPlace = (slot: Slot, draft: Draft): boolean =>
  parseReference(slot.schedule?.reference) !== undefined && isOfPlace(draft, slot);

/** A vendor may have audiences of its own: the searches show the guide's four codes and no other. */
const exceptVisibility: ValidateOptions = { except: [{ element: 'Meta.security', rule: 'binding' }] };

const exceptStatus: ValidateOptions = {
  except: [
    { element: 'Slot.status', rule: 'fixed' },
    { element: 'Slot.status', rule: 'pattern' },
  ],
};

/** The slot as the search would send it; one stored in UTC gets its own times, which are valid as well. */
function asSent(slot: Slot, form: SlotForm, text: string): Slot {
  const { start, end } = slot;
  const sent = JSON.parse(
    `{"resourceType":"Slot","id":"${slot.id}","meta":{"profile":["${slotProfile[form]}"]${text}}`,
  );
  return { start, end, ...sent };
}
