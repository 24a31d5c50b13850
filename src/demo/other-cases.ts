/**
 * What real agendas bring besides: other forms of the same facts, other numbers of slots, and what must never leave. One
 * practitioner each, fixed whatever the seed, names and house numbers aside.
 */
import { allDay, officeHours, practiceMix } from './agenda.ts';
import { adeli, rpps } from './identifiers.ts';
import type { DemoCase } from './practitioner-brief.ts';
import { generalMedicine } from './specialities.ts';

const surgery = officeHours(practiceMix(generalMedicine.reasons));
const morning = officeHours(practiceMix(generalMedicine.reasons), { sessions: [[9 * 60, 12 * 60]] });
const afternoon = officeHours(practiceMix(generalMedicine.reasons), { sessions: [[14 * 60, 18 * 60]] });

/** The practitioners of these other cases. */
export const otherCases: readonly DemoCase[] = [
  {
    key: 'twice-rpps',
    shows: 'a person present twice: here under the RPPS, in the mornings',
    serial: 11,
    practices: [{ siteId: '75020-1', agenda: morning }],
  },
  {
    key: 'twice-adeli',
    shows: 'the same person again: here under the ADELI, in the afternoons of the same place',
    serial: 12,
    person: 11,
    identifiers: [adeli('75', 12)],
    practices: [{ siteId: '75020-1', agenda: afternoon }],
  },
  {
    key: 'two-identifiers',
    shows: 'one Practitioner with an RPPS and an ADELI',
    serial: 13,
    identifiers: [rpps(13), adeli('38', 13)],
    practices: [{ siteId: '38000-1', agenda: surgery }],
  },
  {
    key: 'two-zones',
    shows: 'two places in two time zones: Paris and La Réunion',
    serial: 14,
    practices: [
      { siteId: '75015-1', agenda: officeHours(practiceMix(generalMedicine.reasons), { weekdays: [1, 2] }) },
      { siteId: '97400-1', agenda: officeHours(practiceMix(generalMedicine.reasons), { weekdays: [4, 5] }) },
    ],
  },
  {
    key: 'no-slot',
    shows: 'a Schedule without any slot',
    serial: 15,
    practices: [{ siteId: '63000-1', agenda: { kind: 'closed' } }],
  },
  {
    key: 'slots-2000',
    shows: 'more than 2,000 free slots ahead at any time',
    serial: 16,
    practices: [
      {
        siteId: '13005-1',
        agenda: {
          kind: 'round-the-clock',
          startMinutes: allDay(4),
          durationMinutes: 4,
          offers: [{ visibility: ['PUBLIC'], consultations: ['AMB'], reason: 'Vaccination' }],
        },
      },
    ],
  },
  {
    key: 'fully-booked',
    shows: 'no slot that is still free',
    serial: 17,
    practices: [{ siteId: '59000-1', agenda: { ...surgery, freeShare: 0 } }],
  },
  {
    key: 'private-slots',
    shows: "slots for the practitioner's own patients alone: nothing ever leaves",
    serial: 18,
    practices: [
      {
        siteId: '44000-1',
        agenda: officeHours({
          ...practiceMix(generalMedicine.reasons),
          visibilities: [
            [2, ['PATIENTELE']],
            [1, []],
          ],
        }),
      },
    ],
  },
  {
    key: 'unprefixed',
    shows: 'RPPS, FINESS and SIRET stored without their type digit',
    serial: 19,
    isUnprefixed: true,
    practices: [
      { siteId: '31000-1', agenda: morning },
      { siteId: '31000-2', agenda: afternoon },
    ],
  },
  {
    key: 'national-phone',
    shows: 'a phone typed in national form, metropolitan France',
    serial: 20,
    practices: [{ siteId: '75013-1', agenda: surgery, hasNationalPhone: true }],
  },
  {
    key: 'national-phone-reunion',
    shows: 'a phone typed in national form, La Réunion',
    serial: 21,
    practices: [{ siteId: '97410-1', agenda: surgery, hasNationalPhone: true }],
  },
  {
    key: 'national-phone-noumea',
    shows: 'a phone typed in the form of Nouvelle-Calédonie: six digits',
    serial: 22,
    practices: [{ siteId: '98800-1', agenda: surgery, hasNationalPhone: true }],
  },
  {
    key: 'utc-instants',
    shows: 'instants stored with Z, for a place in Cayenne',
    serial: 23,
    practices: [{ siteId: '97300-1', agenda: surgery, hasUtcInstants: true }],
  },
  {
    key: 'separate-location',
    shows: 'the Location is a resource of its own, not contained in the PractitionerRole',
    serial: 24,
    practices: [{ siteId: '67000-1', agenda: surgery, hasSeparateLocation: true }],
  },
  {
    key: 'inactive-practitioner',
    shows: 'an inactive Practitioner: nothing ever leaves',
    serial: 25,
    isActive: false,
    practices: [{ siteId: '21000-1', agenda: surgery }],
  },
  {
    key: 'inactive-role',
    shows: 'an inactive PractitionerRole, and an active one at another place',
    serial: 26,
    practices: [
      { siteId: '33000-1', agenda: morning, isRoleActive: false },
      { siteId: '33000-2', agenda: afternoon },
    ],
  },
  {
    key: 'inactive-schedule',
    shows: 'an inactive Schedule: nothing ever leaves',
    serial: 27,
    practices: [{ siteId: '87000-1', agenda: surgery, isScheduleActive: false }],
  },
];
