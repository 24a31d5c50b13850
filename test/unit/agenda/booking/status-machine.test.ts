import {
  type AppointmentStatus,
  allowedStatuses,
  appointmentStatuses,
  isAppointmentStatus,
  isLive,
  slotStatusOf,
} from '../../../../src/agenda/booking/status-machine.ts';

/** Every pair of statuses: rows from, columns to. */
const table: Readonly<Record<AppointmentStatus, string>> = {
  //           pending booked fulfilled noshow cancelled
  pending: '   yes     yes    no        no     yes',
  booked: '    no      yes    yes       yes    yes',
  fulfilled: ' no      no     yes       yes    no',
  noshow: '    no      no     yes       yes    no',
  cancelled: ' no      yes    no        no     yes',
};

const pairs = appointmentStatuses.flatMap((from) =>
  table[from]
    .trim()
    .split(/\s+/)
    .map((verdict, index) => ({ from, to: appointmentStatuses[index]!, verdict })),
);

describe('the life of an appointment', () => {
  it.each(pairs)('from $from to $to: $verdict', ({ from, to, verdict }) => {
    expect(allowedStatuses(from).includes(to)).toBe(verdict === 'yes');
  });

  it('begins pending or booked', () => {
    expect(allowedStatuses(undefined)).toEqual(['pending', 'booked']);
  });

  it('is live as long as it is pending or booked', () => {
    expect(appointmentStatuses.filter(isLive)).toEqual(['pending', 'booked']);
  });

  it('holds its slots busy once it is booked, busy-tentative before', () => {
    expect([slotStatusOf('pending'), slotStatusOf('booked')]).toEqual(['busy-tentative', 'busy']);
  });

  it.each(['arrived', 'proposed', '', 'toString', undefined])('knows no status %s', (status) => {
    expect(isAppointmentStatus(status)).toBe(false);
  });
});
