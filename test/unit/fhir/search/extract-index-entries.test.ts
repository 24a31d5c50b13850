import fc from 'fast-check';
import { resourceTypes } from '../../../../src/fhir/resource-type.ts';
import { extractIndexEntries, normalizeString } from '../../../../src/fhir/search/extract-index-entries.ts';

const at = (text: string) => Date.parse(text);

describe('the index entries of a resource', () => {
  it('are those of the table of search parameters, national values prefixed', () => {
    const slot = {
      resourceType: 'Slot',
      id: 'a',
      identifier: [{ system: 'https://agenda.example.fr/slots', value: '1' }, { value: '2' }],
      schedule: { reference: 'Schedule/s1', identifier: { system: 'urn:x', value: '9' } },
      status: 'free',
      start: '2026-11-23T09:00:00.000+01:00',
      end: '2026-11-23T09:15:00.000+01:00',
      serviceType: [
        { coding: [{ system: 'http://act', code: 'AMB' }, { code: 'VR' }], text: 'Consultation' },
        { extension: [{ url: 'http://x', valueReference: { reference: 'HealthcareService/h1' } }] },
      ],
    };
    expect(extractIndexEntries('Slot', slot)).toEqual({
      terms: [
        { param: 'identifier', scope: 'https://agenda.example.fr/slots', value: '1' },
        { param: 'identifier', scope: '', value: '2' },
        { param: 'schedule', scope: 'Schedule', value: 's1' },
        { param: 'schedule:identifier', scope: 'urn:x', value: '9' },
        { param: 'status', scope: '', value: 'free' },
        { param: 'service-type', scope: 'http://act', value: 'AMB' },
        { param: 'service-type', scope: '', value: 'VR' },
        { param: 'service-type-reference', scope: 'HealthcareService', value: 'h1' },
      ],
      moments: [{ param: 'start', from: at('2026-11-23T08:00:00Z'), to: at('2026-11-23T08:00:00.001Z') }],
    });
  });

  it('hold a national number with its type digit, and one under another system as it is', () => {
    const identifier = [
      { system: 'urn:oid:1.2.250.1.71.4.2.1', value: '10001234567' },
      { system: 'https://agenda.example.fr', value: '10001234567' },
    ];
    expect(extractIndexEntries('Practitioner', { identifier }).terms.map(({ value }) => value)).toEqual([
      '810001234567',
      '10001234567',
    ]);
  });

  it('tell the phones from the e-mails', () => {
    const telecom = [
      { system: 'phone', value: '+33102030405' },
      { system: 'email', value: 'a@example.fr' },
    ];
    expect(extractIndexEntries('Practitioner', { telecom }).terms).toEqual([
      { param: 'telecom', scope: 'phone', value: '+33102030405' },
      { param: 'telecom', scope: 'email', value: 'a@example.fr' },
      { param: 'phone', scope: 'phone', value: '+33102030405' },
      { param: 'email', scope: 'email', value: 'a@example.fr' },
    ]);
  });

  it('hold an active flag that is false', () => {
    expect(extractIndexEntries('Practitioner', { active: false }).terms).toEqual([
      { param: 'active', scope: '', value: 'false' },
    ]);
  });

  it('lead from an appointment to a practitioner or a place, each under its own parameter', () => {
    const participant = [
      { actor: { reference: 'Practitioner/p' }, status: 'accepted' },
      { actor: { reference: 'Location/l' }, status: 'accepted' },
    ];
    const terms = extractIndexEntries('Appointment', { participant }).terms.map(
      ({ param, scope, value }) => `${param} ${scope}/${value}`,
    );
    expect(terms).toEqual([
      'actor Practitioner/p',
      'actor Location/l',
      'practitioner Practitioner/p',
      'location Location/l',
      'part-status /accepted',
    ]);
  });

  it('leave contained resources out and keep references to elsewhere as they are', () => {
    const location = [{ reference: '#place' }, { reference: 'https://other.example.fr/fhir/Location/1' }];
    expect(extractIndexEntries('PractitionerRole', { location }).terms).toEqual([
      { param: 'location', scope: '', value: 'https://other.example.fr/fhir/Location/1' },
    ]);
  });

  it('take an open period for one without bound', () => {
    const moment = (planningHorizon: object) => extractIndexEntries('Schedule', { planningHorizon }).moments[0];
    expect(moment({ start: '2026', end: '2026-06' })).toEqual({
      param: 'date',
      from: at('2026-01-01T00:00:00+01:00'),
      to: at('2026-07-01T00:00:00+02:00'),
    });
    expect(moment({ start: '2026' })!.to).toBeGreaterThan(at('9999-12-31T00:00:00Z'));
    expect(moment({ end: '2026' })!.from).toBeLessThan(at('0001-01-01T00:00:00Z'));
    expect(moment({})).toBeUndefined();
  });

  it('name each entry once', () => {
    const coding = { system: 's', code: 'c' };
    expect(extractIndexEntries('Slot', { specialty: [{ coding: [coding] }, { coding: [coding] }] }).terms).toHaveLength(
      1,
    );
  });

  it('tell apart what differs only in where one part ends', () => {
    const coding = [
      { system: 'a', code: 'b\nc' },
      { system: 'a\nb', code: 'c' },
      { system: 'a\u0000b', code: 'c' },
      { system: 'a', code: 'b\u0000c' },
    ];
    expect(extractIndexEntries('Slot', { specialty: [{ coding }] }).terms).toHaveLength(4);
  });

  it('are none for elements of an unexpected shape, whatever these are', () => {
    const element = fc.jsonValue({ maxDepth: 4 });
    const names = [
      'identifier',
      'name',
      'telecom',
      'address',
      'actor',
      'start',
      'status',
      'period',
      'participant',
      'schedule',
    ];
    const resource = fc.dictionary(fc.constantFrom(...names), element);
    fc.assert(
      fc.property(fc.constantFrom(...resourceTypes), resource, (type, value) => {
        const { terms, moments } = extractIndexEntries(type, value);
        for (const term of terms) expect([typeof term.scope, typeof term.value]).toEqual(['string', 'string']);
        for (const { from, to } of moments) expect(Number.isSafeInteger(from) && from < to).toBe(true);
      }),
    );
  });
});

describe('a string to be compared', () => {
  it('has no accents, no capitals and single blanks', () => {
    expect(normalizeString('  Élodie\t LE  GOFF ')).toBe('elodie le goff');
  });

  it('is the same when it is normalized again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(normalizeString(normalizeString(text))).toBe(normalizeString(text));
      }),
    );
  });
});
