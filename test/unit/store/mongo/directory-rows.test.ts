import { DirectoryRows } from '../../../../src/store/mongo/directory-rows.ts';
import type { VersionRow } from '../../../../src/store/mongo/rows.ts';

const rowOf = (type: string, id: string): VersionRow => ({ type, id, key: `${type}/${id}`, json: '{}' }) as VersionRow;
const stateAt = (seq: number, directory: number) => ({ seq, at: 0, directory });
const schedule = rowOf('Schedule', 'x');

describe('rows of the directory', () => {
  it('are known as long as nothing in the directory changes, whatever else is written', () => {
    const rows = new DirectoryRows();
    rows.at(stateAt(5, 2)).keep(schedule);
    expect(rows.at(stateAt(9, 2)).find('Schedule/x')).toBe(schedule);
    expect(rows.at(stateAt(10, 10)).find('Schedule/x')).toBeUndefined();
  });

  it('are not kept when they were read before a change that was seen meanwhile, nor found by who has not seen it', () => {
    const rows = new DirectoryRows();
    const before = rows.at(stateAt(5, 2));
    const after = rows.at(stateAt(6, 6));
    before.keep(schedule);
    expect(after.find('Schedule/x')).toBeUndefined();
    after.keep(schedule);
    expect(before.find('Schedule/x')).toBeUndefined();
  });

  it('are no slots and no appointments', () => {
    const known = new DirectoryRows().at(stateAt(5, 2));
    for (const row of [rowOf('Slot', 's'), rowOf('Appointment', 'a')]) {
      known.keep(row);
      expect(known.find(row.key)).toBeUndefined();
    }
  });
});
