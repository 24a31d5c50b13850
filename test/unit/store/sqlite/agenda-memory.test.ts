import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { AgendaQuery } from '../../../../src/store/agenda-query.ts';
import { AgendaMemory } from '../../../../src/store/sqlite/agenda-memory.ts';
import { openDatabase } from '../../../../src/store/sqlite/open-database.ts';
import { migrations } from '../../../../src/store/sqlite/schema.ts';
import { SqliteResourceStore } from '../../../../src/store/sqlite/sqlite-resource-store.ts';
import { Statements } from '../../../../src/store/sqlite/statements.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { minute, nine, slot } from '../../../support/resources.ts';
import { put, remove } from '../../../support/store-access.ts';

const day = 24 * 60 * minute;

const query: AgendaQuery = {
  form: 'practitioner',
  scheduleIds: ['x', 'y'],
  zoneOf: () => 'Europe/Paris',
  from: nine,
  to: nine + 2 * day,
  criteria: [],
  profile: '',
  searchMode: 'match',
  baseUrl: '',
  siteUrl: '',
};

describe('agenda memory', () => {
  let file: string;
  let folder: string;
  let writer: SqliteResourceStore;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sas-agenda-memory-'));
    file = join(folder, 'agenda.db');
    writer = new SqliteResourceStore({ file, projectSlot, clock: () => nine });
  });

  afterEach(async () => {
    await writer.close();
    rmSync(folder, { recursive: true });
  });

  /** A memory of its own on a connection of its own, as another process has it. */
  function openMemory(mostBytes = 1_000_000) {
    const statements = new Statements(openDatabase(file, migrations));
    const memory = new AgendaMemory(statements, mostBytes);
    const reads = jest.spyOn(statements, 'all');
    const ids = (more: Partial<AgendaQuery> = {}) =>
      memory
        .entries({ ...query, ...more })
        .map(({ id }) => id)
        .sort();
    return { ids, reads };
  }

  it('reads each agenda once, as long as nothing in it changes', async () => {
    const { ids, reads } = openMemory();
    await put(writer, slot('a', 'x'), slot('b', 'y'), slot('z', 'z'));
    expect(ids()).toEqual(['a', 'b']);
    expect(reads).toHaveBeenCalledTimes(2);
    await put(writer, slot('z2', 'z'));
    expect(ids()).toEqual(['a', 'b']);
    expect(ids({ from: nine + minute, to: nine + day })).toEqual(['a', 'b']);
    expect(reads).toHaveBeenCalledTimes(2);
  });

  it('reads only the days that it does not know', async () => {
    const { ids, reads } = openMemory();
    const starts = [0, 1, 2, 3].map((days) => slot(`d${days}`, 'x', { start: nine + days * day }));
    await put(writer, ...starts);
    expect(ids({ scheduleIds: ['x'] })).toEqual(['d0', 'd1', 'd2']);
    expect(ids({ scheduleIds: ['x'], from: nine + day, to: nine + 3 * day })).toEqual(['d1', 'd2', 'd3']);
    expect(reads).toHaveBeenCalledTimes(2);
    expect(reads.mock.lastCall).toContain(Math.floor((nine + 3 * day) / day) * day);
  });

  it('sees each change that another connection makes: new, other, moved, gone, purged', async () => {
    const { ids } = openMemory();
    expect(ids()).toEqual([]);
    await put(writer, slot('a', 'x'));
    expect(ids()).toEqual(['a']);
    await put(writer, slot('a', 'x', { status: 'busy' }), slot('b', 'x'));
    expect(ids()).toEqual(['b']);
    await put(writer, slot('b', 'y'));
    expect(ids()).toEqual(['b']);
    expect(ids({ scheduleIds: ['x'] })).toEqual([]);
    await remove(writer, 'Slot', 'b');
    expect(ids()).toEqual([]);
    const past = new SqliteResourceStore({ file, projectSlot, clock: () => nine + 5 * day });
    await put(writer, slot('c', 'x'));
    expect(ids()).toEqual(['c']);
    await past.purgeSlots(nine + 5 * day);
    await past.close();
    expect(ids()).toEqual([]);
  });

  it('keeps no more than it may', async () => {
    await put(writer, slot('a', 'x'), slot('b', 'y'));
    const { ids, reads } = openMemory(1000);
    expect(ids({ scheduleIds: ['x'] })).toEqual(['a']);
    expect(ids({ scheduleIds: ['y'] })).toEqual(['b']);
    expect(ids({ scheduleIds: ['x'] })).toEqual(['a']);
    expect(reads).toHaveBeenCalledTimes(3);
  });
});
