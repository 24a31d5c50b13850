/** What an import does, however its lines are worked through. */
import { issue, OutcomeError } from '../../../src/fhir/outcome.ts';
import { identifierSystem } from '../../../src/fhir/sas.ts';
import type { ImportOptions } from '../../../src/import/import-files.ts';
import type { SqliteResourceStore } from '../../../src/store/sqlite/sqlite-resource-store.ts';
import { bundleOf, emptyStore, fileOf, gzipOf, type ImportInto, linesOf } from '../../support/import-files.ts';
import { appointment, nine, organization, practitioner, schedule, slot } from '../../support/resources.ts';
import { decideAgain, find, lookAtDecisions, put } from '../../support/store-access.ts';

export function describeImports(importInto: ImportInto): void {
  let store: SqliteResourceStore;
  beforeEach(() => {
    store = emptyStore();
  });
  afterEach(() => store.close());

  const stored = async (type: 'Practitioner' | 'Schedule' | 'Slot' | 'Organization', id: string) =>
    JSON.parse((await store.read({ type, id }))?.json ?? 'null');

  const agenda = [practitioner('p1'), schedule('s1', 'Practitioner/p1'), slot('1', 's1'), slot('2', 's1')];

  describe('what an import stores', () => {
    it('is what the file has, under the ids of the file', async () => {
      const { summary, told } = await importInto(store, linesOf(...agenda));
      expect(told).toEqual([]);
      expect(summary).toEqual({
        created: 4,
        updated: 0,
        unchanged: 0,
        kept: 0,
        bad: 0,
        warnings: 0,
        types: { Practitioner: 1, Schedule: 1, Slot: 2 },
        isWritten: true,
      });
      expect(await stored('Slot', '1')).toMatchObject(slot('1', 's1') as object);
      expect(await find(store, 'Slot?schedule.actor:Practitioner=p1')).toEqual(['1', '2']);
    });

    it('makes no new version when imported again, whatever the order of its elements', async () => {
      await importInto(store, linesOf(...agenda));
      const turned = agenda.map((one) => Object.fromEntries(Object.entries(one).reverse()));
      for (const lines of [linesOf(...agenda), linesOf(...turned)]) {
        const { summary } = await importInto(store, lines);
        expect(summary).toMatchObject({ created: 0, updated: 0, unchanged: 4 });
      }
      expect((await store.read({ type: 'Slot', id: '1' }))?.versionId).toBe(1);
    });

    it('keeps no address of its own server, when it knows it: what was sent comes back as it was', async () => {
      await importInto(store, linesOf(...agenda.slice(0, 2), slot('1', 's1', { comment: '/rdv?slot=1' })));
      const base = 'https://agenda.example.fr/v1/fhir';
      const sent = slot('1', 's1', { comment: 'https://agenda.example.fr/v1/rdv?slot=1' });
      sent.schedule.reference = `${base}/Schedule/s1`;
      const { summary, told } = await importInto(store, linesOf(sent), { baseUrl: base });
      expect([summary.unchanged, told]).toEqual([1, []]);
      expect((await importInto(store, linesOf(sent))).summary.bad).toBe(1);
    });

    it('replaces what has changed', async () => {
      await importInto(store, linesOf(...agenda));
      const { summary } = await importInto(store, linesOf(...agenda.slice(0, 3), slot('2', 's1', { status: 'busy' })));
      expect(summary).toMatchObject({ updated: 1, unchanged: 3 });
      expect(await stored('Slot', '2')).toMatchObject({ status: 'busy', meta: { versionId: '2' } });
    });

    it('is written once when the same line stands several times', async () => {
      const { summary } = await importInto(store, linesOf(...agenda, ...agenda));
      expect(summary).toMatchObject({ created: 4, unchanged: 4 });
    });

    it('comes back after it was deleted', async () => {
      await importInto(store, linesOf(...agenda));
      await store.transact({
        sees: {},
        decide: () => ({ changes: [{ kind: 'delete', key: { type: 'Slot', id: '1' } }], answer: () => undefined }),
      });
      expect((await importInto(store, linesOf(...agenda))).summary).toMatchObject({ created: 1, unchanged: 3 });
    });

    it('is written in smaller parts where the store takes no large change, all but what is too large by itself', async () => {
      lookAtDecisions(store, ({ changes }) => {
        const isLarge = changes.some((one) => one.kind === 'put' && one.resource.id === '7');
        if (isLarge || changes.length > 3) throw new OutcomeError(issue('too-costly', 'Too large'));
      });
      const slots = Array.from({ length: 20 }, (_, n) => slot(`${n}`, 's1'));
      const { summary, told } = await importInto(
        store,
        linesOf(practitioner('p1'), schedule('s1', 'Practitioner/p1'), ...slots),
      );
      expect(summary).toMatchObject({ created: 21, bad: 1 });
      expect(told).toEqual(['file.ndjson:10: Slot/7: Too large']);
      expect(await stored('Slot', '19')).not.toBeNull();
    });

    it('is not written in a dry run', async () => {
      const { summary } = await importInto(store, linesOf(...agenda, 'x'), { isDryRun: true });
      expect(summary).toMatchObject({ created: 0, wouldCreate: 4, bad: 1, isWritten: false });
      expect(await store.isEmpty()).toBe(true);
    });

    it('is judged as other writes are, errors being refused and warnings told', async () => {
      const judgeContent = ({ id }: { id?: string }) =>
        id === '1' || id === '2'
          ? [
              {
                severity: id === '1' ? 'error' : 'warning',
                code: 'invariant',
                diagnostics: `not so good, ${id}`,
              } as const,
            ]
          : [];
      const { told } = await importInto(store, linesOf(...agenda), { judgeContent });
      expect(told).toEqual(['file.ndjson:3: Slot/1: not so good, 1', 'file.ndjson:4: warning: Slot/2: not so good, 2']);
      expect(await stored('Slot', '1')).toBeNull();
      expect(await stored('Slot', '2')).not.toBeNull();
    });
  });

  describe('who is who', () => {
    it('is told by the identifier first: the id is that of the base', async () => {
      await put(store, practitioner('mine', { identifier: practitioner('p1').identifier!, active: false }));
      const { summary } = await importInto(store, linesOf(...agenda));
      expect(summary).toMatchObject({ created: 3, updated: 1 });
      expect(await stored('Practitioner', 'p1')).toBeNull();
      expect(await stored('Schedule', 's1')).toMatchObject({ actor: [{ reference: 'Practitioner/mine' }] });
    });

    it('is told anew where another write came between, as if it had never been told', async () => {
      const theirs = practitioner('mine', { identifier: practitioner('p1').identifier!, active: false });
      decideAgain(store, () => put(store, theirs));
      const { summary, told } = await importInto(store, linesOf(...agenda));
      expect(told).toEqual([]);
      expect(summary).toMatchObject({ created: 3, updated: 1 });
      expect(await stored('Practitioner', 'mine')).toMatchObject({ active: true });
      expect(await stored('Schedule', 's1')).toMatchObject({ actor: [{ reference: 'Practitioner/mine' }] });
    });

    it('is told by the identifier whether or not it has its type digit', async () => {
      await put(
        store,
        practitioner('mine', { identifier: [{ system: identifierSystem.practitioner, value: '10000000007' }] }),
      );
      const line = practitioner('p7', {
        identifier: [{ system: identifierSystem.practitioner, value: '810000000007' }],
      });
      expect((await importInto(store, linesOf(line))).summary).toMatchObject({ updated: 1 });
    });

    it('is a new one where the id belongs to somebody else', async () => {
      await put(store, practitioner('p1', { identifier: [{ system: 'https://other.fr', value: '1' }] }));
      await importInto(store, linesOf(...agenda));
      expect(await stored('Practitioner', 'p1')).toMatchObject({
        identifier: [{ value: '1' }],
        meta: { versionId: '1' },
      });
      expect(await stored('Practitioner', 'new-1')).toMatchObject({ identifier: practitioner('p1').identifier });
      expect(await stored('Schedule', 's1')).toMatchObject({ actor: [{ reference: 'Practitioner/new-1' }] });
    });

    it('cannot be told when the identifiers are those of several', async () => {
      const one = { system: 'https://a.fr', value: '1' };
      const two = { system: 'https://a.fr', value: '2' };
      await put(store, organization('o1', { identifier: [one] }), organization('o2', { identifier: [two] }));
      const { told } = await importInto(store, linesOf(organization('o3', { identifier: [one, two] })));
      expect(told).toEqual([
        'file.ndjson:1: Organization/o3: its identifiers are those of several resources: Organization/o1, Organization/o2',
      ]);
    });

    it('is the same in two lines with one identifier: what the second says otherwise is bad, its name leads to the first', async () => {
      const identifier = [{ system: 'https://a.fr', value: '1' }];
      const lines = linesOf(
        organization('o1', { identifier, name: 'A' }),
        organization('o2', { identifier, name: 'B' }),
        organization('o3', { partOf: { reference: 'Organization/o2' } }),
        organization('o4', { identifier, name: 'A' }),
      );
      const { summary, told } = await importInto(store, lines);
      expect(summary).toMatchObject({ created: 2, unchanged: 1, bad: 1 });
      const reason = 'Organization/o2: Organization/o1 stands above in this import, and says something else there';
      expect(told).toEqual([`file.ndjson:2: ${reason}`]);
      expect(await stored('Organization', 'o1')).toMatchObject({ name: 'A' });
      expect(await stored('Organization', 'o3')).toMatchObject({ partOf: { reference: 'Organization/o1' } });
      expect((await importInto(store, lines)).summary).toMatchObject({ updated: 0, unchanged: 3, bad: 1 });
    });

    it.each([{}, { isDryRun: true }])(
      'is told however far apart two lines stand, and in several files (%j)',
      async (options) => {
        const many = Array.from({ length: 1100 }, (_, index) => slot(`many-${index}`, 's1'));
        const files = [
          fileOf(linesOf(...agenda, ...many), { name: 'a.ndjson' }),
          fileOf(linesOf(slot('1', 's1'), slot('2', 's1', { status: 'busy' }), practitioner('p1', { active: false })), {
            name: 'b.ndjson',
          }),
        ];
        const { summary, told } = await importInto(store, files, options);
        expect(summary).toMatchObject({ unchanged: 1, bad: 2 });
        expect(told).toEqual([
          expect.stringMatching(/^b.ndjson:3: Practitioner\/p1: .*something else/),
          expect.stringMatching(/^b.ndjson:2: Slot\/2: .*something else/),
        ]);
        const again = await importInto(store, files, options);
        expect(again.summary).toMatchObject({ updated: 0, bad: 2 });
      },
    );

    it('cannot be told when two with other identifiers have one id in the files', async () => {
      const of = (value: string) => organization('o1', { identifier: [{ system: 'https://a.fr', value }] });
      const { summary, told } = await importInto(store, linesOf(of('1'), of('2')));
      expect(summary).toMatchObject({ created: 1, bad: 1 });
      expect(told).toEqual([expect.stringMatching(/^file.ndjson:2: Organization\/o1: .*another resource above/)]);
    });

    it('keeps regulators apart from practitioners with the same national identifier', async () => {
      const regulator = practitioner('r1', {
        identifier: practitioner('p1').identifier!,
        meta: { source: identifierSystem.sas },
      });
      await importInto(store, linesOf(practitioner('p1'), regulator));
      expect(await stored('Practitioner', 'r1')).toMatchObject({ meta: { source: identifierSystem.sas } });
      const { summary } = await importInto(store, linesOf({ ...regulator, active: false }, practitioner('p1')));
      expect(summary).toMatchObject({ updated: 1, unchanged: 1 });
      const sameId = { ...regulator, id: 'p1', active: true };
      await importInto(store, linesOf(sameId));
      expect(await stored('Practitioner', 'p1')).toMatchObject({ meta: { versionId: '1' } });
      expect(await stored('Practitioner', 'r1')).toMatchObject({ active: true });
    });

    it('is told for slots by their identifier as well', async () => {
      const identifier = [{ system: 'https://a.fr/slots', value: '9' }];
      await put(store, practitioner('p1'), schedule('s1', 'Practitioner/p1'), slot('mine', 's1', { identifier }));
      const { summary } = await importInto(store, linesOf(slot('theirs', 's1', { identifier, status: 'busy' })));
      expect(summary).toMatchObject({ updated: 1 });
      expect(await stored('Slot', 'mine')).toMatchObject({ status: 'busy' });
    });

    it('is no other with the same id: the second of two that have no identifier in common is bad', async () => {
      const [a, b] = ['a', 'b'].map((value) => slot('3', 's1', { identifier: [{ system: 'http://v', value }] }));
      const { summary, told } = await importInto(store, linesOf(...agenda, a!, b!));
      expect(summary).toMatchObject({ created: 5, bad: 1 });
      expect(told).toEqual([expect.stringContaining('Slot/3 is another resource above')]);
    });

    it('is told by good lines alone: a bad one lends its identifier to nobody', async () => {
      const identifier = [{ system: 'http://v', value: 'x' }];
      const lines = linesOf(...agenda, slot('3', 'gone', { identifier }), slot('4', 's1', { identifier }));
      expect((await importInto(store, lines)).summary).toMatchObject({ created: 5, bad: 1 });
      expect(await find(store, 'Slot?identifier=http://v|x')).toEqual(['4']);
    });
  });

  describe('references', () => {
    it('may point forward, and across files in whatever order they are named', async () => {
      const files = [...agenda].reverse().map((one, index) => fileOf(linesOf(one), { name: `${index}.ndjson` }));
      expect((await importInto(store, files)).summary).toMatchObject({ created: 4, bad: 0 });
    });

    it('by urn:uuid, by full URL and by type and id lead to the same entry', async () => {
      const uuid = 'urn:uuid:00000000-0000-4000-8000-000000000001';
      const url = 'https://vendor.fr/fhir/Schedule/s1';
      const { id: _, ...nobody } = practitioner('p1');
      const bundle = bundleOf(
        [
          { fullUrl: 'https://vendor.fr/fhir/Slot/1', resource: { ...slot('1', 's1'), schedule: { reference: url } } },
          { fullUrl: 'https://vendor.fr/fhir/Slot/2', resource: slot('2', 's1') },
          { fullUrl: url, resource: schedule('s1', uuid), request: { method: 'POST', url: 'Schedule' } },
          { fullUrl: uuid, resource: nobody, request: { method: 'POST', url: 'Practitioner' } },
        ],
        'transaction',
      );
      const files = [fileOf(bundle, { name: 'bundle.json' })];
      expect(await importInto(store, files)).toMatchObject({ told: [], summary: { created: 4 } });
      expect(await stored('Slot', '1')).toMatchObject({ schedule: { reference: 'Schedule/s1' } });
      const practitionerId = uuid.slice('urn:uuid:'.length);
      expect(await stored('Schedule', 's1')).toMatchObject({
        actor: [{ reference: `Practitioner/${practitionerId}` }],
      });
      expect((await importInto(store, files)).summary).toMatchObject({ unchanged: 4 });
    });

    it('to nothing make a bad line of a slot, and a warning for the rest', async () => {
      const { told } = await importInto(
        store,
        linesOf(schedule('s2', 'Practitioner/none'), slot('3', 's2'), slot('4', 'none')),
      );
      expect(told).toEqual([
        'file.ndjson:1: warning: Schedule/s2: refers to Practitioner/none, which does not exist (yet)',
        'file.ndjson:3: Slot/4: Slot.schedule: Schedule/none is neither in this import nor in the base',
      ]);
    });

    it('to a schedule whose own line is bad are to nothing', async () => {
      const { told } = await importInto(store, linesOf({ ...schedule('s1', 'x'), actor: [] }, slot('1', 's1')));
      expect(told.map((line) => line.slice(0, 20))).toEqual(['file.ndjson:1: Sched', 'file.ndjson:2: Slot/']);
    });

    it('by a urn that nothing has make a bad line', async () => {
      const { told } = await importInto(store, linesOf(schedule('s1', 'urn:uuid:1'), slot('1', 's1')));
      expect(told).toEqual([
        expect.stringMatching(/:1: .*urn:uuid:1/),
        expect.stringMatching(/:2: .*Schedule\/s1 is not in the base: its line was refused/),
      ]);
    });

    it('of a slot to the schedule of another server make a bad line: no search would find it', async () => {
      const reference = 'https://vendor.fr/fhir/Schedule/s1';
      const { told } = await importInto(store, linesOf(...agenda, { ...slot('3', 's1'), schedule: { reference } }));
      expect(told).toEqual([expect.stringContaining(`not "${reference}"`)]);
      expect(await stored('Slot', '3')).toBeNull();
    });

    describe('to a line that was refused', () => {
      const role = { resourceType: 'PractitionerRole', id: 'r1', practitioner: { reference: 'Practitioner/p1' } };
      const ofRole = { ...schedule('s1', 'PractitionerRole/r1'), actor: [{ reference: 'PractitionerRole/r1' }] };
      const judgeContent: ImportOptions['judgeContent'] = ({ resourceType }) =>
        resourceType === 'PractitionerRole' ? [issue('invariant', 'not this one')] : [];
      const told = [
        'PractitionerRole/r1: not this one',
        'warning: Schedule/s1: refers to PractitionerRole/r1, which is not in the base: its line was refused',
      ];

      it.each([
        ['after it', [role, ofRole]],
        ['before it', [ofRole, role]],
      ])('are told of what stands %s, whether it writes or rehearses', async (_, directory) => {
        const lines = linesOf(practitioner('p1'), ...directory, slot('1', 's1'));
        for (const isDryRun of [true, false]) {
          const imported = await importInto(store, lines, { judgeContent, isDryRun });
          expect(imported.summary).toMatchObject({ bad: 1, warnings: 1 });
          expect(imported.told.map((line) => line.replace(/^file.ndjson:\d: /, ''))).toEqual(told);
        }
      });

      it('are told in another group of lines and in another file as well', async () => {
        const many = Array.from({ length: 1100 }, (_, index) => practitioner(`p${index + 2}`));
        const files = [
          fileOf(linesOf(ofRole, ...many), { name: 'a.ndjson' }),
          fileOf(linesOf(role, practitioner('p1')), { name: 'b.ndjson' }),
        ];
        expect((await importInto(store, files, { judgeContent })).told).toEqual([
          `b.ndjson:1: ${told[0]}`,
          `a.ndjson:1: ${told[1]}`,
        ]);
      });

      it('are good when the base has it from before', async () => {
        await importInto(store, linesOf(practitioner('p1'), role));
        const { summary } = await importInto(store, linesOf({ ...role, active: false }, ofRole), { judgeContent });
        expect(summary).toMatchObject({ created: 1, bad: 1, warnings: 0 });
      });

      it('are good when another line of it is good', async () => {
        const lines = linesOf({ ...schedule('s1', 'x'), actor: [] }, ...agenda);
        for (const isDryRun of [true, false]) {
          expect((await importInto(store, lines, { isDryRun })).summary).toMatchObject({ bad: 1, warnings: 0 });
        }
      });

      it('are told of a slot and of its appointment, which are bad', async () => {
        const backwards = slot('3', 's1', { end: nine - 1 });
        for (const isDryRun of [true, false]) {
          const { told } = await importInto(store, linesOf(...agenda, backwards, appointment('a1', ['3'])), {
            isDryRun,
          });
          expect(told).toEqual([
            'file.ndjson:5: Slot/3: Slot.start must be before Slot.end',
            'file.ndjson:6: Appointment/a1: Appointment.slot: Slot/3 is not in the base: its line was refused',
          ]);
        }
      });
    });

    describe('by a condition', () => {
      const identifier = [{ system: 'https://a.fr', value: '1' }];
      const to = (condition: string) => ({ partOf: { reference: `Organization?${condition}` } });

      it('lead to a line of the import, wherever it stands', async () => {
        const lines = linesOf(organization('o2', to('identifier=https://a.fr|1')), organization('o1', { identifier }));
        for (const isDryRun of [true, false]) {
          expect((await importInto(store, lines, { isDryRun })).told).toEqual([]);
        }
        expect(await stored('Organization', 'o2')).toMatchObject({ partOf: { reference: 'Organization/o1' } });
        expect((await importInto(store, lines)).summary).toMatchObject({ unchanged: 2 });
      });

      it('lead to slots of the import, from its appointments', async () => {
        const booked = { ...appointment('a1', []), slot: [{ reference: 'Slot?identifier=https://a.fr|1' }] };
        const lines = linesOf(...agenda, slot('3', 's1', { identifier }), booked);
        for (const isDryRun of [true, false]) {
          expect((await importInto(store, lines, { isDryRun })).told).toEqual([]);
        }
        expect(await stored('Slot', '3')).toMatchObject({ status: 'busy' });
      });

      it('lead to what the base has', async () => {
        await put(store, organization('mine', { identifier }));
        await importInto(store, linesOf(organization('o2', to('identifier=https://a.fr|1'))));
        expect(await stored('Organization', 'o2')).toMatchObject({ partOf: { reference: 'Organization/mine' } });
      });

      it.each([
        ['matches nothing', 'identifier=https://a.fr|2', 'matches nothing'],
        ['matches several', 'identifier=https://a.fr|1', 'matches 2 resources'],
        ['is none that can be held unique', 'name=A', 'takes one condition'],
      ])('make a bad line that names one which %s', async (_, condition, reason) => {
        await put(store, organization('a', { identifier }), organization('b', { identifier }));
        const { told, summary } = await importInto(
          store,
          linesOf(organization('o2', to(condition)), organization('o3')),
        );
        expect(summary).toMatchObject({ created: 1, bad: 1 });
        expect(told).toEqual([
          expect.stringContaining(`Organization/o2: The reference "Organization?${condition}" ${reason}`),
        ]);
        expect(await stored('Organization', 'o2')).toBeNull();
      });
    });

    it('to schedules of the base are good', async () => {
      await put(store, practitioner('p1'), schedule('s1', 'Practitioner/p1'));
      expect((await importInto(store, linesOf(slot('1', 's1')))).summary).toMatchObject({ created: 1, bad: 0 });
    });
  });

  describe('bad lines', () => {
    const lines = linesOf('x', practitioner('p1'), '', { resourceType: 'Patient' }, schedule('s1', 'Practitioner/p1'));

    it('are named with file, line and reason, and the good ones are kept', async () => {
      const files = [
        fileOf(`${lines}${linesOf(slot('1', 's1'))}{"resourceType":"Slot","id":"2"`, { name: 'a.ndjson' }),
      ];
      const { summary, told } = await importInto(store, files);
      expect(summary).toMatchObject({ created: 3, bad: 3 });
      expect(told).toEqual([
        expect.stringMatching(/^a.ndjson:1: .*no JSON/),
        expect.stringMatching(/^a.ndjson:4: Patient is none of/),
        expect.stringMatching(/^a.ndjson:7: .*cut short/),
      ]);
    });

    it.each([
      ['a slot that ends before it starts', slot('7', 's1', { end: nine - 1 }), 'Slot/7: Slot.start must be'],
      [
        'a slot whose type does not come first',
        Object.fromEntries(
          Object.entries(slot('7', 's1'))
            .reverse()
            .filter(([key]) => key !== 'start'),
        ),
        'Slot/7: Slot.start is missing',
      ],
      ['a schedule of nobody', { ...schedule('s7', 'x'), actor: [] }, 'Schedule/s7: Schedule.actor is missing'],
      ['a type that is not kept', { resourceType: 'Patient', id: '7' }, 'Patient/7: Patient is none of'],
      ['an id that is none', { resourceType: 'Organization', id: 'a b' }, 'Organization.id has'],
    ])('are told by their name where they have one: %s', async (_, line, text) => {
      const { told } = await importInto(store, linesOf(...agenda, line));
      expect(told).toEqual([expect.stringMatching(new RegExp(`^file.ndjson:5: ${text}`))]);
    });

    it.each([
      ['under a base that is known', 'https://agenda.example.fr/fhir'],
      ['under none', undefined],
    ])('are no more than that where an element is of another shape, %s', async (_, baseUrl) => {
      const odd = { ...slot('3', 's1'), comment: 5 };
      const { summary, told } = await importInto(store, linesOf(...agenda, odd, slot('4', 's1')), { baseUrl });
      expect(summary).toMatchObject({ created: 5, bad: 1 });
      expect(told).toEqual(['file.ndjson:5: Slot/3: Slot.comment is a text in FHIR']);
    });

    it.each([
      ['no list', 5],
      ['a list of nothing', [null]],
      ['a list of what has no text', [{ system: 'http://v', value: 5 }]],
    ])('are no more than that where there are appointments and the identifier is %s', async (_, identifier) => {
      const odd = { ...slot('3', 's1'), identifier };
      const booked = [appointment('a1', ['1']), appointment('a2', ['3'])];
      const { summary, told } = await importInto(store, linesOf(...agenda, odd, ...booked));
      expect(summary).toMatchObject({ created: 5, bad: 2 });
      expect(told).toEqual([
        expect.stringMatching(/^file.ndjson:5: Slot\/3: Slot.identifier.* in FHIR$/),
        'file.ndjson:7: Appointment/a2: Appointment.slot: Slot/3 is not in the base: its line was refused',
      ]);
    });

    it('of a Bundle are named by their entry as well', async () => {
      const files = [fileOf(bundleOf([{ resource: practitioner('p1') }, {}]), { name: 'b.json' })];
      expect((await importInto(store, files)).told).toEqual(['b.json:1 entry[1]: this is no resource']);
    });

    it('keep everything from being written when all were wanted', async () => {
      const bad = linesOf(...agenda, slot('3', 'none'));
      const { summary, told } = await importInto(store, bad, { isAllOrNothing: true });
      expect(summary).toMatchObject({ bad: 1, isWritten: false });
      expect(told).toHaveLength(1);
      expect(await store.isEmpty()).toBe(true);
    });

    it('are told once', async () => {
      const { told } = await importInto(store, linesOf('x', schedule('s1', 'Practitioner/none')), { isDryRun: true });
      expect(told).toHaveLength(2);
    });

    it('do not show what control characters could do to a terminal', async () => {
      const { told } = await importInto(store, linesOf({ resourceType: '\u001b[2J' }));
      expect(told[0]).not.toMatch(/\p{Cc}/u);
    });
  });

  it('writes everything when all were wanted and all are good, and tells warnings once', async () => {
    const { summary, told } = await importInto(store, linesOf(...agenda, schedule('s2', 'Practitioner/none')), {
      isAllOrNothing: true,
    });
    expect(summary).toMatchObject({ created: 5, isWritten: true });
    expect(told).toHaveLength(1);
  });

  it('reads several thousand lines, gzipped, in the order that suits it', async () => {
    const slots = Array.from({ length: 3500 }, (_, index) => slot(`slot-${index}`, 's1'));
    const progress: number[] = [];
    const files = [
      fileOf(gzipOf(linesOf(...slots, practitioner('p1'), schedule('s1', 'Practitioner/p1'))), { name: 'x.ndjson.gz' }),
    ];
    const { summary } = await importInto(store, files, { onProgress: (done, total) => progress.push(done / total) });
    expect(summary).toMatchObject({ created: 3502, bad: 0 });
    expect(progress.at(-1)).toBe(1);
    expect(Math.max(...progress)).toBe(1);
  });
}
