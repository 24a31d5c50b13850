/** Whose agenda a Schedule is, as its actors tell: docs/decisions/0006-agendas-of-places.md */
import type { Schedule } from '@medplum/fhirtypes';
import { parseReference } from '../fhir/reference.ts';

/** Nobody's is, for one, the agenda of a service: no search of the guide finds it, and nobody books there. */
export type AgendaOwner = 'practitioner' | 'place' | 'nobody';

/** A practitioner's, wherever he practises, once he or a role is among the actors; else a place's (SOS Médecins), once one is. */
export function ownerOf({ actor = [] }: Pick<Schedule, 'actor'>): AgendaOwner {
  const types = actor.map(({ reference }) => parseReference(reference)?.type);
  if (types.includes('Practitioner') || types.includes('PractitionerRole')) return 'practitioner';
  return types.includes('Location') ? 'place' : 'nobody';
}
