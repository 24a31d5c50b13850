/** `examples/` is what the server does: each request, replayed on the demonstration, gets the answer beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleBase, exampleFiles, exampleTime } from '../../scripts/examples/example-files.ts';
import { exampleSituations } from '../../scripts/examples/situations.ts';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { type AgendaServer, openAgendaServer } from '../support/agenda-server.ts';
import { errorsOf } from '../support/validation.ts';

const folder = join(import.meta.dirname, '..', '..', 'examples');
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const at = Date.parse(exampleTime);

/** The target of a `.http` file below the base, its variables filled in as an editor does at `exampleTime`. */
function targetOf(http: string): string {
  const [, request = ''] = http.split(/^GET \{\{base\}\}\//m);
  const url = request.split('Accept:')[0]!.replace(/\s*\n\s*/g, '');
  return url.replace(/\{\{\$datetime iso8601(?: (\d+) h)?\}\}/g, (_, hours = '0') =>
    new Date(at + Number(hours) * 3_600_000).toISOString(),
  );
}

describe('the examples', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer({ at, baseUrl: exampleBase });
    await loadDemo(server.store, at);
  });

  afterAll(() => server.close());

  it.each(exampleSituations.map(({ name }) => [name]))('hold the answer that their request gets: %s', async (name) => {
    const answer = await server.get(targetOf(read(`${name}.http`)));
    expect(answer.body).toEqual(JSON.parse(read(`${name}.json`)));
    expect(answer.status).toBe(name === 'refused' ? 400 : 200);
  });

  it.each(exampleSituations.map(({ name }) => [name]))('break no rule of FHIR or of the guide: %s', (name) => {
    expect(errorsOf(JSON.parse(read(`${name}.json`)))).toEqual([]);
  });

  it('all find slots, those aside that are to show that there are none', async () => {
    for (const { name } of exampleSituations) {
      const { total } = JSON.parse(read(`${name}.json`)) as { total?: number };
      if (name === 'nobody-found') expect(total).toBe(0);
      else if (name !== 'refused') expect(total).toBeGreaterThanOrEqual(3);
    }
  });

  it('have curl lines that find slots too', async () => {
    for (const { name } of exampleSituations.filter((one) => one.name !== 'refused')) {
      const [, url = ''] = /^# curl "([^"]+)"$/m.exec(read(`${name}.http`)) ?? [];
      const target = url.replace(`${exampleBase}/`, '').replace(/\$\(date[^)]*\)/, '2026-11-23T07:00:00Z');
      const { total } = await server.search(target);
      if (name !== 'nobody-found') expect(total).toBeGreaterThanOrEqual(3);
    }
  });

  it('are what `npm run examples` writes, no file more or less', async () => {
    const files = await exampleFiles();
    expect(readdirSync(folder).sort()).toEqual(files.map(({ path }) => path).sort());
    for (const { path, text } of files) expect(read(path)).toBe(text);
  });
});
