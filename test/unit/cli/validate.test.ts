import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainSlot, readStructure } from '../../support/validation.ts';

const root = join(import.meta.dirname, '../../..');
const badSlot = { ...plainSlot, status: 'open' };
const strictProfile = 'https://example.org/StructureDefinition/slot-with-comment';
let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sas-validate-'));
  mkdirSync(file('in/deep'), { recursive: true });
  writeFileSync(file('good.json'), JSON.stringify(plainSlot, null, 2));
  writeFileSync(file('in/deep/bad.json'), JSON.stringify(badSlot));
  writeFileSync(file('in/both.ndjson'), `${JSON.stringify(plainSlot)}\n\n${JSON.stringify(badSlot)}\n`);
  writeFileSync(file('in/notes.txt'), 'no JSON');
  writeFileSync(file('broken.json'), '{"resourceType":');
  writePackage();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A package with a profile that wants a comment, and one without snapshot. */
function writePackage(): void {
  mkdirSync(file('tar/package'), { recursive: true });
  const { snapshot, ...base } = readStructure('Slot');
  const element = snapshot!.element!.map((one) => (one.id === 'Slot.comment' ? { ...one, min: 1 } : one));
  const profile = { ...base, url: strictProfile, version: '1', derivation: 'constraint', snapshot: { element } };
  writeFileSync(file('tar/package/StructureDefinition-a.json'), JSON.stringify(profile));
  writeFileSync(
    file('tar/package/StructureDefinition-b.json'),
    JSON.stringify({ ...base, url: 'https://example.org/b' }),
  );
  writeFileSync(file('tar/package/package.json'), JSON.stringify({ name: 'x', version: '1' }));
  execFileSync('tar', ['czf', file('x.tgz'), '-C', file('tar'), 'package']);
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `sas validate` in a process of its own. */
const sas = (argv: readonly string[], input = ''): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(root, 'src/cli/sas.ts'), 'validate', ...argv],
      { cwd: root },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    // One that says what is wrong before it has read all of it is no fault of this process.
    child.stdin!.on('error', () => {}).end(input);
  });

describe('sas validate', () => {
  it('exits 0 for what is valid, 1 for what is not, and says which', async () => {
    expect(await sas([file('good.json')])).toMatchObject({ code: 0, out: expect.stringContaining('1 valid') });
    const { code, out, err } = await sas([file('good.json'), file('in')]);
    expect([code, err]).toEqual([1, 'sas: 2 of 4 resources not valid\n']);
    expect(out).toContain(`${file('in/deep/bad.json')}: invalid`);
    expect(out).toContain(`${file('in/both.ndjson')}:3: invalid`);
    expect(out).toContain(`${file('in/both.ndjson')}:1: valid`);
  });

  it('takes files that begin with a byte order mark or end in capitals, and tells when there is nothing to judge', async () => {
    const [marked, empty] = [file('marked'), file('empty')];
    for (const path of [marked, empty]) mkdirSync(path);
    writeFileSync(join(marked, 'SLOT.JSON'), `\uFEFF${JSON.stringify(plainSlot)}`);
    expect(await sas([marked])).toMatchObject({ code: 0, out: expect.stringContaining('1 valid') });
    expect(await sas([empty])).toMatchObject({ code: 1, err: `sas: there is no JSON document in ${empty}\n` });
  });

  it('takes a document or NDJSON from standard input', async () => {
    expect(await sas(['-'], JSON.stringify(plainSlot, null, 2))).toMatchObject({ code: 0 });
    const { code, out } = await sas(['-'], readFileSync(file('in/both.ndjson'), 'utf8'));
    expect([code, out.includes('-:3: invalid')]).toEqual([1, true]);
  });

  it('tells a document that is no JSON as one that is not valid', async () => {
    expect(await sas([file('broken.json'), file('good.json')])).toMatchObject({
      code: 1,
      out: expect.stringContaining('1 valid, 1 invalid'),
    });
  });

  it('exits 2 for a wrong command line, 1 for a file that is not there', async () => {
    expect((await sas([])).code).toBe(2);
    expect((await sas([file('good.json'), '--format', 'xml'])).code).toBe(2);
    expect(await sas([file('none.json')])).toMatchObject({ code: 1, err: expect.stringContaining('none.json') });
  });

  it('validates against a profile asked for, that of another package too', async () => {
    const unknown = await sas([file('good.json'), '--profile', strictProfile]);
    expect([unknown.code, unknown.out.includes('is not known here')]).toEqual([1, true]);
    const { code, out, err } = await sas([file('good.json'), '--profile', strictProfile, '--package', file('x.tgz')]);
    expect([code, out.includes('Slot.comment')]).toEqual([1, true]);
    expect(err).toContain('https://example.org/b has no snapshot');
    expect(await sas([file('good.json'), '--package', file('good.json')])).toMatchObject({
      code: 1,
      err: expect.stringContaining('is no FHIR package'),
    });
  });

  it('tells it as JSON and SARIF', async () => {
    const json = JSON.parse((await sas([file('in'), '--format', 'json'])).out);
    expect(json.map(({ valid }: { valid: boolean }) => valid)).toEqual([true, false, false]);
    const sarif = JSON.parse((await sas([file('in'), '--format', 'sarif'])).out);
    expect(sarif.runs[0].results[0].locations[0].physicalLocation.region).toEqual({ startLine: 3 });
  });
});
