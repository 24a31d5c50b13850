/** What includes may bring at most: beyond that a search is refused, never cut. https://hl7.org/fhir/R4/search.html#revinclude */
import type { Slot } from '@medplum/fhirtypes';
import { includeLimits } from '../../src/rest/include.ts';
import { november, place, practice, schedule, slot } from '../support/agenda-data.ts';
import { type AgendaServer, idsOf, openAgendaServer } from '../support/agenda-server.ts';

const slots = (count: number, scheduleId: string): Slot[] =>
  Array.from({ length: count }, (_, index) => slot(`${scheduleId}-${index}`, scheduleId, november('23T10:00')));

describe('a search whose includes bring much', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({
      resources: [
        ...practice('full'),
        ...practice('over'),
        ...slots(includeLimits.resources, 'full'),
        ...slots(includeLimits.resources + 1, 'over'),
      ],
    });
  });

  afterAll(() => server.close());

  it('has all of them as long as they are no more than the limit', async () => {
    const bundle = await server.search('Schedule?_id=full&_revinclude=Slot:schedule');
    expect(idsOf(bundle, 'Slot')).toHaveLength(includeLimits.resources);
  });

  it.each([
    ['_revinclude=Slot:schedule', 'Schedule?_id=over'],
    ['_revinclude=Slot:*', 'Schedule?_id=over'],
    ['_revinclude=Slot:schedule', 'Schedule?_id=full,over'],
    ['_revinclude:iterate=Slot:schedule:Schedule', 'Practitioner?_id=over&_revinclude=Schedule:actor'],
    // By themselves these slots have just room enough; their practitioner stands before them.
    ['_revinclude=Slot:schedule', 'Schedule?_id=full&_include=Schedule:actor'],
  ])('is refused for more, and told by which include: %s of %s', async (include, query) => {
    const { issue } = await server.refusal(413, `${query}&${include}`);
    expect(issue[0]).toMatchObject({ code: 'too-costly', expression: [include.split('=')[0]] });
    expect(issue[0]!.diagnostics).toContain(`${include} brings more than the ${includeLimits.resources} resources`);
  });

  it('does not count the matches, though an include leads to them again', async () => {
    const target = 'Slot?schedule=full&_count=1000&_include=Slot:schedule&_revinclude:iterate=Slot:schedule';
    expect(idsOf(await server.search(target), 'Slot')).toHaveLength(includeLimits.resources);
  });
});

describe('an include that is iterated', () => {
  const chain = (length: number) =>
    Array.from({ length }, (_, index) =>
      place(`p${index}`, index === 0 ? {} : { partOf: { reference: `Location/p${index - 1}` } }),
    );

  it('is followed as often as the limit says, and refused where it would lead further', async () => {
    const server = await openAgendaServer({ resources: chain(includeLimits.rounds + 2) });
    const from = (index: number) => `Location?_id=p${index}&_include:iterate=Location:partof`;
    expect(idsOf(await server.search(from(includeLimits.rounds)), 'Location')).toHaveLength(includeLimits.rounds + 1);
    const { issue } = await server.refusal(413, from(includeLimits.rounds + 1));
    expect(issue[0]).toMatchObject({ code: 'too-costly', expression: ['_include:iterate'] });
    expect(issue[0]!.diagnostics).toMatch(/^_include:iterate=Location:partof: /);
    await server.close();
  });

  it('ends by itself where places are part of each other', async () => {
    const [first, second] = [place('a', { partOf: { reference: 'Location/b' } }), place('b')];
    const circle = [first, { ...second, partOf: { reference: 'Location/a' } }, schedule('s', ['Location/a'])];
    const server = await openAgendaServer({ resources: circle });
    const bundle = await server.search('Schedule?_id=s&_include=Schedule:actor&_include:iterate=Location:partof');
    expect(idsOf(bundle, 'Location')).toEqual(['a', 'b']);
    await server.close();
  });
});
