import type { Slot } from '@medplum/fhirtypes';
import { DateTime } from 'luxon';
import { demoDays } from '../../../src/demo/demo-calendar.ts';
import { demoSchedules } from '../../../src/demo/demo-schedules.ts';
import { demoCases } from '../../../src/demo/demo-situations.ts';
import { demoSlots, privateVisibilitySystem } from '../../../src/demo/demo-slots.ts';
import { codeSystem, extensionUrl } from '../../../src/fhir/sas.ts';

const now = new Date('2026-10-23T10:00:00+02:00'); // the week in which Paris leaves summer time
const { fromDay, toDay } = demoDays('a seed', now);
const slots = [...demoSlots('a seed', fromDay, toDay)];
const bySchedule = Map.groupBy(slots, (slot) => slot.schedule.reference!.replace('Schedule/', ''));
const zoneOf = new Map(demoSchedules('a seed').map(({ id, zone }) => [id, zone]));

const visibilityOf = (slot: Slot) =>
  (slot.meta?.security ?? []).filter((one) => one.system === codeSystem.slotVisibility).map((one) => one.code);
const cptsItems = (slot: Slot) =>
  slot.serviceType!.filter((item) => item.coding?.some((one) => one.system === codeSystem.establishment));
const isWalkIn = (slot: Slot) => slot.appointmentType!.coding![0]!.code === 'WALKIN';
const hasPrivateCode = (slot: Slot) =>
  slot.meta?.security?.some((one) => one.system === privateVisibilitySystem) ?? false;

/** Schedules of the plain instant form. */
const isUtc = (slot: Slot) => slot.schedule.reference === 'Schedule/demo-utc-instants-1';

describe('the slots of the demonstration', () => {
  it('are some 25,000 at most for a week, each with an id of its own', () => {
    expect(new Set(slots.map((slot) => slot.id)).size).toBe(slots.length);
    expect(slots.length).toBeGreaterThan(15_000);
    expect(slots.length).toBeLessThan(32_000);
  });

  it('are the same whichever days they are generated with', () => {
    const alone = [...demoSlots('a seed', '2026-10-26', '2026-10-26')];
    const ids = new Set(alone.map((slot) => slot.id));
    expect(alone.length).toBeGreaterThan(1_000);
    expect(slots.filter((slot) => ids.has(slot.id))).toEqual(alone);
  });

  it('are others for another seed', () => {
    const one = JSON.stringify([...demoSlots('a seed', '2026-10-26', '2026-10-26')]);
    expect(JSON.stringify([...demoSlots('another seed', '2026-10-26', '2026-10-26')])).not.toBe(one);
  });

  it('come one by one: the first needs no other', () => {
    const first = demoSlots('a seed', '2026-10-26', '2126-10-26').next();
    expect(first.value).toHaveProperty('resourceType', 'Slot');
  });

  it('refuse days that are no dates', () => {
    expect(() => demoSlots('a seed', '2026-02-30', '2026-03-01').next()).toThrow(RangeError);
  });

  it('belong to schedules of the directory', () => {
    for (const id of bySchedule.keys()) expect(zoneOf.has(id)).toBe(true);
  });

  it('never overlap in one schedule, the night of the change of hour included', () => {
    for (const own of bySchedule.values()) {
      const inOrder = [...own].sort((one, other) => Date.parse(one.start) - Date.parse(other.start));
      expect(inOrder.map((slot) => slot.id)).toEqual(own.map((slot) => slot.id));
      expect(own.filter((slot) => Date.parse(slot.start) >= Date.parse(slot.end))).toEqual([]);
      expect(own.filter((slot, rank) => Date.parse(slot.end) > Date.parse(own[rank + 1]?.start ?? slot.end))).toEqual(
        [],
      );
    }
  });

  it('never have one person in two places at once', () => {
    const byPerson = Map.groupBy(
      slots.filter((slot) => !slot.id!.startsWith('demo-sos')),
      (slot) => slot.schedule.reference!.replace(/-\d$/, '').replace(/twice-\w+/, 'twice'),
    );
    for (const own of byPerson.values()) {
      const inOrder = own
        .map((slot) => [Date.parse(slot.start), Date.parse(slot.end)] as const)
        .sort(([a], [b]) => a - b);
      expect(inOrder.filter(([, end], rank) => end > (inOrder[rank + 1]?.[0] ?? end))).toEqual([]);
    }
  });

  it('have milliseconds and the numeric offset of their place', () => {
    const strays = slots.filter((slot) => {
      const zone = zoneOf.get(slot.schedule.reference!.replace('Schedule/', ''))!;
      return (
        !isUtc(slot) &&
        [slot.start, slot.end].some((instant) => DateTime.fromISO(instant, { zone }).toISO() !== instant)
      );
    });
    expect(strays).toEqual([]);
    expect(slots[0]!.start).toMatch(/T\d\d:\d\d:00\.000[+-]\d\d:\d\d$/);
  });

  it('have the local start in their id', () => {
    const slot = slots.find((one) => one.id === 'demo-rpps-1-20261026-0920');
    expect(slot?.start).toBe('2026-10-26T09:20:00.000+01:00');
  });

  it('refer to their booking page by a path without host, those without appointment to none', () => {
    const pageOf = (slot: Slot) => (isWalkIn(slot) ? undefined : `/rdv?slot=${slot.id}`);
    expect(slots.filter((slot) => slot.comment !== pageOf(slot))).toEqual([]);
    expect(slots.some(isWalkIn)).toBe(true);
  });

  it('tell at least one consultation type', () => {
    const types = slots.map(
      (slot) => slot.serviceType!.filter((item) => item.coding?.[0]?.system === codeSystem.consultation).length,
    );
    expect(Math.min(...types)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...types)).toBe(2);
  });

  it('name their CPTS exactly when they are opened to one', () => {
    expect(slots.filter((slot) => cptsItems(slot).length > 0 !== visibilityOf(slot).includes('CPTS'))).toEqual([]);
    const references = slots.flatMap(cptsItems).map((item) => item.extension?.[0]);
    expect(references.every((one) => one?.url === extensionUrl.slotServiceType)).toBe(true);
    expect(references.every((one) => one?.valueReference?.reference?.startsWith('HealthcareService/demo-cpts-'))).toBe(
      true,
    );
  });

  it('are free or busy, visible or hidden, and all of these often enough to be seen', () => {
    const many = (rule: (slot: Slot) => boolean) => expect(slots.filter(rule).length).toBeGreaterThan(100);
    many((slot) => slot.status === 'busy');
    many((slot) => slot.meta === undefined);
    many((slot) => visibilityOf(slot).length === 0 && hasPrivateCode(slot));
    many((slot) => visibilityOf(slot).length > 0 && hasPrivateCode(slot));
    for (const code of ['PUBLIC', 'SNP', 'PRO', 'CPTS']) many((slot) => visibilityOf(slot).includes(code));
    many((slot) => slot.serviceType!.some((item) => item.text));
  });

  it('leave a lunch break, and nights, to those who are not open round the clock', () => {
    const ordinary = slots.filter((slot) => /^demo-\d/.test(slot.id!));
    const hours = new Set(ordinary.map((slot) => Number(slot.start.slice(11, 13))));
    expect([...hours].sort((a, b) => a - b)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);
    const atLunch = ordinary.filter(
      (slot) => slot.start.slice(11, 16) >= '12:30' && slot.start.slice(11, 16) < '13:30',
    );
    expect(atLunch).toEqual([]);
  });
});

describe('the slots of a case', () => {
  const ownSlots = (id: string) => bySchedule.get(`demo-${id}`) ?? [];
  const isAhead = (slot: Slot) => Date.parse(slot.start) > now.getTime();

  it('are more than 2,000 ahead, or none at all, or none left', () => {
    expect(ownSlots('slots-2000-1').filter((slot) => isAhead(slot) && slot.status === 'free').length).toBeGreaterThan(
      2_000,
    );
    expect(ownSlots('no-slot-1')).toEqual([]);
    expect(ownSlots('fully-booked-1').length).toBeGreaterThan(20);
    expect(ownSlots('fully-booked-1').filter((slot) => slot.status === 'free')).toEqual([]);
  });

  it('never leave when they are private', () => {
    expect(ownSlots('private-slots-1').length).toBeGreaterThan(20);
    expect(ownSlots('private-slots-1').flatMap(visibilityOf)).toEqual([]);
  });

  it('are stored with Z, and are in office hours of Cayenne all the same', () => {
    for (const slot of ownSlots('utc-instants-1')) {
      expect(slot.start).toMatch(/\.000Z$/);
      expect(DateTime.fromISO(slot.start, { zone: 'America/Cayenne' }).toFormat('HHmm')).toBe(slot.id!.slice(-4));
    }
    expect(ownSlots('utc-instants-1').length).toBeGreaterThan(20);
  });

  it('are in two zones for a practitioner of Paris and La Réunion', () => {
    const offsets = [1, 2].map((rank) => new Set(ownSlots(`two-zones-${rank}`).map((slot) => slot.start.slice(-6))));
    expect(offsets).toEqual([new Set(['+01:00']), new Set(['+04:00'])]);
  });

  it('exist for all that is inactive, so that it shows when they leave', () => {
    for (const id of ['inactive-practitioner-1', 'inactive-role-1', 'inactive-schedule-1']) {
      expect(ownSlots(id).filter((slot) => slot.status === 'free').length).toBeGreaterThan(10);
    }
  });

  it('exist for every case but the one without', () => {
    const without = demoCases().filter(({ id }) => !slots.some((slot) => slot.id!.startsWith(`${id}-`)));
    expect(without.map(({ id }) => id)).toEqual(['demo-no-slot']);
  });
});
