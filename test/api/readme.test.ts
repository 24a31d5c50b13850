/** The README's commands, as a person pastes them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { now } from '../support/agenda-data.ts';
import { type AgendaServer, openAgendaServer, resourcesOf } from '../support/agenda-server.ts';

const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** What the shell makes of a command's variables at the clock's time. */
const variables: Readonly<Record<string, string>> = {
  fhir: '',
  from: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
  until: '2099-12-31',
};
const searches = [...readme.matchAll(/^curl "\$fhir\/([^"]+)"$/gm)].map(([, url]) =>
  url!.replace(/\$(\w+)/g, (_, name: string) => variables[name] ?? `unknown variable ${name}`),
);

describe('the commands of the README', () => {
  let server: AgendaServer;

  beforeAll(async () => {
    server = await openAgendaServer();
    await loadDemo(server.store, now);
  });

  afterAll(() => server.close());

  it('are one for each search of the guide', () => {
    expect(searches.map((url) => url.split('?')[0])).toEqual(['Slot', 'Slot', 'Schedule']);
    expect(readme).toContain('until=2099-12-31');
  });

  it.each(searches)('%s finds slots', async (search) => {
    expect(resourcesOf(await server.search(search), 'Slot').length).toBeGreaterThan(0);
  });

  it('show in their answers what is there', async () => {
    const sent = JSON.stringify(await Promise.all(searches.map((search) => server.search(search))));
    for (const [, id] of readme.matchAll(/"id": "(demo-[\w-]+)"/g)) expect(sent).toContain(`"id":"${id}"`);
    for (const [, reference] of readme.matchAll(/"reference": "([\w/-]+)"/g)) {
      expect(sent).toContain(`"reference":"${reference}"`);
    }
  });
});
