import type { Practitioner, PractitionerRole, Schedule, Slot } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { demoDays } from '../../../src/demo/demo-calendar.ts';
import { demoDirectory } from '../../../src/demo/demo-directory.ts';
import { type DemoSchedule, demoSchedules } from '../../../src/demo/demo-schedules.ts';
import { demoSituations } from '../../../src/demo/demo-situations.ts';
import { slotsOfDay } from '../../../src/demo/demo-slots.ts';
import { datesBetween, localDay } from '../../../src/demo/local-day.ts';
import { codeSystem, extensionUrl } from '../../../src/fhir/sas.ts';

const seed = 'a seed';
const directory = demoDirectory(seed);
const schedules = demoSchedules(seed);
const situations = demoSituations(seed);

const rppsKeys = ['rpps', 'rppsMulti', 'rpps3', 'rpps4', 'rppsCpts', 'rppsCptsTwo', 'rppsCptsShared'] as const;
const everyKey = [...rppsKeys, 'siret', 'siret2'] as const;
type Key = (typeof everyKey)[number];

/** The Schedules of whoever has this identifier, or of the places it manages. */
function ownSchedules(value: string): Schedule[] {
  const holders = directory.filter(
    (one) => 'identifier' in one && JSON.stringify(one.identifier).includes(`"${value}"`),
  );
  const places = directory.filter(
    (one) =>
      one.resourceType === 'Location' &&
      holders.some((holder) => one.managingOrganization?.reference === `${holder.resourceType}/${holder.id}`),
  );
  const actors = new Set([...holders, ...places].map((one) => `${one.resourceType}/${one.id}`));
  return directory.filter(
    (one): one is Schedule =>
      one.resourceType === 'Schedule' && one.actor.some((actor) => actors.has(actor.reference!)),
  );
}

const schedulesOf = new Map(
  everyKey.map((key): [Key, DemoSchedule[]] => {
    const ids = ownSchedules(situations[key]).map((one) => one.id);
    return [key, schedules.filter((one) => ids.includes(one.id))];
  }),
);

/** What the server would hold of a situation at this time. */
function agendaAt(now: Date, key: Key): Slot[] {
  const { fromDay, toDay } = demoDays(seed, now);
  return schedulesOf
    .get(key)!
    .flatMap((schedule) =>
      datesBetween(fromDay, toDay).flatMap((date) => [...slotsOfDay(seed, schedule, localDay(date, schedule.zone))]),
    );
}

const codesIn = (slots: readonly Slot[], codes: (slot: Slot) => readonly string[]) =>
  [...new Set(slots.flatMap(codes))].sort().join(',');
const visibilityOf = (slot: Slot) => slot.meta!.security!.map((one) => one.code!);
const consultationsOf = (slot: Slot) =>
  slot.serviceType!.flatMap((item) =>
    (item.coding ?? []).filter((one) => one.system === codeSystem.consultation).map((one) => one.code!),
  );
const cptsOf = (slot: Slot) =>
  slot.serviceType!.flatMap((item) =>
    (item.extension ?? [])
      .filter((one) => one.url === extensionUrl.slotServiceType)
      .map((one) => one.valueReference!.reference!),
  );

const within = (slots: readonly Slot[], from: Date, hours: number) =>
  slots.filter((slot) => {
    const ahead = Date.parse(slot.start) - from.getTime();
    return ahead > 0 && ahead <= hours * 3_600_000;
  });

/** The second before the last minute of a day. */
const lastSecond = 23 * 3600 + 58 * 60 + 59;

/** Any second of two years but a day's last sixty, the days on which the clock changes and its ends more often than chance would. */
const anyTime = fc
  .record({
    day: fc.oneof(
      fc.integer({ min: 0, max: 730 }).map((days) => DateTime.fromISO('2026-01-01').plus({ days }).toISODate()!),
      fc.constantFrom('2026-03-28', '2026-03-29', '2026-10-24', '2026-10-25', '2026-12-25', '2027-01-01', '2027-03-26'),
    ),
    second: fc.oneof(fc.integer({ min: 0, max: lastSecond }), fc.constantFrom(0, lastSecond)),
  })
  .map(({ day, second }) =>
    DateTime.fromISO(day, { zone: 'Europe/Paris' })
      .set({ hour: Math.floor(second / 3600), minute: Math.floor(second / 60) % 60, second: second % 60 })
      .toJSDate(),
  );

/** The rule holds for every situation at any time. */
const always = (keys: readonly Key[], rule: (slots: Slot[], now: Date, key: Key) => void) =>
  fc.assert(
    fc.property(anyTime, fc.constantFrom(...keys), (now, key) => rule(agendaAt(now, key), now, key)),
    { numRuns: 60 },
  );

describe('the situations of the certification', () => {
  it('name seven practitioners and two associations, prefixed, and the codes of their agendas', () => {
    expect(Object.keys(situations).sort()).toEqual(
      [...everyKey, 'slotTypes', 'consultTypes', 'slotTypesCpts', 'consultTypesCpts'].sort(),
    );
    for (const key of rppsKeys) expect(situations[key]).toMatch(/^8\d{11}$/);
    for (const key of ['siret', 'siret2'] as const) expect(situations[key]).toMatch(/^3\d{14}$/);
    expect(new Set(everyKey.map((key) => situations[key])).size).toBe(everyKey.length);
  });

  it('have one place, but for the practitioner with two', () => {
    const places = Object.fromEntries(rppsKeys.map((key) => [key, schedulesOf.get(key)!.length]));
    expect(places).toEqual({
      rpps: 1,
      rppsMulti: 2,
      rpps3: 1,
      rpps4: 1,
      rppsCpts: 1,
      rppsCptsTwo: 1,
      rppsCptsShared: 1,
    });
    expect(schedulesOf.get('siret')!.length).toBeGreaterThanOrEqual(1);
    expect(schedulesOf.get('siret2')!.length).toBeGreaterThanOrEqual(1);
  });

  it('are active practitioners of metropolitan France with the RPPS alone, a full name, a FINESS or SIRET, and a phone', () => {
    for (const key of rppsKeys) {
      const practitioner = directory.find(
        (one): one is Practitioner =>
          one.resourceType === 'Practitioner' && one.identifier![0]!.value === situations[key],
      )!;
      expect(practitioner).toMatchObject({ active: true, identifier: [{ value: situations[key] }] });
      expect(practitioner.name![0]).toEqual({
        family: expect.stringMatching(/./),
        given: [expect.stringMatching(/./)],
      });
      const roles = directory.filter(
        (one): one is PractitionerRole =>
          one.resourceType === 'PractitionerRole' && one.practitioner?.reference === `Practitioner/${practitioner.id}`,
      );
      expect(roles.map(({ id }) => id).sort()).toEqual(
        schedulesOf
          .get(key)!
          .map(({ id }) => id)
          .sort(),
      );
      for (const role of roles) {
        expect(role).toMatchObject({
          active: true,
          contained: [{ address: { postalCode: expect.stringMatching(/^(?!9[78])\d{5}$/) } }],
        });
        expect(role.organization!.identifier!.value).toMatch(/^(1\d{9}|3\d{14})$/);
        expect(role.telecom![0]).toEqual({ system: 'phone', value: expect.stringMatching(/^\+33\d{9}$/) });
      }
    }
  });

  it('have free slots today until its last minute, tomorrow and the day after, whatever the weekday or holiday', () => {
    always(everyKey, (slots, now) => {
      const today = DateTime.fromJSDate(now, { zone: 'Europe/Paris' });
      const days = new Set(within(slots, now, 96).map((slot) => slot.start.slice(0, 10)));
      for (const ahead of [0, 1, 2]) expect([...days]).toContain(today.plus({ days: ahead }).toISODate());
    });
  });

  it('are known beyond the next 72 hours', () => {
    always(everyKey, (slots, now) =>
      expect(Math.max(...slots.map((slot) => Date.parse(slot.start)))).toBeGreaterThan(now.getTime() + 5 * 86_400_000),
    );
  });

  it('have only free slots, with an appointment and a booking page', () => {
    always(everyKey, (slots) => {
      expect(new Set(slots.map((slot) => slot.status))).toEqual(new Set(['free']));
      expect(slots.filter((slot) => slot.comment !== `/rdv?slot=${slot.id}`)).toEqual([]);
      expect(new Set(slots.map((slot) => slot.appointmentType!.coding![0]!.code))).toEqual(new Set(['ROUTINE']));
    });
  });

  it('show each declared type within 48 hours', () => {
    always(['rpps', 'rppsCpts'], (slots, now, key) => {
      const soon = within(slots, now, 48);
      expect(codesIn(soon, visibilityOf)).toBe(key === 'rpps' ? situations.slotTypes : situations.slotTypesCpts);
      expect(codesIn(soon, consultationsOf)).toBe(
        key === 'rpps' ? situations.consultTypes : situations.consultTypesCpts,
      );
    });
  });

  it('declare the types that the whole agendas hold, not one less', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(codesIn(agendaAt(now, 'rpps'), visibilityOf)).toBe(situations.slotTypes);
    expect(codesIn(agendaAt(now, 'rpps'), consultationsOf)).toBe(situations.consultTypes);
    expect(codesIn(agendaAt(now, 'rppsCpts'), visibilityOf)).toBe(situations.slotTypesCpts);
    expect(codesIn(agendaAt(now, 'rppsCpts'), consultationsOf)).toBe(situations.consultTypesCpts);
  });

  it('give rpps 40 slots or more in 72 hours, none of them a CPTS alone, and sur-numéraire', () => {
    always(['rpps'], (slots, now) => {
      const ahead = within(slots, now, 72);
      expect(ahead.length).toBeGreaterThanOrEqual(40);
      expect(ahead.filter((slot) => visibilityOf(slot).includes('CPTS') || cptsOf(slot).length > 0)).toEqual([]);
    });
    expect(ownSchedules(situations.rpps)[0]!.extension).toEqual([
      { url: extensionUrl.surNumeraire, valueBoolean: true },
    ]);
  });

  it('give rppsMulti slots at both places within a day', () => {
    always(['rppsMulti'], (slots, now) => {
      const places = new Set(within(slots, now, 24).map((slot) => slot.schedule.reference));
      expect(places.size).toBe(2);
    });
  });

  it('open every slot of rppsCpts to the same one CPTS', () => {
    always(['rppsCpts'], (slots) => {
      expect(slots.filter((slot) => !visibilityOf(slot).includes('CPTS') || cptsOf(slot).length !== 1)).toEqual([]);
      expect(new Set(slots.flatMap(cptsOf)).size).toBe(1);
    });
  });

  it('open the slots of rppsCptsTwo to one or the other of two CPTS, and to nobody else', () => {
    always(['rppsCptsTwo'], (slots, now) => {
      expect(codesIn(slots, visibilityOf)).toBe('CPTS');
      expect(slots.filter((slot) => cptsOf(slot).length !== 1)).toEqual([]);
      expect(new Set(within(slots, now, 24).flatMap(cptsOf)).size).toBe(2);
    });
  });

  it('open each slot of rppsCptsShared to both of two CPTS, and to nobody else', () => {
    always(['rppsCptsShared'], (slots) => {
      expect(codesIn(slots, visibilityOf)).toBe('CPTS');
      expect(slots.filter((slot) => new Set(cptsOf(slot)).size !== 2)).toEqual([]);
    });
  });

  it('open the slots of the associations to the public and to regulators alone', () => {
    always(['siret', 'siret2'], (slots) => expect(codesIn(slots, visibilityOf)).toBe('PUBLIC,SNP'));
  });
});
