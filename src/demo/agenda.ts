/** How an agenda of the demonstration opens its slots, and what a slot offers. */
import type { VisibilityCode } from '../fhir/sas.ts';
import type { Weighted } from './random.ts';

/** Codes of `codeSystem.consultation`: at the practice, at home, by video. */
export type Consultation = 'AMB' | 'HH' | 'VR';

/** The guide's codes, and the vendor's own (`privateVisibilityCodes`), with which alone a slot never leaves. */
export type Visibility = VisibilityCode | (typeof privateVisibilityCodes)[number];

/** The vendor's own codes: slots kept for the practitioner's patients, slots of the health centre. */
export const privateVisibilityCodes = ['PATIENTELE', 'EQUIPE'] as const;

/** What a slot offers, and to whom. */
export interface Offer {
  /** Codes of `Slot.meta.security`; none: the slot is hidden. */
  readonly visibility: readonly Visibility[];
  readonly consultations: readonly Consultation[];
  readonly reason?: string;
  /** Ids of the HealthcareServices of the CPTS that share the slot. */
  readonly cpts?: readonly string[];
  /** Patients come without appointment (WALKIN): the slot has no booking page. */
  readonly isWalkIn?: boolean;
}

/** The same free slots every day, weekdays or not; the offers take turns. */
export interface RoundTheClock {
  readonly kind: 'round-the-clock';
  /** Minutes after midnight, in order. */
  readonly startMinutes: readonly number[];
  readonly durationMinutes: number;
  readonly offers: readonly Offer[];
}

/** Office hours: the slots a practice gives to others out of its sessions, some already taken. */
export interface WeeklyHours {
  readonly kind: 'weekly';
  /** 1 (Monday) to 7 (Sunday). */
  readonly weekdays: readonly number[];
  /** Minutes after midnight: `[from, to]`. */
  readonly sessions: readonly (readonly [from: number, to: number])[];
  readonly durationMinutes: number;
  /** Until this minute patients come without appointment. */
  readonly walkInUntil?: number;
  /** Share of the slots that nobody took yet, 0 to 1. */
  readonly freeShare: number;
  readonly mix: OfferMix;
}

/** What the offers of office hours are drawn from. */
export interface OfferMix {
  readonly visibilities: Weighted<readonly Visibility[]>;
  readonly consultations: Weighted<readonly Consultation[]>;
  readonly reasons: readonly string[];
  /** Ids of HealthcareServices: one or all of them share a slot that is drawn as CPTS. */
  readonly cpts: readonly string[];
}

export type Agenda = RoundTheClock | WeeklyHours | { readonly kind: 'closed' };

/** Minutes after midnight of every slot when one starts each `step` minutes. */
export const allDay = (step: number, firstMinute = 0): number[] =>
  Array.from({ length: Math.ceil((24 * 60 - firstMinute) / step) }, (_, rank) => firstMinute + rank * step);

/** A slot each hour, a quarter of an hour long, and one at 23:59, so that one is left today until the day's last minute. */
export const everyHour = (...offers: readonly Offer[]): RoundTheClock => ({
  kind: 'round-the-clock',
  startMinutes: [...allDay(60, 20), 23 * 60 + 59],
  durationMinutes: 15,
  offers,
});

/** Monday to Friday, nine to twelve and two to six, unless said otherwise. */
export const officeHours = (mix: OfferMix, other: Partial<WeeklyHours> = {}): WeeklyHours => ({
  kind: 'weekly',
  weekdays: [1, 2, 3, 4, 5],
  sessions: [
    [9 * 60, 12 * 60],
    [14 * 60, 18 * 60],
  ],
  durationMinutes: 20,
  freeShare: 0.65,
  mix,
  ...other,
});

/** What a practice offers to others; in a CPTS, also to its members. One slot in ten never leaves. */
export const practiceMix = (reasons: readonly string[], cpts: readonly string[] = []): OfferMix => ({
  visibilities: [
    [42, ['PUBLIC']],
    [14, ['PUBLIC', 'SNP']],
    [18, ['SNP']],
    [8, ['PRO']],
    [5, ['PRO', 'SNP']],
    [3, ['PUBLIC', 'PATIENTELE']],
    [5, ['PATIENTELE']],
    [2, ['EQUIPE']],
    [3, []],
    ...(cpts.length > 0 ? sharedVisibilities : []),
  ],
  consultations: [
    [75, ['AMB']],
    [12, ['VR']],
    [8, ['AMB', 'VR']],
    [5, ['HH']],
  ],
  reasons,
  cpts,
});

const sharedVisibilities: OfferMix['visibilities'] = [
  [12, ['PUBLIC', 'CPTS']],
  [8, ['SNP', 'CPTS']],
  [10, ['CPTS']],
];

/** What a SOS Médecins place offers; its slots for professionals alone never leave (guide: PUBLIC and SNP). */
export const sosMix: OfferMix = {
  visibilities: [
    [45, ['PUBLIC']],
    [30, ['SNP']],
    [20, ['PUBLIC', 'SNP']],
    [5, ['PRO']],
  ],
  consultations: [
    [90, ['AMB']],
    [10, ['VR']],
  ],
  reasons: [],
  cpts: [],
};
