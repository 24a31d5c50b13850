/** `npm run profiles:build`: compiles every FSH project and writes the generated JSON beside its source. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileProject } from './profiles/compile-project.ts';
import { projects } from './profiles/projects.ts';

for (const project of projects) {
  const compiled = compileProject(project);
  rmSync(project.generated, { recursive: true, force: true });
  for (const [name, text] of compiled) {
    const file = join(project.generated, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`profiles/${project.version}: ${compiled.size} resources`);
}
