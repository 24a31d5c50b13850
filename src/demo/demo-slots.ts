/**
 * The slots of the demonstration. A slot depends on the seed, its schedule and its local day alone: whoever generates a day, and
 * whenever, gets the same ids and the same content.
 */
import type { CodeableConcept, Coding, Slot } from '@medplum/fhirtypes';
import { codeSystem, cptsEstablishment, extensionUrl, type VisibilityCode, visibilityCodes } from '../fhir/sas.ts';
import type { Offer, OfferMix, RoundTheClock, Visibility, WeeklyHours } from './agenda.ts';
import { type DemoSchedule, demoSchedules } from './demo-schedules.ts';
import { datesBetween, type LocalDay, localDay, type Span, toClock } from './local-day.ts';
import { type Random, randomOf } from './random.ts';

/** The vendor's own visibility codes (`privateVisibilityCodes`), which mean nothing to the guide. */
export const privateVisibilitySystem = 'https://sas-interop.org/fhir/CodeSystem/demo-visibility';

/** Share of the places in a session that a practice gives to others as slots. */
const publishedShare = 0.7;

/** A place in an agenda before it is a resource. */
interface Opening {
  readonly minute: number;
  readonly offer: Offer;
  readonly isFree: boolean;
}

/**
 * The slots of every schedule on the local days `fromDay` to `toDay` (ISO dates, both included), day by day; each schedule in its
 * place's own time. Throws a RangeError when one is no date.
 */
export function* demoSlots(seed: string, fromDay: string, toDay: string): Generator<Slot> {
  const schedules = demoSchedules(seed);
  for (const date of datesBetween(fromDay, toDay)) {
    const days = new Map<string, LocalDay>();
    for (const schedule of schedules) {
      const day = days.get(schedule.zone) ?? localDay(date, schedule.zone);
      days.set(schedule.zone, day);
      yield* slotsOfDay(seed, schedule, day);
    }
  }
}

/** The slot of a local day (ISO date) that `demoSlots` gives last. */
export function lastDemoSlot(seed: string, date: string): Slot {
  for (const schedule of demoSchedules(seed).toReversed()) {
    const last = [...slotsOfDay(seed, schedule, localDay(date, schedule.zone))].at(-1);
    if (last) return last;
  }
  throw new Error(`the demonstration has no slots on ${date}`);
}

/** The slots of one schedule on one day of its own zone, in order. */
export function* slotsOfDay(seed: string, schedule: DemoSchedule, day: LocalDay): Generator<Slot> {
  const { agenda } = schedule;
  if (agenda.kind === 'closed') return;
  const openings =
    agenda.kind === 'weekly'
      ? weeklyOpenings(agenda, day.weekday, randomOf(seed, schedule.id, day.date))
      : roundTheClockOpenings(agenda);
  for (const opening of openings) {
    const span = day.span(opening.minute, agenda.durationMinutes);
    if (span) yield toSlot(schedule, { ...opening, date: day.date, span });
  }
}

function* roundTheClockOpenings(agenda: RoundTheClock): Generator<Opening> {
  for (const [rank, minute] of agenda.startMinutes.entries()) {
    yield { minute, offer: agenda.offers[rank % agenda.offers.length]!, isFree: true };
  }
}

function* weeklyOpenings(agenda: WeeklyHours, weekday: number, random: Random): Generator<Opening> {
  if (!agenda.weekdays.includes(weekday)) return;
  for (const [from, to] of agenda.sessions) {
    for (let minute = from; minute + agenda.durationMinutes <= to; minute += agenda.durationMinutes) {
      if (!random.chance(publishedShare)) continue;
      const isWalkIn = agenda.walkInUntil !== undefined && minute < agenda.walkInUntil;
      yield { minute, offer: drawOffer(agenda.mix, random, isWalkIn), isFree: random.chance(agenda.freeShare) };
    }
  }
}

function drawOffer(mix: OfferMix, random: Random, isWalkIn: boolean): Offer {
  const visibility = random.draw(mix.visibilities);
  const reason = mix.reasons.length > 0 && random.chance(0.4) ? { reason: random.pick(mix.reasons) } : {};
  return {
    visibility,
    consultations: isWalkIn ? ['AMB'] : random.draw(mix.consultations),
    ...reason,
    ...(visibility.includes('CPTS') ? { cpts: random.chance(0.3) ? mix.cpts : [random.pick(mix.cpts)] } : {}),
    isWalkIn,
  };
}

function toSlot(schedule: DemoSchedule, opening: Opening & { date: string; span: Span }): Slot {
  const { offer, span } = opening;
  const id = `${schedule.id}-${opening.date.replaceAll('-', '')}-${toClock(opening.minute).replace(':', '')}`;
  return {
    resourceType: 'Slot',
    id,
    ...(offer.visibility.length > 0 ? { meta: { security: offer.visibility.map(toSecurity) } } : {}),
    serviceType: toServiceTypes(offer),
    ...(schedule.speciality ? { specialty: [concept(codeSystem.speciality, schedule.speciality.code)] } : {}),
    appointmentType: concept(codeSystem.appointmentType, offer.isWalkIn ? 'WALKIN' : 'ROUTINE'),
    schedule: { reference: `Schedule/${schedule.id}` },
    status: opening.isFree ? 'free' : 'busy',
    start: schedule.hasUtcInstants ? toUtc(span.start) : span.start,
    end: schedule.hasUtcInstants ? toUtc(span.end) : span.end,
    ...(offer.isWalkIn ? {} : { comment: `/rdv?slot=${id}` }),
  };
}

function toServiceTypes(offer: Offer): CodeableConcept[] {
  return [
    ...offer.consultations.map((code) => concept(codeSystem.consultation, code)),
    ...(offer.cpts ?? []).map(
      (id): CodeableConcept => ({
        extension: [{ url: extensionUrl.slotServiceType, valueReference: { reference: `HealthcareService/${id}` } }],
        ...concept(codeSystem.establishment, cptsEstablishment),
      }),
    ),
    ...(offer.reason ? [{ text: offer.reason }] : []),
  ];
}

const toSecurity = (code: Visibility): Coding => ({
  system: visibilityCodes.includes(code as VisibilityCode) ? codeSystem.slotVisibility : privateVisibilitySystem,
  code,
});

const concept = (system: string, code: string): CodeableConcept => ({ coding: [{ system, code }] });

const toUtc = (instant: string): string => new Date(instant).toISOString();
