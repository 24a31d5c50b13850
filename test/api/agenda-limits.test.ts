/** How many agendas a search of the guide may bring: beyond that it is refused, never cut. */
import { mostAgendas } from '../../src/agenda/all-matches.ts';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import {
  association,
  nationalPractitioner,
  november,
  practice,
  rpps,
  schedule,
  siret,
  slot,
} from '../support/agenda-data.ts';
import { type AgendaServer, openAgendaServer } from '../support/agenda-server.ts';
import { nationalRpps, nationalSiret, slotQuery, sosQuery } from '../support/guide-queries.ts';

const limit = mostAgendas;

/** So many agendas of one actor, the last of them with a slot. */
const agendas = (prefix: string, actor: string, count: number): AgendaResource[] => [
  ...Array.from({ length: count }, (_, index) => schedule(`${prefix}-${index + 1}`, [actor])),
  slot(`${prefix}-slot`, `${prefix}-${count}`, november('23T10:00')),
];

/** A practitioner or an association with the one agenda that it has anyway, and others. */
const doctor = (id: string, serial: number, count: number) => [
  ...practice(id, { practitioner: { identifier: [nationalPractitioner(rpps(serial))] } }),
  ...agendas(`${id}-further`, `Practitioner/${id}`, count - 1),
];
const sos = (id: string, serial: number, count: number) => [
  ...association(id, serial),
  ...agendas(`${id}-further`, `Location/${id}-1`, count - 1),
];

describe('a search of the guide for those who have many agendas', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({
      resources: [
        ...doctor('full', 1, limit),
        ...doctor('over', 2, limit + 1),
        ...doctor('half', 3, limit / 2 + 1),
        ...doctor('other', 4, limit / 2),
        ...sos('rennes', 1, limit),
        ...sos('lorient', 2, limit + 1),
        ...sos('brest', 3, limit / 2 + 1),
        ...sos('vannes', 4, limit / 2),
      ],
    });
  });

  afterAll(() => server.close());

  const ofDoctors = (...serials: readonly number[]) =>
    slotQuery({ identifiers: serials.map((serial) => nationalRpps(rpps(serial))).join(',') });
  const ofAssociations = (...serials: readonly number[]) =>
    sosQuery({ identifiers: serials.map((serial) => nationalSiret(siret(serial))).join(',') });

  it.each([
    ['practitioners', ofDoctors],
    ['associations', ofAssociations],
  ])('has the slots of all of them, as long as they are no more than the limit (%s)', async (_, query) => {
    expect((await server.search(query(1))).total).toBe(1);
    for (const serial of [3, 4]) expect((await server.search(query(serial))).total).toBe(1);
  });

  it.each([
    ['practitioners', ofDoctors],
    ['associations', ofAssociations],
  ])('is refused beyond, for one who has more and for several who have more together (%s)', async (_, query) => {
    for (const target of [query(2), query(1, 2), query(3, 4), `${query(2)}&_summary=count`]) {
      const { issue } = await server.refusal(413, target);
      expect(issue[0]).toMatchObject({ code: 'too-costly' });
      expect(issue[0]!.diagnostics).toMatch(new RegExp(`more than ${limit} agendas \\(Schedule\\)`));
    }
  });

  it('is refused where further criteria leave more than the limit', async () => {
    const { issue } = await server.refusal(413, `${ofAssociations(2)}&active=true`);
    expect(issue[0]!.code).toBe('too-costly');
    expect((await server.search(`${ofAssociations(2)}&_id=lorient-further-${limit}`)).total).toBe(1);
  });

  it('is no other for $find', async () => {
    const of = (id: string) => `Appointment/$find?start=2026-11-23&end=2026-11-24&practitioner=Practitioner/${id}`;
    expect((await server.search(of('full'))).total).toBe(1);
    expect((await server.refusal(413, of('over'))).issue[0]!.code).toBe('too-costly');
  });
});
