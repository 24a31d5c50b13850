import type { Slot } from '@medplum/fhirtypes';
import { asSent, asStored, withPageUrl } from '../../../src/agenda/page-url.ts';
import { place } from '../../support/agenda-data.ts';

const base = 'https://agenda.example.fr/sas/fhir';
const slotWith = (comment: string, more: Partial<Slot> = {}): Slot => ({
  resourceType: 'Slot',
  id: '1',
  ...more,
  schedule: { reference: 'Schedule/1' },
  status: 'free',
  start: '2026-11-23T09:00:00+01:00',
  end: '2026-11-23T09:15:00+01:00',
  comment,
});

describe('the page in Slot.comment', () => {
  it('is sent as a URL of the site on which it was asked, and stored as a path again', () => {
    const stored = slotWith('/rdv?slot=1');
    const sent = JSON.parse(withPageUrl('Slot', JSON.stringify(stored), base)) as Slot;
    expect(sent).toEqual(slotWith('https://agenda.example.fr/sas/rdv?slot=1'));
    expect(asSent(stored, base)).toEqual(sent);
    expect(asStored(sent, base)).toEqual(stored);
  });

  it.each([
    'https://lga.example.fr/rdv?slot=1',
    'https://agenda.example.fr/sasrdv?x=1',
    'Sur place',
    '/!\\ Apporter la carte Vitale',
    '/ sonner deux fois',
    'https://agenda.example.fr/sas/ sonner',
    '',
    'a "comment":"/x"',
  ])('is left alone when it is none of this site: %s', (comment) => {
    const slot = slotWith(comment);
    expect(JSON.parse(withPageUrl('Slot', JSON.stringify(slot), base))).toEqual(slot);
    expect(asSent(slot, base)).toEqual(slot);
    expect(asStored(slot, base)).toEqual(slot);
  });

  it('is not that of a contained resource, and numbers keep their digits beside it', () => {
    const contained = [{ resourceType: 'Schedule' as const, actor: [], comment: '/x' }];
    const json = JSON.stringify({ ...slotWith('/rdv?slot=1', { contained }), extension: [] });
    const text = withPageUrl(
      'Slot',
      json.replace('"extension":[]', '"extension":[{"url":"u","valueDecimal":10.0}]'),
      base,
    );
    expect(text).toContain('"valueDecimal":10.0}');
    expect(JSON.parse(text)).toMatchObject({ contained, comment: 'https://agenda.example.fr/sas/rdv?slot=1' });
  });

  it('is a Slot’s alone', () => {
    const json = JSON.stringify({ ...place('p'), comment: '/x' });
    expect(withPageUrl('Location', json, base)).toBe(json);
  });
});
