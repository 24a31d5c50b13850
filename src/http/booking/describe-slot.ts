/** A slot in the words of a French page. */
import type { Address, Coding } from '@medplum/fhirtypes';
import { DateTime } from 'luxon';
import type { SlotSheet } from '../../agenda/booking/slot-sheet.ts';
import { writeName } from '../../fhir/human-name.ts';
import { defaultZone, parseDateTime } from '../../fhir/instant.ts';
import { codeSystem } from '../../fhir/sas.ts';

/** Texts, not yet escaped; what is not known is left out. */
export interface SlotText {
  /** `Alice Lemoine`, or the place of an SOS Médecins association. */
  readonly who: string;
  readonly speciality?: string | undefined;
  /** `Au cabinet, téléconsultation`. */
  readonly consultation?: string | undefined;
  /** Free-text reasons. */
  readonly reasons: readonly string[];
  readonly placeName?: string | undefined;
  readonly addressLines: readonly string[];
  /** `lundi 23 novembre 2026`. */
  readonly day: string;
  /** `de 9 h 00 à 9 h 15`. */
  readonly hours: string;
  /** Whose hours these are, where it is not Paris: `heure du lieu de consultation (UTC+4)`. */
  readonly zone?: string | undefined;
  /** For `<time datetime>`. */
  readonly start: string;
}

/** What a code is called that comes without its name; undefined when that is not known. */
export type DisplayOf = (coding: Coding) => string | undefined;

/** What the page tells of a slot; times in the zone of its place. */
export function describeSlot(sheet: SlotSheet, displayOf: DisplayOf): SlotText {
  const { slot, place, organization, zone } = sheet;
  const [start, end] = [slot.start, slot.end].map((text) => DateTime.fromMillis(parseDateTime(text)!.from, { zone }));
  const isSameDay = start!.hasSame(end!, 'day');
  const until = isSameDay ? hourOf(end!) : `${hourOf(end!)} le ${dayOf(end!)}`;
  const names = sheet.practitioners.map(({ name }) => writeName(name)).filter(Boolean);
  return {
    who: names.join(', ') || place?.name || organization?.name || 'Praticien',
    speciality: specialityOf(sheet, displayOf),
    consultation: consultationOf(sheet),
    reasons: (slot.serviceType ?? []).flatMap(({ coding, text }) => (text && !coding ? [text] : [])),
    placeName: [organization?.name, place?.name].filter(Boolean).join(', ') || undefined,
    addressLines: linesOf(place?.address),
    day: dayOf(start!),
    hours: `de ${hourOf(start!)} à ${until}`,
    zone: zone === defaultZone ? undefined : `heure du lieu de consultation (${start!.toFormat("'UTC'Z")})`,
    start: start!.toISO({ suppressMilliseconds: true })!,
  };
}

const dayOf = (at: DateTime): string => at.setLocale('fr').toFormat('cccc d LLLL yyyy').replace(/ 1 /, ' 1er ');
const hourOf = (at: DateTime): string => at.toFormat("H'\u00a0h\u00a0'mm");

/** The slot's own, told as the role tells it, else as the code system does: a slot seldom has more than the code. */
function specialityOf({ slot, roles: [role] }: SlotSheet, displayOf: DisplayOf): string | undefined {
  const named = (role?.specialty ?? []).flatMap(({ coding }) => coding ?? []);
  const display = (coding: Coding) =>
    coding.display ?? named.find(({ code }) => code === coding.code)?.display ?? displayOf(coding) ?? coding.code;
  const own = (slot.specialty ?? []).map(({ text, coding }) => text ?? coding?.map(display).join(', '));
  return (own.length > 0 ? own : named.map(display)).filter(Boolean).join(', ') || undefined;
}

const consultationNames: ReadonlyMap<string, string> = new Map([
  ['AMB', 'au cabinet'],
  ['HH', 'à domicile'],
  ['VR', 'téléconsultation'],
]);

function consultationOf({ slot }: SlotSheet): string | undefined {
  const codings = (slot.serviceType ?? []).flatMap(({ coding }) => coding ?? []);
  const names = codings.flatMap(({ system, code = '' }) =>
    system === codeSystem.consultation ? (consultationNames.get(code) ?? []) : [],
  );
  const text = names.join(', ');
  return text ? text.charAt(0).toUpperCase() + text.slice(1) : undefined;
}

function linesOf(address: Address | undefined): string[] {
  if (!address) return [];
  const city = [address.postalCode, address.city].filter(Boolean).join(' ');
  const lines = [...(address.line ?? []), city].filter(Boolean);
  return lines.length > 0 ? lines : [address.text ?? ''].filter(Boolean);
}
