/**
 * How a slot leaves in the guide's searches (SPEC §3, §4): which may leave at all, with which visibility codes and which
 * consultation types, its times with milliseconds and a numeric offset.
 */
import type { CodeableConcept, Coding, Slot } from '@medplum/fhirtypes';
import { keepOffset, parseDateTime } from '../../fhir/instant.ts';
import { parseReference } from '../../fhir/reference.ts';
import { codeSystem, cptsEstablishment, extensionUrl, type VisibilityCode } from '../../fhir/sas.ts';
import { toJsonWithoutEmpty } from '../../fhir/without-empty.ts';
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
  const leaving = renderForms(slot, isUtc ? {} : times);
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

/** Each form in which the slot leaves. The forms of most slots differ in nothing, and are then made once. */
function renderForms(slot: Slot, times: Times): (readonly [SlotForm, string])[] {
  const whole = renderContent(slot, slot.serviceType, times);
  const own = slot.serviceType?.filter((item) => !isCptsItem(item));
  const reduced = own?.length === slot.serviceType?.length ? whole : renderContent(slot, own, times);
  return forms.flatMap((form) => {
    const security = visibilityOf(slot, form);
    if (security.length === 0) return [];
    return [[form, `,"security":${JSON.stringify(security)}},${form === 'cpts' ? whole : reduced}`] as const];
  });
}

/** What follows `meta`, without the braces around it. */
function renderContent(slot: Slot, serviceType: Slot['serviceType'], times: Times): string {
  const { resourceType: _type, id: _id, meta: _meta, text: _text, comment: _comment, contained: _, ...rest } = slot;
  const content = toJsonWithoutEmpty({
    ...rest,
    // The profiles allow one.
    serviceCategory: slot.serviceCategory?.slice(0, 1),
    serviceType,
    start: times.start,
    end: times.end,
  });
  return content.slice(1, -1);
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
