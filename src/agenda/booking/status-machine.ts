/** The life of an appointment (SPEC §7): which status may follow which. It does not depend on the clock. */

export const appointmentStatuses = ['pending', 'booked', 'fulfilled', 'noshow', 'cancelled'] as const;
export type AppointmentStatus = (typeof appointmentStatuses)[number];

/** What may follow, beside the status itself. */
const next: Readonly<Record<AppointmentStatus, readonly AppointmentStatus[]>> = {
  pending: ['booked', 'cancelled'],
  booked: ['fulfilled', 'noshow', 'cancelled'],
  fulfilled: ['noshow'],
  noshow: ['fulfilled'],
  cancelled: ['booked'],
};

/** The statuses in which an appointment may be created. */
export const firstStatuses: readonly AppointmentStatus[] = ['pending', 'booked'];

/** The statuses that `from` may change to, itself included; those of a creation when there is no `from`. */
export const allowedStatuses = (from: AppointmentStatus | undefined): readonly AppointmentStatus[] =>
  from === undefined ? firstStatuses : [from, ...next[from]];

/** Whether an appointment of this status is live: its slots are its own, nobody may take or free them. */
export const isLive = (status: AppointmentStatus): boolean => status === 'pending' || status === 'booked';

/** What the slots of a live appointment are. */
export const slotStatusOf = (status: AppointmentStatus): 'busy' | 'busy-tentative' =>
  status === 'pending' ? 'busy-tentative' : 'busy';

/** Whether the guide knows this status. */
export const isAppointmentStatus = (text: string | undefined): text is AppointmentStatus =>
  appointmentStatuses.includes(text as AppointmentStatus);
