import type { SlotSheet } from '../../../../src/agenda/booking/slot-sheet.ts';
import { codeSystem } from '../../../../src/fhir/sas.ts';
import { type DisplayOf, describeSlot as describeWith } from '../../../../src/http/booking/describe-slot.ts';
import {
  consultation,
  november,
  place,
  practitioner,
  role,
  schedule,
  sharedBy,
  slot,
} from '../../../support/agenda-data.ts';

const sheet = (overrides: Partial<SlotSheet> = {}): SlotSheet => ({
  slot: slot('s1', 'a', november('23T09:00')),
  schedule: schedule('a', ['Practitioner/a']),
  practitioners: [practitioner('a')],
  roles: [role('a', 'a')],
  place: place('lieu'),
  organization: undefined,
  zone: 'Europe/Paris',
  ...overrides,
});

const knowsNone: DisplayOf = () => undefined;
const describeSlot = (told: SlotSheet, displayOf = knowsNone) => describeWith(told, displayOf);

describe('a slot in French', () => {
  it('says who, when and where', () => {
    expect(describeSlot(sheet())).toEqual({
      who: 'Alice Lemoine',
      speciality: 'SM54',
      consultation: 'Au cabinet',
      reasons: [],
      placeName: undefined,
      addressLines: ['1 rue des Lilas', '75011 Paris'],
      day: 'lundi 23 novembre 2026',
      hours: 'de 9\u00a0h\u00a000 à 9\u00a0h\u00a015',
      zone: undefined,
      start: '2026-11-23T09:00:00+01:00',
    });
  });

  it('has the day and hour of the place, and says that they are', () => {
    const told = describeSlot(sheet({ zone: 'America/Cayenne', slot: slot('s1', 'a', '2026-12-01T02:30:00Z') }));
    expect([told.day, told.hours]).toEqual(['lundi 30 novembre 2026', 'de 23\u00a0h\u00a030 à 23\u00a0h\u00a045']);
    expect(told.zone).toBe('heure du lieu de consultation (UTC-3)');
  });

  it('says the day on which it ends when that is another', () => {
    const late = slot('s1', 'a', november('30T23:50'));
    expect(describeSlot(sheet({ slot: late })).hours).toContain('à 0\u00a0h\u00a005 le mardi 1er décembre 2026');
  });

  it('has a name as it is written, or put together', () => {
    const named = (name: object) => describeSlot(sheet({ practitioners: [practitioner('a', { name: [name] })] })).who;
    expect(named({ text: 'Dr A. Lemoine', family: 'Lemoine' })).toBe('Dr A. Lemoine');
    expect(named({ prefix: ['Dr'], given: ['Alice', 'Rose'], family: 'Lemoine' })).toBe('Dr Alice Rose Lemoine');
    expect(named({ family: 'Lemoine' })).toBe('Lemoine');
  });

  it('leaves out a consultation type that it has no words for', () => {
    const told = (...codes: string[]) =>
      describeSlot(sheet({ slot: slot('s1', 'a', november('23T09:00'), { serviceType: codes.map(consultation) }) }));
    expect(told('constructor', 'VR', 'toString').consultation).toBe('Téléconsultation');
    expect(told('__proto__').consultation).toBeUndefined();
  });

  it('has the speciality as the slot tells it, else as the role does', () => {
    const specialty = [{ coding: [{ code: 'SM54', display: 'Médecine générale' }] }];
    expect(describeSlot(sheet({ roles: [role('a', 'a', { specialty })] })).speciality).toBe('Médecine générale');
    const { specialty: _, ...bare } = slot('s1', 'a', november('23T09:00'));
    expect(describeSlot(sheet({ slot: bare, roles: [role('a', 'a', { specialty })] })).speciality).toBe(
      'Médecine générale',
    );
    const typed = { ...bare, specialty: [{ text: 'Soins non programmés' }] };
    expect(describeSlot(sheet({ slot: typed })).speciality).toBe('Soins non programmés');
  });

  it('has the name of a speciality that nobody told, where it is known', () => {
    const displayOf: DisplayOf = ({ system, code }) =>
      system === codeSystem.speciality && code === 'SM54' ? 'Médecine générale' : undefined;
    expect(describeSlot(sheet(), displayOf).speciality).toBe('Médecine générale');
    const own = [{ coding: [{ system: codeSystem.speciality, code: 'SM54', display: 'Généraliste' }] }];
    const named = slot('s1', 'a', november('23T09:00'), { specialty: own });
    expect(describeSlot(sheet({ slot: named }), displayOf).speciality).toBe('Généraliste');
    const specialty = [{ coding: [{ system: codeSystem.speciality, code: 'SM54' }] }];
    const { specialty: _, ...bare } = slot('s1', 'a', november('23T09:00'));
    expect(describeSlot(sheet({ slot: bare, roles: [role('a', 'a', { specialty })] }), displayOf).speciality).toBe(
      'Médecine générale',
    );
  });

  it('tells consultation types and reasons, not the CPTS that share it', () => {
    const serviceType = [consultation('VR'), consultation('HH'), sharedBy('cpts'), { text: 'Fièvre' }];
    const told = describeSlot(sheet({ slot: slot('s1', 'a', november('23T09:00'), { serviceType }) }));
    expect([told.consultation, told.reasons]).toEqual(['Téléconsultation, à domicile', ['Fièvre']]);
  });

  it('names the place and its association where there is no practitioner', () => {
    const told = describeSlot(
      sheet({
        practitioners: [],
        roles: [],
        place: place('p', { name: 'Point fixe', address: { text: '3 rue X, Lyon' } }),
        organization: { resourceType: 'Organization', name: 'SOS Médecins Lyon' },
      }),
    );
    expect([told.who, told.placeName, told.addressLines]).toEqual([
      'Point fixe',
      'SOS Médecins Lyon, Point fixe',
      ['3 rue X, Lyon'],
    ]);
  });

  it('leaves out what is not known', () => {
    const told = describeSlot(sheet({ practitioners: [practitioner('a', { name: [] })], roles: [], place: undefined }));
    expect([told.who, told.placeName, told.addressLines]).toEqual(['Praticien', undefined, []]);
  });
});
