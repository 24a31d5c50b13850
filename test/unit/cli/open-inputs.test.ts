import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openInputs } from '../../../src/cli/open-inputs.ts';
import type { ImportFile } from '../../../src/import/import-file.ts';

/** Over several chunks of what is read at a time. */
const large = Array.from({ length: 200_000 }, (_, n) => `line ${n}\n`).join('');

async function textOf(file: ImportFile): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of file.open()) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts).toString();
}

it('what comes only once is read again and again, by several at once', async () => {
  const { files, dispose } = await openInputs(['-'], Readable.from([large]));
  const [input] = files as [ImportFile];
  expect(input).toMatchObject({ name: 'standard input', size: large.length });
  const texts = await Promise.all([textOf(input), textOf(input)]);
  expect([...texts, await textOf(input)].every((text) => text === large)).toBe(true);
  await dispose();
});

it('what comes only once and breaks off cannot be read', async () => {
  const broken = async function* () {
    yield 'x';
    throw new Error('no more');
  };
  await expect(openInputs(['-'], Readable.from(broken()))).rejects.toThrow('no more');
});

it('a file is read from the beginning each time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sas-inputs-'));
  writeFileSync(join(folder, 'file'), large);
  const { files, dispose } = await openInputs([join(folder, 'file')], Readable.from([]));
  const [file] = files as [ImportFile];
  expect([(await textOf(file)) === large, (await textOf(file)) === large]).toEqual([true, true]);
  await dispose();
  rmSync(folder, { recursive: true });
});
