import type { Slot } from '@medplum/fhirtypes';
import type { JudgeContent } from '../../../src/agenda/deciding/judge-profiles.ts';
import { issue } from '../../../src/fhir/outcome.ts';
import { parseReference } from '../../../src/fhir/reference.ts';
import type { SqliteResourceStore } from '../../../src/store/sqlite/sqlite-resource-store.ts';
import { emptyStore, importInto, linesOf } from '../../support/import-files.ts';
import { appointment, practitioner, schedule, slot } from '../../support/resources.ts';
import { put } from '../../support/store-access.ts';

let store: SqliteResourceStore;
beforeEach(() => {
  store = emptyStore();
});
afterEach(() => store.close());

/** Finds fault with every resource that leads to no schedule, and tells what it saw. */
const seeing: JudgeContent = (resource, draft) => {
  const first =
    resource.resourceType === 'Appointment'
      ? draft.resource<Slot>(parseReference(resource.slot?.[0]?.reference)!)
      : resource;
  if (first?.resourceType !== 'Slot')
    return resource.resourceType === 'Appointment' ? [issue('invalid', 'no slot')] : [];
  return draft.resource(parseReference(first.schedule.reference)!) ? [] : [issue('invalid', 'no schedule')];
};

const people = [practitioner('p1'), schedule('s1', 'Practitioner/p1')];
const bookings = [slot('1', 's1'), appointment('a1', ['1'])];

describe('content is judged with what lies around it', () => {
  it('in the import itself', async () => {
    expect(await importInto(store, linesOf(...people, ...bookings), { judgeContent: seeing })).toMatchObject({
      told: [],
    });
  });

  it('in the import itself, when nothing is written', async () => {
    const options = { judgeContent: seeing, isDryRun: true };
    expect(await importInto(store, linesOf(...people, ...bookings), options)).toMatchObject({ told: [] });
  });

  it('in the base', async () => {
    await put(store, ...people, slot('1', 's1'));
    expect(await importInto(store, linesOf(appointment('a1', ['1'])), { judgeContent: seeing })).toMatchObject({
      told: [],
    });
  });
});

it('a schedule that is not valid takes its slots with it', async () => {
  const judgeContent: JudgeContent = ({ resourceType }) =>
    resourceType === 'Schedule' ? [issue('invariant', 'not this one')] : [];
  const { told, summary } = await importInto(store, linesOf(...people, slot('1', 's1')), { judgeContent });
  expect(summary).toMatchObject({ created: 1, bad: 2 });
  expect(told).toEqual([
    'file.ndjson:2: Schedule/s1: not this one',
    'file.ndjson:3: Slot/1: Slot.schedule: Schedule/s1 is not in the base: its line was refused',
  ]);
});
