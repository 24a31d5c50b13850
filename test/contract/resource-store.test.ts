import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { describeResourceStore, type OpenStore } from './resource-store.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'sas-contract-'));
let files = 0;

afterAll(() => rmSync(folder, { recursive: true }));

const stores: Readonly<Record<string, OpenStore>> = {
  'SQLite in memory': async (settings) => new SqliteResourceStore({ file: ':memory:', ...settings }),
  'SQLite on disk that looks every candidate up, keeps nothing and is synced when it is closed': async (settings) => {
    const file = join(folder, `${++files}`, 'agenda.db');
    return new SqliteResourceStore({ file, fewMembers: 0, agendaMemoryBytes: 1, isSyncedAtClose: true, ...settings });
  },
  'SQLite on disk': async (settings) =>
    new SqliteResourceStore({ file: join(folder, `${++files}`, 'agenda.db'), ...settings }),
};

for (const [name, open] of Object.entries(stores)) describeResourceStore(name, open);
