/** `npm run profiles:package [FOLDER]`: writes an installable FHIR package for each version of the guide, by default to profiles/packages/. */
import { join, resolve } from 'node:path';
import { packProject } from './profiles/pack-project.ts';
import { profilesFolder, projects } from './profiles/projects.ts';

const target = resolve(process.argv[2] ?? join(profilesFolder, 'packages'));
for (const project of projects) console.log(packProject(project, target));
