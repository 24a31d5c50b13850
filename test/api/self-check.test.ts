/** SAS_SELF_CHECK: what goes out is validated, and the demonstration's answers stand it. */
import { demoSituations } from '../../src/demo/demo-situations.ts';
import { demoSeed, loadDemo } from '../../src/demo/load-demo.ts';
import { demoPractitioners } from '../../src/demo/practitioners.ts';
import { toLoggedError } from '../../src/rest/self-check.ts';
import { november, now, practice, rpps, slot } from '../support/agenda-data.ts';
import { type AgendaServer, openAgendaServer } from '../support/agenda-server.ts';
import { cptsQuery, nationalRpps, nationalSiret, slotQuery, sosQuery } from '../support/guide-queries.ts';

const search = slotQuery({ identifiers: nationalRpps(rpps(1)) });
/** Stored before anything was judged: no search can send it as the guide wants it. */
const uncoded = slot('bad', 'a', november('23T09:00'), { specialty: [{ text: 'secret' }] });

let server: AgendaServer;
afterEach(() => server.close());

describe('the self-check', () => {
  it('answers 500 instead of what is not valid, and tells which rules are broken where, not what was found', async () => {
    const logged: unknown[] = [];
    server = await openAgendaServer({
      resources: [...practice('a'), uncoded],
      selfCheck: 'fail',
      onInvalid: (errors) => logged.push(...errors.map(toLoggedError)),
    });
    expect((await server.refusal(500, search)).issue![0]!.code).toBe('exception');
    expect(logged).toEqual([
      { code: 'code-invalid', rule: 'binding', expression: 'Bundle.entry[0].resource.specialty[0]' },
    ]);
  });

  it('sends what is not valid all the same when it only logs, and what is valid in any case', async () => {
    let told = 0;
    server = await openAgendaServer({
      resources: [...practice('a'), uncoded],
      selfCheck: 'log',
      onInvalid: (errors) => {
        told += errors.length;
      },
    });
    expect((await server.search(search)).total).toBe(1);
    expect(told).toBe(1);
    expect((await server.search(cptsQuery({ identifiers: nationalRpps(rpps(9)) }))).total).toBe(0);
    await server.search('Slot?_id=bad');
    expect(told).toBe(1);
  });

  it('finds every answer of the demonstration valid, in all three searches', async () => {
    server = await openAgendaServer({ selfCheck: 'fail' });
    await loadDemo(server.store, now);
    const people = demoSituations(demoSeed);
    const starts = ['ge2026-11-23T08:00:00+01:00', 'le2026-11-26T08:00:00+01:00'];
    const situations = Object.entries(people).filter(([key]) => key.startsWith('rpps'));
    const sample = demoPractitioners(demoSeed)
      .flatMap(({ identifiers }) => identifiers.slice(0, 1))
      .filter((_, index) => index % 25 === 0);
    const values = [...situations.map(([, value]) => value), ...sample];
    for (const value of values) {
      const options = { starts, identifiers: nationalRpps(value) };
      await server.search(slotQuery(options));
      await server.search(cptsQuery(options));
    }
    for (const value of [people.siret, people.siret2]) {
      const bundle = await server.search(sosQuery({ starts, identifiers: nationalSiret(value) }));
      expect(bundle.total).toBeGreaterThan(0);
    }
    expect(situations).toHaveLength(7);
  });
});
