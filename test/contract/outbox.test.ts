import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { describeOutbox, type OpenBase } from './outbox.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'sas-outbox-'));

afterAll(() => rmSync(folder, { recursive: true }));

const stores: Readonly<Record<string, OpenBase>> = {
  SQLite: async (base, clock) =>
    new SqliteResourceStore({ file: join(folder, base, 'sas.db'), projectSlot: () => undefined, clock }),
};

for (const [name, open] of Object.entries(stores)) describeOutbox(name, open);
