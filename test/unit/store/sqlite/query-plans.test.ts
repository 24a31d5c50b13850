import type { StatementSync } from 'node:sqlite';
import { agendaPage } from '../../../../src/store/sqlite/agenda.ts';
import { AgendaMemory } from '../../../../src/store/sqlite/agenda-memory.ts';
import { historyPage } from '../../../../src/store/sqlite/history.ts';
import { openDatabase } from '../../../../src/store/sqlite/open-database.ts';
import { migrations } from '../../../../src/store/sqlite/schema.ts';
import { countMatches, searchPage } from '../../../../src/store/sqlite/search.ts';
import { Statements } from '../../../../src/store/sqlite/statements.ts';
import { searchOf } from '../../../support/store-access.ts';

const database = openDatabase(':memory:', migrations);
afterAll(() => database.close());

/** Remembers each SQL text that it is asked to run. */
class RecordedStatements extends Statements {
  readonly texts = new Set<string>();

  override prepare(sql: string): StatementSync {
    this.texts.add(sql);
    return super.prepare(sql);
  }
}

/** How SQLite goes about the statements that `work` runs, line by line. https://www.sqlite.org/eqp.html */
function planOf(work: (statements: Statements) => unknown): readonly string[] {
  const statements = new RecordedStatements(database);
  work(statements);
  return [...statements.texts].flatMap((text) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${text}`)
      .all()
      .map(({ detail }) => String(detail)),
  );
}

/** Going through a whole table or index: through anything but a list of values or what another step found. */
const wholeScans = (plan: readonly string[]): readonly string[] =>
  plan.filter((line) => /^SCAN (?!CONSTANT|\(subquery|[dm]$|\w+ VIRTUAL TABLE)/.test(line));

const guide =
  'schedule.actor:Practitioner.identifier=urn:oid:1.2.250.1.71.4.2.1|810001234567&start=ge2026-11-23&start=le2026-11-26&status=free';

const searches = [
  `Slot?${guide}`,
  'Slot?identifier=a',
  'Slot?schedule=Schedule/1&start=ge2026-11-23',
  'Slot?schedule=Schedule/1&_sort=-start',
  'Slot?_lastUpdated=gt2026-11-23',
  'Slot?status:not=busy',
  'Slot?start:missing=true',
  'Slot?_id=a,b',
  'Practitioner?family=le',
  'Practitioner?family:contains=go&_sort=family',
  'Schedule?_has:Slot:schedule:status=free',
  'Appointment?slot.schedule.actor:Practitioner._id=1',
];

describe('a search never reads a whole table', () => {
  it.each(searches)('%s', (text) => {
    const search = searchOf(text);
    for (const fewMembers of [2000, -1]) {
      const plan = planOf((statements) => {
        searchPage({ statements, fewMembers }, search);
        countMatches({ statements, fewMembers }, search.type, search.criteria);
      });
      expect(plan.length).toBeGreaterThan(0);
      expect(wholeScans(plan)).toEqual([]);
    }
  });
});

describe('a statement finds its rows', () => {
  it('by the identifier first, then along the references, in the search of the guide', () => {
    const plan = planOf((statements) => searchPage({ statements, fewMembers: 2000 }, searchOf(`Slot?${guide}`)));
    const resources = plan.filter((line) => /^S\w+ (r|x|resource)\b/.test(line));
    expect(new Set(resources.map((line) => line.replace(/ [rx] /, ' ')))).toEqual(
      new Set(['SEARCH USING INTEGER PRIMARY KEY (rowid=?)']),
    );
  });

  it('among those who refer, not among all members, when it looks back by _has', () => {
    const search = searchOf('Schedule?_has:Slot:schedule:status=free');
    const plan = planOf((statements) => searchPage({ statements, fewMembers: 2000 }, search));
    expect(plan).toContain('SEARCH p EXISTS USING PRIMARY KEY (term=?)');
    expect(plan.join('\n')).not.toContain('(term=? AND pk=?)');
  });

  it('of one resource by its id in history, of a type along time', () => {
    const ofOne = planOf((statements) => historyPage(statements, { type: 'Slot', id: 'a', since: 1, count: 10 }));
    expect(ofOne.join('\n')).not.toContain('by_time');
    expect(ofOne.join('\n')).toContain('(type=? AND id=?)');
    const ofType = planOf((statements) => historyPage(statements, { type: 'Slot', since: 1, count: 10 }));
    expect(ofType.join('\n')).toContain('history_by_time (type=? AND at>?)');
    expect(wholeScans([...ofOne, ...ofType])).toEqual([]);
  });

  it('by schedule and time in the agenda', () => {
    const plan = planOf((statements) =>
      agendaPage(
        { statements, memory: new AgendaMemory(statements, 1) },
        {
          form: 'practitioner',
          scheduleIds: ['x'],
          zoneOf: () => 'Europe/Paris',
          from: 0,
          to: 1,
          criteria: [],
          profile: '',
          searchMode: 'match',
          baseUrl: '',
          siteUrl: '',
        },
      ),
    );
    expect(plan.join('\n')).toContain('SEARCH agenda USING PRIMARY KEY (schedule=? AND start>? AND start<?)');
    expect(wholeScans(plan)).toEqual([]);
  });
});
