import {
  demandReferencesExist,
  demandUnreferred,
  referredKeys,
} from '../../../../src/agenda/writing/judge-references.ts';
import { cpts, november, practice, schedule, sharedBy, slot } from '../../../support/agenda-data.ts';
import { appointment } from '../../../support/booking-data.ts';
import { draftOver } from '../../../support/draft.ts';
import { issuesOf } from '../../../support/refusal.ts';

describe('what a resource refers to', () => {
  it('is in its elements and extensions, each once; contained, foreign and unknown ones do not count', () => {
    const one = slot('1', 'alice', november('23T09:00'), { serviceType: [sharedBy('c'), sharedBy('c')] });
    expect(referredKeys(one)).toEqual([
      { type: 'Schedule', id: 'alice' },
      { type: 'HealthcareService', id: 'c' },
    ]);
    const two = schedule('s', ['#x', 'https://other.example.fr/fhir/Practitioner/1', 'Device/1', 'PractitionerRole/r']);
    expect(referredKeys(two)).toEqual([{ type: 'PractitionerRole', id: 'r' }]);
    expect(referredKeys({ ...appointment('x'), id: 'x' })).toEqual([{ type: 'Slot', id: 'a1' }]);
  });
});

describe('a reference', () => {
  const agenda = schedule('s', ['Practitioner/alice', 'PractitionerRole/alice']);

  it('leads to what is there, or to what the same unit will put', () => {
    expect(() => demandReferencesExist(draftOver({ resources: practice('alice') }), agenda)).not.toThrow();
    const draft = draftOver({ resources: [practice('alice')[0]] });
    draft.expect([{ type: 'PractitionerRole', id: 'alice' }]);
    expect(() => demandReferencesExist(draft, agenda)).not.toThrow();
  });

  it('that leads nowhere is refused and named', () => {
    const [issue] = issuesOf(() => demandReferencesExist(draftOver({ resources: [practice('alice')[0]] }), agenda));
    expect(issue).toMatchObject({ code: 'business-rule', expression: ['PractitionerRole/alice'] });
  });

  it('that led nowhere before may stay so', () => {
    expect(() => demandReferencesExist(draftOver(), { ...agenda, comment: 'x' }, agenda)).not.toThrow();
  });

  it('holds what it leads to', () => {
    const [organization, service] = cpts('c', 1);
    const draft = draftOver({ resources: [organization, service] });
    const key = { type: 'Organization', id: 'c' } as const;
    expect(issuesOf(() => demandUnreferred(draft, key))).toMatchObject([
      { code: 'conflict', expression: ['HealthcareService/c'] },
    ]);
    draft.delete({ type: 'HealthcareService', id: 'c' });
    expect(() => demandUnreferred(draft, key)).not.toThrow();
  });
});
