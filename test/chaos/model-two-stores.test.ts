/** The same sequences of steps on an agenda in SQLite and on one in MongoDB: the same is seen, down to the bytes of answers. */
import type { Bundle } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { projectSlot } from '../../src/agenda/render/slot.ts';
import { MongoResourceStore } from '../../src/store/mongo/mongo-resource-store.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { type AgendaServer, openAgendaServer } from '../support/agenda-server.ts';
import { TestClock } from '../support/clock.ts';
import { describeWithMongo, newDatabaseUri, stopMongo } from '../support/mongo/mongo-server.ts';
import { guideSearch } from './agenda.ts';
import { runAll, type Seen } from './model-rules.ts';
import { type PlannedStep, slots, stepSequence } from './model-step.ts';
import { numbered, World } from './model-world.ts';
import { patience, rounds } from './scale.ts';

/** Searches and histories, of which every page is read. */
const queries = (begun: number): readonly string[] => [
  guideSearch(slots),
  'Slot?schedule=Schedule/a&_count=2',
  'Slot?schedule=Schedule/a&_sort=-start&_count=2&_total=accurate',
  'Slot?schedule=Schedule/a&status=busy,busy-tentative&_sort=status,-_lastUpdated&_count=2&_include=Slot:schedule',
  'Schedule?_revinclude=Slot:schedule',
  'Appointment?_sort=-_lastUpdated&_count=2&_include=Appointment:slot',
  'Appointment?slot.schedule=Schedule/a&status=cancelled&_count=3',
  'Appointment?_sort=date,-_id&_count=3',
  'Slot?schedule=Schedule/a&_has:Appointment:slot:status=booked&_count=2',
  '_history?_count=20',
  'Slot/_history?_count=20',
  'Slot/s0/_history?_count=3',
  `Appointment/_history?_count=7&_since=${new Date(begun + 60_000).toISOString()}`,
  'Slot/s1/_history/1',
  'Slot/s2/_history/2',
  'Practitioner/p',
  'Slot/s3',
];

interface Life {
  readonly seen: readonly Seen[];
  /** Whatever a client can read of the agenda at the end. */
  readonly answers: readonly string[];
}

describeWithMongo('an agenda in SQLite and one in MongoDB', () => {
  afterAll(stopMongo);

  it(
    'keep the same promises and give the same bytes, whatever is done to them',
    async () => {
      const begun = Date.now();
      await fc.assert(
        fc.asyncProperty(stepSequence, async (steps) => {
          const uri = await newDatabaseUri();
          const inSqlite = await live(steps, begun);
          const inMongo = await live(steps, begun, (clock) => MongoResourceStore.open({ uri, projectSlot, clock }));
          expect(inMongo.seen).toEqual(inSqlite.seen);
          expect(inMongo.answers).toEqual(inSqlite.answers);
        }),
        {
          endOnFailure: true,
          numRuns: rounds(3, 40),
          interruptAfterTimeLimit: patience - 60_000,
          markInterruptAsFailure: false,
        },
      );
    },
    patience,
  );
});

async function live(
  steps: readonly PlannedStep[],
  begun: number,
  openStore?: (clock: () => number) => Promise<ResourceStore>,
): Promise<Life> {
  const clock = new TestClock(begun);
  let ids = 0;
  const server = await openAgendaServer({
    clock: clock.now,
    newId: () => numbered(1_000_000 + ++ids),
    ...(openStore ? { store: await openStore(clock.now) } : {}),
  });
  try {
    const seen = await runAll(new World(server, clock), steps);
    const answers: string[] = [];
    for (const query of queries(begun)) answers.push(...(await everyPage(server, query)));
    return { seen, answers };
  } finally {
    await server.close();
  }
}

/** What tells of the version and of the time beside the body. */
const told = ['content-type', 'etag', 'last-modified', 'location'];

/** The answers to a query and to all the next links that follow, with their headers. */
async function everyPage(server: AgendaServer, query: string): Promise<readonly string[]> {
  const pages: string[] = [];
  for (let next: string | undefined = query; next !== undefined; ) {
    const { status, text, headers, body } = await server.get(next);
    // Each of them is understood; a version may not be there.
    expect([200, 404, 410]).toContain(status);
    const page = [`${next} ${status}`, ...told.map((name) => `${name}: ${headers[name]}`), text].join('\n');
    // A page's place is each store's own number.
    pages.push(page.replaceAll(/_cursor=\w+/g, '_cursor=…'));
    next = (body as Bundle).link?.find(({ relation }) => relation === 'next')?.url?.replace(/^.*\/fhir\//, '');
  }
  return pages;
}
