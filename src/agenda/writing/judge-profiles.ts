/**
 * What is written is valid: base R4 and the profiles it claims; an appointment the SAS profile of its kind, claimed or
 * not; a slot that may leave also in each form in which a search would send it (SPEC §3, §4).
 */
import type { Appointment, Slot } from '@medplum/fhirtypes';
import type { Issue } from '../../fhir/outcome.ts';
import type { ValidateOptions } from '../../fhir/profile/run.ts';
import { toIssue, type ValidationIssue } from '../../fhir/profile/validation-issue.ts';
import type { Validator } from '../../fhir/profile/validator.ts';
import { parseReference } from '../../fhir/reference.ts';
import type { AgendaResource } from '../../fhir/resource-type.ts';
import { sasProfile } from '../../fhir/sas.ts';
import type { SlotForm } from '../../store/agenda-query.ts';
import { isOfPlace } from '../booking/bookable.ts';
import { formOf } from '../booking/judge-appointment.ts';
import { projectSlot } from '../render/slot.ts';
import type { Draft } from './draft.ts';

/** Everything that is wrong with the content of a resource to be written; the draft tells its surroundings. */
export type JudgeContent = (resource: AgendaResource, draft: Draft) => readonly Issue[];

/** A judge over this validator: errors only, warnings do not keep a resource out. */
export const judgeProfiles =
  (validator: Validator): JudgeContent =>
  (resource, draft) =>
    validateWritten(validator, resource, draft)
      .filter(({ severity }) => severity === 'error')
      .map(toIssue);

/** All that is found, warnings too, in a resource that is to be written and whose shape is right. */
export function validateWritten(validator: Validator, resource: AgendaResource, draft: Draft): ValidationIssue[] {
  switch (resource.resourceType) {
    case 'Slot':
      return judgeSlot(validator, resource, draft);
    case 'Appointment':
      return validator.validate(resource, { profiles: [appointmentProfile(resource, draft)] });
    default:
      return validator.validate(resource);
  }
}

/** The profile of its kind, in the version of the guide that it claims. */
function appointmentProfile(appointment: Appointment, draft: Draft): string {
  const canonical = formOf(draft, appointment) === 'sos' ? sasProfile.sosAppointment : sasProfile.appointment;
  return appointment.meta?.profile?.find((claimed) => claimed.split('|')[0] === canonical) ?? canonical;
}

/** The searches set a slot's profile themselves: what the stored one claims of them is not enforced. */
function judgeSlot(validator: Validator, slot: Slot, draft: Draft): ValidationIssue[] {
  const base = validator.validate(withoutSentProfiles(slot), exceptVisibility);
  if (base.some(({ severity }) => severity === 'error')) return base;
  const sent = projectSlot({ ...slot, status: 'free' });
  const forms = isOfKnownPlace(slot, draft) ? (['sos'] as const) : (['practitioner', 'cpts'] as const);
  const texts = forms.flatMap((form) => {
    const text = sent?.forms[form];
    return text === undefined || (form === 'cpts' && text === sent?.forms.practitioner) ? [] : [{ form, text }];
  });
  return texts.flatMap(({ form, text }) => validator.validate(asSent(slot, form, text), exceptStatus));
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
