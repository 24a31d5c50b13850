import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../../src/store/sqlite/open-database.ts';
import { migrations } from '../../../../src/store/sqlite/schema.ts';

/** Root may write anywhere: these tests act as `nobody` then. Where that cannot be done they are skipped. */
const canLoseRights = process.getuid?.() !== 0 || typeof process.seteuid === 'function';
const nobody = 65_534;

function withoutRights<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(nobody);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

(canLoseRights ? describe : describe.skip)('a database without the right to write', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sas-read-only-'));
    file = join(folder, 'agenda.db');
    openDatabase(file, migrations).close();
  });

  afterEach(() => {
    chmodSync(folder, 0o755);
    rmSync(folder, { recursive: true });
  });

  const refusal = () => withoutRights(() => openDatabase(file, migrations));

  it('is refused when neither file nor folder may be written', () => {
    chmodSync(file, 0o444);
    chmodSync(folder, 0o555);
    expect(refusal).toThrow(new RegExp(`^The database ${file} cannot be used: it [^.]*rights on it[^.]*\\.$`));
  });

  it('is refused when the file alone may only be read', () => {
    chmodSync(file, 0o444);
    chmodSync(folder, 0o777);
    expect(refusal).toThrow(
      `The database ${file} cannot be used: it may only be read: check the rights on it and on its folder.`,
    );
  });

  it('is refused when it may not be made', () => {
    chmodSync(folder, 0o555);
    file = join(folder, 'below', 'agenda.db');
    expect(refusal).toThrow(
      `The database ${file} cannot be used: it may only be read: check the rights on it and on its folder.`,
    );
  });
});
