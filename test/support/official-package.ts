/** The official package of the guide, where it lies beside the repository (`../shared/ig`, or `SAS_SHARED`). */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(process.env.SAS_SHARED ?? join(import.meta.dirname, '..', '..', '..', 'shared'), 'ig');

/** The path of the package `ans.fhir.fr.sas` 1.1.0; undefined where it is not. */
export const officialPackage: string | undefined = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith('-1.1.0.tgz'))
      .map((name) => join(folder, name))[0]
  : undefined;

/** One of its examples, `Bundle-ExampleBundleCPTS` for instance. Throws when the package is not there or has none. */
export function readOfficialExample<Resource>(name: string): Resource {
  if (!officialPackage) throw new Error('the official package is not here');
  const text = execFileSync('tar', ['-xzOf', officialPackage, `package/example/${name}.json`], { encoding: 'utf8' });
  return JSON.parse(text) as Resource;
}
