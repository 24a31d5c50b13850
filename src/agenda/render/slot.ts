/**
 * How a slot leaves in the guide's searches (SPEC §3, §4): which may leave at all, with which visibility codes and which
 * consultation types, its times with milliseconds and a numeric offset.
 */
import type { CodeableConcept, Coding, Slot } from '@medplum/fhirtypes';
import { keepOffset, parseDateTime } from '../../fhir/instant.ts';
import { parseReference } from '../../fhir/reference.ts';
import { codeSystem, cptsEstablishment, extensionUrl, type VisibilityCode } from '../../fhir/sas.ts';
import { withoutEmpty } from '../../fhir/without-empty.ts';
import type { SlotForm, SlotProjection } from '../../store/agenda-query.ts';

/** The visibility codes that a search may show; a slot with none of them stays. */
const shownCodes: Readonly<Record<SlotForm, readonly VisibilityCode[]>> = {
  practitioner: ['PUBLIC', 'PRO', 'SNP'],
  cpts: ['PUBLIC', 'PRO', 'SNP', 'CPTS'],
  sos: ['PUBLIC', 'SNP'],
};

const forms = Object.keys(shownCodes) as SlotForm[];

/** What is kept of a slot for the guide's searches; undefined when it is not free, never leaves or cannot be placed in time. */
export function projectSlot(slot: Slot): SlotProjection | undefined {
  const schedule = parseReference(slot.schedule?.reference);
  const start = instantOf(slot.start);
  const end = instantOf(slot.end);
  if (slot.status !== 'free' || schedule?.type !== 'Schedule') return undefined;
  if (start === undefined || end === undefined || start >= end) return undefined;
  const times = { start: keepOffset(slot.start), end: keepOffset(slot.end) };
  const isUtc = !times.start || !times.end;
  const texts = forms.map((form) => [form, renderForm(slot, form, isUtc ? {} : times)] as const);
  const leaving = texts.filter(([, text]) => text !== undefined);
  if (leaving.length === 0) return undefined;
  return {
    scheduleId: schedule.id,
    start,
    end,
    isUtc,
    forms: Object.fromEntries(leaving),
    ...(slot.comment ? { comment: JSON.stringify(slot.comment).slice(1, -1) } : {}),
    services: (slot.serviceType ?? []).flatMap(serviceOf),
  };
}

const instantOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseDateTime(text)?.from;

interface Times {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

function renderForm(slot: Slot, form: SlotForm, times: Times): string | undefined {
  const security = visibilityOf(slot, form);
  if (security.length === 0) return undefined;
  const { resourceType: _type, id: _id, meta: _meta, text: _text, comment: _comment, contained: _, ...rest } = slot;
  const content = withoutEmpty({
    ...rest,
    // The profiles allow one.
    serviceCategory: slot.serviceCategory?.slice(0, 1),
    serviceType: form === 'cpts' ? slot.serviceType : slot.serviceType?.filter((item) => !isCptsItem(item)),
    start: times.start,
    end: times.end,
  });
  return `,"security":${JSON.stringify(security)}},${JSON.stringify(content).slice(1, -1)}`;
}

function visibilityOf(slot: Slot, form: SlotForm): Coding[] {
  const shown: readonly string[] = shownCodes[form];
  const codings = slot.meta?.security ?? [];
  return codings.filter(({ system, code }) => system === codeSystem.slotVisibility && shown.includes(code ?? ''));
}

const isCptsItem = (item: CodeableConcept): boolean =>
  (item.coding ?? []).some(({ system, code }) => system === codeSystem.establishment && code === cptsEstablishment) ||
  (item.extension ?? []).some(({ url }) => url === extensionUrl.slotServiceType);

function serviceOf(item: CodeableConcept): string[] {
  const extensions = (item.extension ?? []).filter(({ url }) => url === extensionUrl.slotServiceType);
  const keys = extensions.map(({ valueReference }) => parseReference(valueReference?.reference));
  return keys.flatMap((key) => (key?.type === 'HealthcareService' ? [key.id] : []));
}
