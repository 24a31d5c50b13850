import type { Appointment } from '@medplum/fhirtypes';
import { formOf, judgeAppointment } from '../../../../src/agenda/booking/judge-appointment.ts';
import { slotStatusOf } from '../../../../src/agenda/booking/status-machine.ts';
import type { AgendaResource } from '../../../../src/fhir/resource-type.ts';
import { sasProfile } from '../../../../src/fhir/sas.ts';
import type { Claim } from '../../../../src/store/unit-of-work.ts';
import { now, practice, schedule } from '../../../support/agenda-data.ts';
import {
  type AppointmentChanges,
  appointment,
  bookableAgenda,
  inSlots,
  quarters,
  sosAppointment,
} from '../../../support/booking-data.ts';
import { changesOf, draftOver } from '../../../support/draft.ts';
import { issuesOf } from '../../../support/refusal.ts';

const [a1, a2, a3] = quarters('a', 'alice', 3) as [never, never, never];
const named = (overrides: AppointmentChanges = {}): Appointment => ({ ...appointment('x', overrides), id: 'x' });

interface Case {
  readonly current?: Appointment;
  readonly claims?: readonly Claim[];
  readonly hold?: string;
  readonly world?: readonly AgendaResource[];
}

/** A draft after the appointment was judged; the slots of a live `current` are its own. */
function judge(next: Appointment, { current, claims = [], hold, world = bookableAgenda() }: Case = {}) {
  const isLive = current?.status === 'booked' || current?.status === 'pending';
  const own = isLive ? (current?.slot ?? []).map(({ reference = '' }) => reference.slice('Slot/'.length)) : [];
  const resources = world.map((one) =>
    one.resourceType === 'Slot' && own.includes(one.id!)
      ? { ...one, status: slotStatusOf(current!.status as never) }
      : one,
  );
  const ownClaims = own.map((slotId) => ({ slotId, holder: 'Appointment/x' }));
  const draft = draftOver({ resources, claims: [...claims, ...ownClaims] });
  judgeAppointment(draft, { next, current, hold });
  return draft;
}

describe('what an appointment does to slots', () => {
  it('takes them', () => {
    expect(changesOf(judge(named(inSlots(a1, a2))))).toEqual([
      'claim a1 Appointment/x',
      'put Slot/a1 busy',
      'claim a2 Appointment/x',
      'put Slot/a2 busy',
    ]);
  });

  it('takes them busy-tentative while it is pending, and busy once it is booked', () => {
    expect(changesOf(judge(named({ status: 'pending' })))).toEqual([
      'claim a1 Appointment/x',
      'put Slot/a1 busy-tentative',
    ]);
    expect(changesOf(judge(named(), { current: named({ status: 'pending' }) }))).toEqual(['put Slot/a1 busy']);
  });

  it('gives up before it takes when it moves, and leaves what it keeps', () => {
    expect(changesOf(judge(named(inSlots(a2, a3)), { current: named(inSlots(a1, a2)) }))).toEqual([
      'release a1',
      'put Slot/a1 free',
      'claim a3 Appointment/x',
      'put Slot/a3 busy',
    ]);
  });

  it('frees them when it is cancelled, and only lets go when it was honoured or missed', () => {
    const current = named();
    expect(changesOf(judge(named({ status: 'cancelled' }), { current }))).toEqual(['release a1', 'put Slot/a1 free']);
    expect(changesOf(judge(named({ status: 'fulfilled' }), { current }))).toEqual(['release a1']);
    expect(changesOf(judge(named({ status: 'noshow' }), { current }))).toEqual(['release a1']);
  });

  it("gives up nothing that is another's", () => {
    const claims = [{ slotId: 'a1', holder: 'Appointment/other' }];
    const cancelled = named({ status: 'cancelled' });
    expect(changesOf(judge({ ...cancelled, comment: 'x' }, { current: cancelled, claims }))).toEqual([]);
  });

  it('takes over from the hold that it confirms, and from no other', () => {
    const world = bookableAgenda().map((one) =>
      one.id === 'a1' ? { ...one, status: 'busy-tentative' } : one,
    ) as AgendaResource[];
    const claims = [{ slotId: 'a1', holder: 'hold/secret', expiresAt: now + 1 }];
    expect(changesOf(judge(named(), { world, claims, hold: 'hold/secret' }))).toEqual([
      'claim a1 Appointment/x',
      'put Slot/a1 busy',
    ]);
    const [issue] = issuesOf(() => judge(named(), { world, claims, hold: 'hold/other' }));
    expect(issue).toMatchObject({ code: 'conflict', diagnostics: 'Slot/a1 is no longer free: a hold has it' });
  });
});

describe('with whom an appointment is', () => {
  const agendaOf = (...actors: string[]) =>
    [...practice('alice').slice(0, 2), schedule('alice', actors), ...quarters('a', 'alice', 1)] as AgendaResource[];

  it('is known where the schedule names the role alone', () => {
    expect(() => judge(named(), { world: agendaOf('PractitionerRole/alice') })).not.toThrow();
  });

  it('is known where the participant is named by role, or by a reference to another server with his identifier', () => {
    const role = [{ actor: { reference: 'PractitionerRole/alice' }, status: 'accepted' as const }];
    expect(() => judge(named({ participant: role }))).not.toThrow();
    const { identifier } = named().participant[0]!.actor!;
    const elsewhere = [
      {
        actor: { reference: 'https://other.example.fr/fhir/Practitioner/5', identifier: identifier! },
        status: 'accepted' as const,
      },
    ];
    expect(() => judge(named({ participant: elsewhere }))).not.toThrow();
  });

  it('is not known where reference and identifier disagree', () => {
    const { identifier } = named().participant[0]!.actor!;
    const both = [{ actor: { reference: 'Practitioner/bruno', identifier: identifier! }, status: 'accepted' as const }];
    expect(issuesOf(() => judge(named({ participant: both })))).toMatchObject([{ code: 'business-rule' }]);
  });

  it('is a place where the schedule names a place and nobody', () => {
    const next = { ...sosAppointment('x'), id: 'x' };
    expect(changesOf(judge(next))).toEqual(['claim s1 Appointment/x', 'put Slot/s1 busy']);
  });

  it('is told by the claimed profile, with or without its version, when there is no slot left', () => {
    const cancelled = (profile: string) => ({
      ...sosAppointment('x', { status: 'cancelled', slot: undefined, meta: { profile: [profile] } }),
      id: 'x',
    });
    for (const profile of [sasProfile.sosAppointment, `${sasProfile.sosAppointment}|1.1.0`]) {
      const next = cancelled(profile);
      expect(() => judge(next, { current: { ...next, status: 'booked' } })).not.toThrow();
    }
  });
});

describe('whose appointment it is, its slots deleted since,', () => {
  const gone = { slot: [{ reference: 'Slot/gone' }] };
  const actors = (...references: string[]) =>
    references.map((reference) => ({ actor: { reference }, status: 'accepted' as const }));
  const form = (next: Appointment) => formOf(draftOver({ resources: bookableAgenda() }), next);

  it("is a place's when no practitioner takes part, and stays so for the platform", () => {
    expect(form(sosAppointment('x', gone))).toBe('sos');
    expect(form(sosAppointment('x', { ...gone, participant: actors('Location/sos-1') }))).toBe('sos');
  });

  it.each([
    ['by national identifier', appointment('x').participant],
    ['by reference', actors('Practitioner/alice', 'Location/alice')],
    ['by role', actors('PractitionerRole/alice')],
  ])("is a practitioner's who takes part %s", (_, participant) => {
    expect(form(appointment('x', { ...gone, participant }))).toBe('practitioner');
  });

  it('is told by the profile that it claims before all', () => {
    const claiming = (profile: string) => ({ ...gone, meta: { profile: [profile] } });
    expect(form(appointment('x', claiming(sasProfile.sosAppointment)))).toBe('sos');
    expect(form(sosAppointment('x', claiming(`${sasProfile.appointment}|1.1.0`)))).toBe('practitioner');
  });

  it("is a practitioner's where there never was a slot", () => {
    expect(form(sosAppointment('x', { slot: undefined }))).toBe('practitioner');
  });
});
