/** Where the FSH projects stand, oldest guide first. */
import { join } from 'node:path';

/** One FSH project: a version of the guide, and the older one of which it restates only what changes. */
export interface Project {
  readonly version: string;
  readonly folder: string;
  /** Compiled resources; the examples in a folder of their own below it. */
  readonly generated: string;
  readonly changes?: Project;
}

/** The folder of the profiles, with the development tools' own package.json. */
export const profilesFolder = join(import.meta.dirname, '..', '..', 'profiles');

/** The name of our FHIR package; its version is the guide's. */
export const packageName = 'sas-interop.profiles';

const projectOf = (version: string): Project => ({
  version,
  folder: join(profilesFolder, version),
  generated: join(profilesFolder, version, 'generated'),
});

const sas110 = projectOf('1.1.0');

/** Every project, each after the one it changes. */
export const projects: readonly Project[] = [sas110, { ...projectOf('1.2.0'), changes: sas110 }];
