/** `npm run profiles:check`: compiles every FSH project again and fails when the committed JSON is not what comes out. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type Compiled, compileProject } from './profiles/compile-project.ts';
import { type Project, projects } from './profiles/projects.ts';

let differences = 0;
for (const project of projects) {
  const compiled = compileProject(project);
  const lines = compareFiles(compiled, readCommitted(project));
  for (const line of lines) console.error(`profiles/${project.version}/generated/${line}`);
  if (lines.length === 0) console.log(`profiles/${project.version}: ${compiled.size} resources, all as committed`);
  differences += lines.length;
}
if (differences > 0) {
  console.error(`${differences} generated files differ from their source: run npm run profiles:build and commit.`);
  process.exitCode = 1;
}

function readCommitted({ generated }: Project): Compiled {
  if (!existsSync(generated)) return new Map();
  const names = readdirSync(generated, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return new Map(
    names.map((name) => [name.replaceAll(sep, '/'), readFileSync(join(generated, name), 'utf8')] as const),
  );
}

function compareFiles(compiled: Compiled, committed: Compiled): readonly string[] {
  const names = [...new Set([...compiled.keys(), ...committed.keys()])].sort();
  return names.flatMap((name) => {
    if (!committed.has(name)) return [`${name} is missing`];
    if (!compiled.has(name)) return [`${name} has no source any more`];
    return compiled.get(name) === committed.get(name) ? [] : [`${name} differs`];
  });
}
