import { proposeAppointment } from '../../../../src/agenda/booking/proposal.ts';
import {
  consultation,
  nationalPractitioner,
  november,
  practitioner,
  rpps,
  schedule,
  sharedBy,
  slot,
} from '../../../support/agenda-data.ts';

const agenda = schedule('a', ['Practitioner/a', 'PractitionerRole/a']);

describe('a proposed appointment', () => {
  it('begins with the first slot and ends with the last', () => {
    const slots = [slot('s1', 'a', november('23T09:00')), slot('s2', 'a', november('23T09:15'))];
    expect(proposeAppointment({ slots, schedule: agenda, practitioners: [] })).toMatchObject({
      status: 'proposed',
      start: november('23T09:00'),
      end: november('23T09:30'),
      slot: [{ reference: 'Slot/s1' }, { reference: 'Slot/s2' }],
    });
  });

  it('names the practitioner by his RPPS, with its type digit, whatever else he has', () => {
    const adeli = nationalPractitioner('0123456789');
    const own = practitioner('a', {
      identifier: [{ system: 'https://x.fr', value: 'x' }, adeli, nationalPractitioner(rpps(1).slice(1))],
    });
    const { participant } = proposeAppointment({
      slots: [slot('s1', 'a', november('23T09:00'))],
      schedule: agenda,
      practitioners: [own],
    });
    expect(participant).toEqual([
      { actor: { reference: 'Practitioner/a', identifier: nationalPractitioner(rpps(1)) }, status: 'accepted' },
    ]);
  });

  it('tells the consultation types, not which CPTS share the slot', () => {
    const shared = slot('s1', 'a', november('23T09:00'), { serviceType: [consultation('VR'), sharedBy('cpts')] });
    const { serviceType } = proposeAppointment({ slots: [shared], schedule: agenda, practitioners: [] });
    expect(serviceType).toEqual([consultation('VR')]);
  });
});
