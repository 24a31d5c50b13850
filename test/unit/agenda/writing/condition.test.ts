import { findIdentified, parseCondition } from '../../../../src/agenda/writing/condition.ts';
import { nationalPractitioner, place, practitioner, rpps } from '../../../support/agenda-data.ts';
import { draftOver } from '../../../support/draft.ts';
import { issuesOf } from '../../../support/refusal.ts';

describe('a condition', () => {
  it.each(['identifier=urn:x|7', '?identifier=urn:x%7C7', 'Identifier=urn:x|7', 'identifier=urn:x|7&_format=json'])(
    'is one identifier: %s',
    (query) => {
      expect(parseCondition('Location', query, 'If-None-Exist')).toEqual({
        type: 'Location',
        system: 'urn:x',
        value: '7',
      });
    },
  );

  it('has national values with their type digit, and keeps escaped characters', () => {
    const query = `identifier=urn:oid:1.2.250.1.71.4.2.1|${rpps(1).slice(1)}`;
    expect(parseCondition('Practitioner', query, 'PUT').value).toBe(rpps(1));
    expect(parseCondition('Location', 'identifier=urn:x|a\\|b', 'PUT').value).toBe('a|b');
  });

  it.each([
    ['', 'not-supported'],
    ['_format=json', 'not-supported'],
    ['name=x', 'not-supported'],
    ['identifier=a|b&identifier=c|d', 'not-supported'],
    ['identifier:exact=a|b', 'not-supported'],
    ['identifier=b', 'value'],
    ['identifier=|b', 'value'],
    ['identifier=a|', 'value'],
    ['identifier=%', 'value'],
  ])('is refused when it is "%s"', (query, code) => {
    expect(issuesOf(() => parseCondition('Location', query, 'If-None-Exist'))).toMatchObject([{ code }]);
  });

  it('means the one resource that has the identifier, none, or too many', () => {
    const draft = draftOver({
      resources: [practitioner('a'), practitioner('b', { identifier: [nationalPractitioner(rpps(2))] })],
    });
    const key = (serial: number) =>
      ({ type: 'Practitioner', system: 'urn:oid:1.2.250.1.71.4.2.1', value: rpps(serial) }) as const;
    expect(findIdentified(draft, key(2))?.id).toBe('b');
    expect(findIdentified(draft, key(3))).toBeUndefined();
    draft.put(practitioner('c', { identifier: [nationalPractitioner(rpps(2))] }), 'PUT');
    expect(issuesOf(() => findIdentified(draft, key(2)))).toMatchObject([{ code: 'multiple-matches' }]);
    expect(findIdentified(draftOver({ resources: [place('p')] }), key(1))).toBeUndefined();
  });

  it('never takes a doctor for his account as a regulator, nor the account for him', () => {
    const identifier = [nationalPractitioner(rpps(2))];
    const doctor = practitioner('doctor', { identifier });
    const account = practitioner('account', { identifier, meta: { source: 'urn:oid:1.2.250.1.213.3.6' } });
    const key = { type: 'Practitioner', system: 'urn:oid:1.2.250.1.71.4.2.1', value: rpps(2) } as const;
    const both = draftOver({ resources: [doctor, account] });
    expect(findIdentified(both, key, doctor)?.id).toBe('doctor');
    expect(findIdentified(both, key, account)?.id).toBe('account');
    expect(issuesOf(() => findIdentified(both, key))).toMatchObject([{ code: 'multiple-matches' }]);
    expect(findIdentified(draftOver({ resources: [doctor] }), key, account)).toBeUndefined();
    expect(findIdentified(draftOver({ resources: [account] }), key, doctor)).toBeUndefined();
  });
});
