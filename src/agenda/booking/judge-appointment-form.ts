/** The form of an appointment: the rules of FrAppointmentSAS and of sas-sos-appointment, claimed or not (SPEC §7). */
import type { Appointment, AppointmentParticipant, CodeableConcept, Extension, Identifier } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { type Issue, issue } from '../../fhir/outcome.ts';
import { codeSystem, extensionUrl, identifierSystem, sasProfile } from '../../fhir/sas.ts';
import { appointmentStatuses, isAppointmentStatus } from './status-machine.ts';

/** Whose appointment it is: with a practitioner, or at a place of SOS Médecins. */
export type AppointmentForm = 'practitioner' | 'sos';

const profileOf: Readonly<Record<AppointmentForm, string>> = {
  practitioner: sasProfile.appointment,
  sos: sasProfile.sosAppointment,
};

/** The guide's profile for this form, in the version that the appointment claims; as a rule it claims none. */
export const appointmentProfile = ({ meta }: Appointment, form: AppointmentForm): string =>
  meta?.profile?.find((claimed) => claimed.split('|')[0] === profileOf[form]) ?? profileOf[form];

/** Everything that is wrong with the form of this appointment; empty when it is right. */
export function judgeAppointmentForm(appointment: Appointment, form: AppointmentForm): Issue[] {
  return [
    ...judgeStatus(appointment),
    ...judgeIdentifier(appointment.identifier),
    ...judgePeriod(appointment),
    ...judgeOperator(appointment.extension, form),
    ...judgeParticipants(appointment, form),
  ];
}

const required = (path: string, wanted: string): Issue => issue('required', `${path} is missing: ${wanted}`, path);

function judgeStatus({ status }: Appointment): Issue[] {
  if (!status) return [required('Appointment.status', `one of ${appointmentStatuses.join(', ')}`)];
  if (isAppointmentStatus(status)) return [];
  const wanted = `Appointment.status is one of ${appointmentStatuses.join(', ')}, not "${status}"`;
  return [issue('business-rule', wanted, 'Appointment.status')];
}

function judgeIdentifier(identifiers: readonly Identifier[] | undefined): Issue[] {
  if (!Array.isArray(identifiers) || identifiers.length !== 1) {
    return [required('Appointment.identifier', 'exactly one, with the system and value that name this appointment')];
  }
  return identifierParts(identifiers[0]!, 'Appointment.identifier[0]');
}

function identifierParts(identifier: Identifier | undefined, path: string): Issue[] {
  return [
    ...(identifier?.system ? [] : [required(`${path}.system`, 'a URL or OID')]),
    ...(identifier?.value ? [] : [required(`${path}.value`, 'the value under that system')]),
  ];
}

function judgePeriod({ start, end }: Appointment): Issue[] {
  const issues = [...judgeInstant(start, 'Appointment.start'), ...judgeInstant(end, 'Appointment.end')];
  if (issues.length > 0) return issues;
  if (parseDateTime(start!)!.from < parseDateTime(end!)!.from) return [];
  return [issue('business-rule', 'Appointment.start must be before Appointment.end', 'Appointment.start')];
}

const instantPattern = /T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function judgeInstant(text: string | undefined, path: string): Issue[] {
  if (!text) return [required(path, 'an instant such as 2026-11-23T09:00:00+01:00')];
  if (typeof text === 'string' && instantPattern.test(text) && parseDateTime(text)) return [];
  return [issue('value', `${path} is an instant with seconds and an offset such as 2026-11-23T09:00:00+01:00`, path)];
}

function judgeOperator(extensions: readonly Extension[] | undefined, form: AppointmentForm): Issue[] {
  const all = extensions ?? [];
  const operators = all.filter(({ url }) => url === extensionUrl.appointmentOperator);
  if (operators.length !== 1) {
    const wanted = `exactly one with url ${extensionUrl.appointmentOperator}: the regulator who books`;
    return [required('Appointment.extension', wanted)];
  }
  const path = `Appointment.extension[${all.indexOf(operators[0]!)}].valueReference.identifier`;
  const identifier = operators[0]!.valueReference?.identifier;
  const others =
    form === 'sos' && all.length > 1
      ? [issue('business-rule', 'An appointment of SOS Médecins has no second extension', 'Appointment.extension')]
      : [];
  if (!identifier) return [required(path, 'type, system and value of the regulator'), ...others];
  return [
    ...judgeTypeCoding(identifier.type, `${path}.type`, ['IDNPS', 'INTRN']),
    ...identifierParts(identifier, path),
    ...others,
  ];
}

function judgeTypeCoding(type: CodeableConcept | undefined, path: string, codes: readonly string[]): Issue[] {
  const coding = type?.coding ?? [];
  const [only] = coding;
  const isRight = coding.length === 1 && only?.system === codeSystem.identifierType && codes.includes(only.code ?? '');
  if (isRight) return [];
  return [
    issue('value', `${path} has exactly one coding, ${codes.join(' or ')} of ${codeSystem.identifierType}`, path),
  ];
}

function judgeParticipants({ participant = [], meta }: Appointment, form: AppointmentForm): Issue[] {
  if (participant.length === 0) return [required('Appointment.participant', 'the practitioner, with status accepted')];
  const mayWait = form === 'sos' || (meta?.profile ?? []).includes(`${sasProfile.appointment}|1.2.0`);
  const rules = { form, statuses: mayWait ? ['accepted', 'needs-action'] : ['accepted'] };
  return participant.flatMap((one, index) => judgeParticipant(one, `Appointment.participant[${index}]`, rules));
}

interface ParticipantRules {
  readonly form: AppointmentForm;
  /** Which answers there may be: guide 1.1.0 lets only SOS Médecins wait for one, 1.2.0 everybody. */
  readonly statuses: readonly string[];
}

function judgeParticipant(participant: AppointmentParticipant, path: string, rules: ParticipantRules): Issue[] {
  const { actor, type, status } = participant;
  const { form, statuses: allowed } = rules;
  return [
    ...(actor || type ? [] : [required(`${path}.actor`, 'who takes part')]),
    ...(allowed.includes(status ?? '')
      ? []
      : [issue(status ? 'value' : 'required', `${path}.status is ${allowed.join(' or ')}`, `${path}.status`)]),
    ...(form === 'practitioner' && actor?.identifier
      ? judgePractitionerIdentifier(actor.identifier, `${path}.actor.identifier`)
      : []),
  ];
}

function judgePractitionerIdentifier(identifier: Identifier, path: string): Issue[] {
  const system = identifierSystem.practitioner;
  return [
    ...judgeTypeCoding(identifier.type, `${path}.type`, ['IDNPS']),
    ...identifierParts(identifier, path),
    ...(identifier.system && identifier.system !== system
      ? [issue('value', `${path}.system is ${system}`, `${path}.system`)]
      : []),
  ];
}
