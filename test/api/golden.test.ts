/**
 * Whole answers, compared to the last character with `test/golden`. When one changes on purpose, write them anew with
 * `UPDATE_GOLDEN=1 npm test -- test/api/golden` and read the difference.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PractitionerRole } from '@medplum/fhirtypes';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { identifierSystem } from '../../src/fhir/sas.ts';
import {
  association,
  consultation,
  cpts,
  finess,
  november,
  place,
  practice,
  role,
  rpps,
  schedule,
  sharedBy,
  siret,
  slot,
  visibility,
} from '../support/agenda-data.ts';
import { type AgendaServer, openAgendaServer } from '../support/agenda-server.ts';
import { cptsQuery, nationalRpps, nationalSiret, slotQuery, sosQuery } from '../support/guide-queries.ts';

const folder = join(import.meta.dirname, '..', 'golden');

/** A practitioner in Paris with RPPS and ADELI, and another place in La Réunion, kept as real software keeps them. */
const practitionerData: AgendaResource[] = [
  ...practice('anne', {
    practitioner: {
      identifier: [
        { system: identifierSystem.practitioner, value: rpps(1).slice(1) },
        { system: identifierSystem.practitioner, value: '759912345' },
        { system: 'https://agenda.example.fr/user', value: 'anne' },
      ],
      name: [{ family: 'Lemoine', given: ['Anne', ''], prefix: ['Dr'] }],
      telecom: [{ system: 'email', value: 'cabinet@example.fr' }],
    },
    role: { telecom: [{ system: 'phone', value: '01 99 00 12 34' }] },
  }),
  place('reunion', { address: { line: ['Résidence A', '2 rue'], city: 'Saint-Denis', postalCode: '97400' } }),
  {
    resourceType: 'Organization',
    id: 'centre',
    identifier: [{ system: identifierSystem.structure, value: siret(7).slice(1) }],
  },
  role('anne-2', 'anne', {
    contained: undefined,
    location: [{ reference: 'Location/reunion' }],
    organization: { reference: 'Organization/centre' },
    telecom: [{ system: 'phone', value: '0262 99 12 34' }],
  } as unknown as PractitionerRole),
  schedule('anne-2', ['Practitioner/anne', 'PractitionerRole/anne-2']),
  ...cpts('plaine', 2),
  ...cpts('vallee', 3),
  slot('1-public', 'anne', november('23T09:00'), { meta: visibility('PUBLIC', 'PATIENTELE') }),
  slot('2-walk-in', 'anne-2', '2026-11-23T08:15:00Z', {
    appointmentType: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'WALKIN' }] },
    comment: '',
    serviceType: [consultation('AMB'), consultation('HH'), { text: 'Suivi "à domicile"' }],
  }),
  slot('3-shared', 'anne', november('23T09:30'), {
    meta: visibility('SNP', 'CPTS'),
    serviceType: [consultation('VR'), sharedBy('plaine'), sharedBy('vallee'), { text: 'Téléconsultation' }],
    comment: '/rdv?slot=3-shared',
  }),
  slot('4-cpts-alone', 'anne', november('23T09:45'), {
    meta: visibility('CPTS'),
    serviceType: [consultation('AMB'), sharedBy('plaine')],
  }),
  slot('5-hidden', 'anne', november('23T10:00'), { meta: visibility('PATIENTELE') }),
  slot('6-busy', 'anne', november('23T10:15'), { status: 'busy' }),
];

const associationData: AgendaResource[] = [
  ...association('rennes', 1, 2),
  slot('7-first-place', 'rennes-1', november('23T20:00'), { meta: visibility('PUBLIC', 'SNP') }),
  slot('8-second-place', 'rennes-2', '2026-11-23T20:15:00+01:00', { meta: visibility('SNP', 'PRO') }),
];

const answers: readonly [name: string, target: string][] = [
  ['practitioner', slotQuery({ identifiers: nationalRpps(rpps(1)) })],
  ['cpts', cptsQuery({ identifiers: `${nationalRpps('0759912345')}, ${nationalRpps(finess(1))}` })],
  ['sos', sosQuery({ identifiers: nationalSiret(siret(1)) })],
  ['nobody', slotQuery({ identifiers: nationalRpps(rpps(99)) })],
  ['refused', 'Slot?start=ge2026-11-23&status=busy&_include=Slot:schedule'],
  ['stored', 'Slot/3-shared'],
  ['metadata', 'metadata'],
];

describe('the whole answer', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({ resources: [...practitionerData, ...associationData] });
  });

  afterAll(() => server.close());

  it.each(answers)('is the golden one: %s', async (name, target) => {
    const { text } = await server.get(target);
    const pretty = `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
    const file = join(folder, `${name}.json`);
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, pretty);
    expect(existsSync(file)).toBe(true);
    expect(pretty).toBe(readFileSync(file, 'utf8'));
  });
});
