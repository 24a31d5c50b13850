/** How the tests render a slot: enough to tell the forms apart, by rules of the tests' own. */
import type { Slot } from '@medplum/fhirtypes';
import type { SlotProjection } from '../../src/store/agenda-query.ts';

/**
 * A free slot leaves in the practitioners' and the SOS form when it is PUBLIC, in that of the CPTS when it is PUBLIC or
 * CPTS. Times with `Z` are left to the search.
 */
export function projectSlot(slot: Slot): SlotProjection | undefined {
  if (slot.status !== 'free' || !slot.start) return undefined;
  const codes = (slot.meta?.security ?? []).map(({ code }) => code);
  const isUtc = slot.start.endsWith('Z');
  const times = isUtc ? '' : `,"start":"${slot.start}","end":"${slot.end}"`;
  const body = (code: string) => `,"security":[{"code":"${code}"}]},"status":"free"${times}`;
  const isPublic = codes.includes('PUBLIC');
  return {
    scheduleId: slot.schedule.reference!.replace('Schedule/', ''),
    start: Date.parse(slot.start),
    end: Date.parse(slot.end),
    isUtc,
    forms: {
      ...(isPublic ? { practitioner: body('PUBLIC'), sos: body('PUBLIC') } : {}),
      ...(codes.includes('CPTS') ? { cpts: body('CPTS') } : isPublic ? { cpts: body('PUBLIC') } : {}),
    },
    ...(slot.comment === undefined ? {} : { comment: JSON.stringify(slot.comment).slice(1, -1) }),
    services: (slot.serviceType ?? []).flatMap(({ extension = [] }) =>
      extension.map(({ valueReference }) => valueReference!.reference!.replace('HealthcareService/', '')),
    ),
  };
}
