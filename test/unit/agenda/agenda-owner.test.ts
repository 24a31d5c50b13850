/** Whose agenda a Schedule is: docs/decisions/0006-agendas-of-places.md */
import { ownerOf } from '../../../src/agenda/agenda-owner.ts';
import { schedule } from '../../support/agenda-data.ts';

it.each([
  ['practitioner', ['Practitioner/a', 'PractitionerRole/a']],
  ['practitioner', ['PractitionerRole/a']],
  ['practitioner', ['Location/lieu', 'HealthcareService/h', 'Practitioner/a']],
  ['place', ['Location/lieu']],
  ['place', ['HealthcareService/h', 'Location/lieu']],
  ['nobody', ['HealthcareService/h']],
  ['nobody', ['Device/d', '#lieu']],
  ['nobody', []],
])('an agenda is of a %s with the actors %j', (owner, actors) => {
  expect(ownerOf(schedule('s', actors))).toBe(owner);
});
