/** What the tables say of a practitioner; `practitioners.ts` makes the rest of it. */
import type { Agenda } from './agenda.ts';
import type { Speciality } from './specialities.ts';

/** A practitioner in short: what is left out takes its plain form. */
export interface PractitionerBrief {
  /** Makes the RPPS, the phones and the name; unique. */
  readonly serial: number;
  /** The serial number of the same person elsewhere. */
  readonly person?: number;
  /** National identifiers, prefixed; the RPPS by default. */
  readonly identifiers?: readonly string[];
  /** The software stores its identifiers, and those of its structures, without the type digit. */
  readonly isUnprefixed?: boolean;
  readonly isActive?: boolean;
  readonly practices: readonly PracticeBrief[];
}

/** A place of practice in short. */
export interface PracticeBrief {
  readonly siteId: string;
  readonly agenda: Agenda;
  readonly speciality?: Speciality;
  readonly acceptsSurNumeraire?: boolean;
  readonly isRoleActive?: boolean;
  readonly isScheduleActive?: boolean;
  readonly hasNationalPhone?: boolean;
  readonly hasSeparateLocation?: boolean;
  readonly hasUtcInstants?: boolean;
}

/** A practitioner with a part to play: `id` is `demo-` and the key. */
export interface DemoCase extends PractitionerBrief {
  readonly key: string;
  /** What a search for this practitioner shows. */
  readonly shows: string;
}
