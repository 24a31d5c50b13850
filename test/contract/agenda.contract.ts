/** The hot path: free slots, ready to be sent. */
import type { Slot } from '@medplum/fhirtypes';
import { extensionUrl } from '../../src/fhir/sas.ts';
import type { AgendaPage, AgendaQuery, SlotForm } from '../../src/store/agenda-query.ts';
import { minute, nine, type SlotTimes, slot, visibilitySystem } from '../support/resources.ts';
import { put, remove, searchOf } from '../support/store-access.ts';
import type { AtBench } from './resource-store.contract.ts';

const baseUrl = 'https://agenda.example.fr/fhir';
const siteUrl = 'https://agenda.example.fr';

interface Entry {
  readonly fullUrl: string;
  readonly resource: Slot;
  readonly search: { readonly mode: string };
}

const entriesOf = (page: AgendaPage): Entry[] => JSON.parse(`[${Buffer.from(page.entries).toString()}]`) as Entry[];
const idsOf = (page: AgendaPage): string[] => entriesOf(page).map(({ resource }) => resource.id!);

type Options = Omit<Partial<Slot>, 'start' | 'end'> & SlotTimes;

/** A slot that is opened to those whose codes are named. */
const opened = (id: string, codes: readonly string[], more: Options = {}): Slot =>
  slot(id, 'x', { meta: { security: codes.map((code) => ({ system: visibilitySystem, code })) }, ...more });

const sharedBy = (...services: string[]): Pick<Slot, 'serviceType'> => ({
  serviceType: services.map((id) => ({
    extension: [{ url: extensionUrl.slotServiceType, valueReference: { reference: `HealthcareService/${id}` } }],
  })),
});

export function describeAgenda(at: AtBench): void {
  const agenda = (query: Partial<AgendaQuery> = {}) =>
    at().store.agenda({
      form: 'practitioner',
      scheduleIds: ['x'],
      zoneOf: () => 'Europe/Paris',
      from: nine,
      to: nine + 24 * 60 * minute,
      criteria: [],
      profile: 'http://profile',
      searchMode: 'match',
      baseUrl,
      siteUrl,
      ...query,
    });

  it('has nothing, and says so, when no slot matches', async () => {
    const nothing = { total: 0, scheduleIds: [], services: [] };
    expect(await agenda()).toMatchObject(nothing);
    expect(idsOf(await agenda())).toEqual([]);
    await put(at().store, slot('a', 'x'));
    expect(await agenda({ scheduleIds: [] })).toMatchObject(nothing);
    expect(await agenda({ scheduleIds: ['y'] })).toMatchObject(nothing);
  });

  it('gives each slot as an entry: its address, its one profile, the form it has for this search', async () => {
    await put(at().store, slot('a', 'x'));
    expect(entriesOf(await agenda())).toEqual([
      {
        fullUrl: `${baseUrl}/Slot/a`,
        resource: {
          resourceType: 'Slot',
          id: 'a',
          meta: { profile: ['http://profile'], security: [{ code: 'PUBLIC' }] },
          status: 'free',
          start: '2026-11-23T09:00:00.000+01:00',
          end: '2026-11-23T09:15:00.000+01:00',
        },
        search: { mode: 'match' },
      },
    ]);
  });

  it('says what its slots are in the answer', async () => {
    await put(at().store, slot('a', 'x'));
    const [entry] = entriesOf(await agenda({ searchMode: 'include' }));
    expect(entry?.search).toEqual({ mode: 'include' });
  });

  it('gives the slots of all schedules in order of start, then id', async () => {
    const starts: readonly (readonly [string, string, number])[] = [
      ['c', 'x', 30],
      ['b', 'y', 15],
      ['a', 'x', 15],
      ['d', 'y', 0],
      ['other', 'z', 0],
    ];
    const slots = starts.map(([id, on, minutes]) => slot(id, on, { start: nine + minutes * minute }));
    await put(at().store, ...slots);
    const page = await agenda({ scheduleIds: ['y', 'x', 'empty', 'x'] });
    expect(idsOf(page)).toEqual(['d', 'a', 'b', 'c']);
    expect(page.total).toBe(4);
    expect(page.scheduleIds.toSorted()).toEqual(['x', 'y']);
  });

  it('takes the start of its window in and leaves the end out', async () => {
    const slots = [-1, 0, 59, 60].map((n) => slot(`m${n + 1}`, 'x', { start: nine + n * minute }));
    await put(at().store, ...slots);
    expect(idsOf(await agenda({ to: nine + 60 * minute }))).toEqual(['m1', 'm60']);
    expect(idsOf(await agenda({ from: nine + 1, to: nine + 60 * minute + 1 }))).toEqual(['m60', 'm61']);
  });

  it('shows to each form what is opened to it', async () => {
    await put(
      at().store,
      opened('both', ['PUBLIC', 'CPTS']),
      opened('cpts', ['CPTS']),
      opened('hidden', []),
      opened('public', ['PUBLIC']),
    );
    const codes = async (form: SlotForm) => {
      const entries = entriesOf(await agenda({ form }));
      return entries.map(({ resource }) => `${resource.id} ${resource.meta?.security?.[0]?.code}`);
    };
    expect(await codes('practitioner')).toEqual(['both PUBLIC', 'public PUBLIC']);
    expect(await codes('cpts')).toEqual(['both CPTS', 'cpts CPTS', 'public PUBLIC']);
    expect(await codes('sos')).toEqual(['both PUBLIC', 'public PUBLIC']);
    expect((await agenda({ form: 'cpts' })).total).toBe(3);
  });

  it('follows each change of a slot', async () => {
    const { store } = at();
    const expectIds = async (...ids: string[]) => expect(idsOf(await agenda())).toEqual(ids);
    await put(store, slot('a', 'x'), slot('b', 'x'));
    await expectIds('a', 'b');
    await put(store, slot('a', 'x', { status: 'busy' }));
    await expectIds('b');
    await put(store, slot('a', 'x', { start: nine + minute }));
    await expectIds('b', 'a');
    await put(store, slot('b', 'y'));
    await expectIds('a');
    await put(store, opened('a', []));
    await expectIds();
    await put(store, slot('a', 'x'));
    await remove(store, 'Slot', 'a');
    await expectIds();
    await put(store, slot('a', 'x'));
    await expectIds('a');
  });

  it('writes each answer for the address that it was asked at', async () => {
    await put(at().store, slot('a', 'x', { comment: '/rdv?slot=a' }));
    const at1 = await agenda();
    const at2 = await agenda({ baseUrl: 'http://b/fhir', siteUrl: 'http://b', profile: 'http://other' });
    expect(entriesOf(at1)[0]).toMatchObject({
      fullUrl: `${baseUrl}/Slot/a`,
      resource: { comment: `${siteUrl}/rdv?slot=a` },
    });
    expect(entriesOf(at2)[0]).toMatchObject({
      fullUrl: 'http://b/fhir/Slot/a',
      resource: { comment: 'http://b/rdv?slot=a', meta: { profile: ['http://other'] } },
    });
  });

  it('has the slots of a window of any length, across days and before 1970', async () => {
    const day = 24 * 60 * minute;
    const starts = [-30_000 * day, -day, 0, 1, 7 * day, 40 * day];
    await put(at().store, ...starts.map((ms, index) => slot(`s${index}`, 'x', { start: nine + ms })));
    expect(idsOf(await agenda({ from: nine - day, to: nine + 7 * day }))).toEqual(['s1', 's2', 's3']);
    expect(idsOf(await agenda({ from: nine - day, to: nine + 7 * day + 1 }))).toEqual(['s1', 's2', 's3', 's4']);
    expect(idsOf(await agenda({ from: nine - 30_001 * day, to: nine - 29_999 * day }))).toEqual(['s0']);
    expect(idsOf(await agenda({ from: nine - 30_000 * day, to: nine + 41 * day }))).toHaveLength(6);
    expect(idsOf(await agenda({ from: nine + day, to: nine }))).toEqual([]);
    expect(idsOf(await agenda({ from: nine + 1, to: nine + 2 * day }))).toEqual(['s3']);
  });

  it('writes the times of slots stored in UTC in the time of their schedule', async () => {
    const utc = { ...slot('u', 'x'), start: '2026-11-23T08:10:00Z', end: '2026-11-23T08:20:00Z' };
    await put(
      at().store,
      utc,
      slot('a', 'x'),
      slot('z', 'x', { start: nine + 30 * minute, comment: 'https://x.fr?a=1' }),
    );
    const inZone = async (zone: string) => entriesOf(await agenda({ zoneOf: () => zone }));
    const [inParis, onReunion] = [await inZone('Europe/Paris'), await inZone('Indian/Reunion')];
    expect(inParis.map(({ resource }) => resource.start)).toEqual([
      '2026-11-23T09:00:00.000+01:00',
      '2026-11-23T09:10:00.000+01:00',
      '2026-11-23T09:30:00.000+01:00',
    ]);
    const entries = onReunion;
    expect(entries.map(({ resource }) => [resource.id, resource.start])).toEqual([
      ['a', '2026-11-23T09:00:00.000+01:00'],
      ['u', '2026-11-23T12:10:00.000+04:00'],
      ['z', '2026-11-23T09:30:00.000+01:00'],
    ]);
    expect(entries[1]!.resource.end).toBe('2026-11-23T12:20:00.000+04:00');
    expect(entries[2]!.resource.comment).toBe('https://x.fr?a=1');
  });

  it('keeps a comment as it is, and puts the site before one that is a path', async () => {
    const comments = {
      a: 'https://x.fr/rdv?slot="é"\\n',
      b: '/rdv?slot=b&x=1',
      c: undefined,
      d: 'Dire "33"\n\t\\',
      e: '/!\\ Apporter la carte Vitale',
    };
    const slots = Object.entries(comments).map(([id, comment]) =>
      slot(id, 'x', comment === undefined ? {} : { comment }),
    );
    await put(at().store, ...slots);
    expect(entriesOf(await agenda()).map(({ resource }) => resource.comment)).toEqual([
      comments.a,
      `${siteUrl}${comments.b}`,
      undefined,
      comments.d,
      comments.e,
    ]);
  });

  it('names the services of the CPTS, each once', async () => {
    await put(
      at().store,
      opened('a', ['CPTS'], sharedBy('h1', 'h2')),
      opened('b', ['CPTS'], sharedBy('h2')),
      opened('c', ['CPTS']),
      opened('late', ['CPTS'], { ...sharedBy('h3'), start: nine + 48 * 60 * minute }),
    );
    expect((await agenda({ form: 'cpts' })).services.toSorted()).toEqual(['h1', 'h2']);
  });

  it.each([
    'status=busy',
    '_id=b',
    'specialty=SM54',
    'specialty:not=SM26',
    'start=gt2026-11-23T09:00',
    'schedule.active:missing=true',
  ])('holds further criteria: %s', async (query) => {
    const specialty = (code: string) => ({ specialty: [{ coding: [{ code }] }] });
    const { store } = at();
    await put(store, slot('a', 'x', specialty('SM26')), slot('b', 'x', { ...specialty('SM54'), start: nine + minute }));
    const wanted = await store.search(searchOf(`Slot?${query}`));
    const page = await agenda({ criteria: searchOf(`Slot?${query}`).criteria });
    expect(idsOf(page)).toEqual(wanted.matches.map(({ id }) => id));
    expect(page.total).toBe(wanted.matches.length);
  });

  it('gives 2,000 slots at once', async () => {
    const slots = Array.from({ length: 2000 }, (_, n) =>
      slot(`s${String(n).padStart(4, '0')}`, 'x', { start: nine + n }),
    );
    await put(at().store, ...slots);
    const page = await agenda();
    expect(page.total).toBe(2000);
    expect(idsOf(page)).toEqual(slots.map(({ id }) => id));
  });
}
