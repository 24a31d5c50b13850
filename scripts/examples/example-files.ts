/** The files of `examples/`: what each situation is asked by, and what the demonstration answered at a fixed time. */
import type { AgendaDependencies } from '../../src/agenda/answer-slot-search.ts';
import { DirectoryMemory } from '../../src/agenda/directory-memory.ts';
import { projectSlot } from '../../src/agenda/render/slot.ts';
import { loadDemo } from '../../src/demo/load-demo.ts';
import { OutcomeError } from '../../src/fhir/outcome.ts';
import type { FhirRequest } from '../../src/rest/interaction.ts';
import { search } from '../../src/rest/search.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { type ExampleSituation, exampleSituations } from './situations.ts';

/** When the answers were given: a Monday morning in Paris. */
export const exampleTime = '2026-11-23T08:00:00.000+01:00';

/** The base of `npm start`. */
export const exampleBase = 'http://127.0.0.1:8080/fhir';

const windowHours = 6;

/** The window's ends as the variables of a `.http` file give them at `exampleTime`. */
const [from, to] = [0, windowHours].map((hours) =>
  new Date(Date.parse(exampleTime) + hours * 3_600_000).toISOString(),
) as [string, string];

export interface ExampleFile {
  /** Below `examples/`. */
  readonly path: string;
  readonly text: string;
}

/** Every file, the README included. */
export async function exampleFiles(): Promise<readonly ExampleFile[]> {
  const clock = () => Date.parse(exampleTime);
  const store = new SqliteResourceStore({ file: ':memory:', projectSlot, clock });
  await loadDemo(store, clock());
  const dependencies = { store, clock, directory: new DirectoryMemory(store) };
  const files: ExampleFile[] = [{ path: 'README.md', text: readme() }];
  for (const situation of exampleSituations) {
    files.push({ path: `${situation.name}.http`, text: requestText(situation) });
    files.push({ path: `${situation.name}.json`, text: await answerText(dependencies, situation) });
  }
  await store.close();
  return files;
}

async function answerText(dependencies: AgendaDependencies, { type, parameters }: ExampleSituation): Promise<string> {
  const query = parameters(from, to).join('&');
  const request: FhirRequest = { method: 'GET', path: [type], query, baseUrl: exampleBase, headers: {} };
  const resource = await search(dependencies, type, request).then(
    ({ body }) => JSON.parse(typeof body === 'string' ? body : Buffer.concat(body ?? []).toString()) as unknown,
    (error: unknown) => {
      if (error instanceof OutcomeError) return error.outcome;
      throw error;
    },
  );
  return `${JSON.stringify(resource, null, 2)}\n`;
}

function requestText({ name, title, shows, type, parameters }: ExampleSituation): string {
  const asked = parameters('{{$datetime iso8601}}', `{{$datetime iso8601 ${windowHours} h}}`);
  const typed = parameters('$(date -u +%Y-%m-%dT%H:%M:%SZ)', '2099-12-31');
  return `# ${title}
# Shows ${shows}.
# ${name}.json is the answer that was given at ${exampleTime}.
#
# On a command line, for all the days ahead:
# curl "${exampleBase}/${type}?${typed.join('&')}"

@base = ${exampleBase}

GET {{base}}/${type}
    ?${asked.join('\n    &')}
Accept: application/fhir+json
`;
}

function readme(): string {
  const rows = exampleSituations.map(
    ({ name, title, shows }) => `| ${title} | [request](${name}.http) | [answer](${name}.json) | ${shows} |`,
  );
  return `# Examples

Searches as the national platform asks them, one for each situation of the certification, with the answers of the
demonstration agenda.

To replay one, start the server (\`npm start\`) and send its \`.http\` file with an editor that knows such files (the
REST Client of VS Code, httpyac), or paste the \`curl\` line in it. The requests look ${windowHours} hours ahead of the
moment they are sent, the \`curl\` lines as far as the demonstration goes. The practitioners, places and identifiers are
the same on every server; the slots depend on the day, and those of the answers here on ${exampleTime}.

To try MongoDB with several servers, start what \`compose.yaml\` has
([how to](../docs/mongodb.md#try-it-on-one-machine)), and ask port 8081 or 8082 instead of 8080.

| situation | request | answer | what it shows |
|---|---|---|---|
${rows.join('\n')}

These files are written by \`npm run examples\`, and a test replays each of them.
`;
}
