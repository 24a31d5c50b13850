/** Writes `examples/` anew; test/api/examples.test.ts tells when that is due. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleFiles } from './examples/example-files.ts';

const folder = join(import.meta.dirname, '..', 'examples');
mkdirSync(folder, { recursive: true });
for (const { path, text } of await exampleFiles()) writeFileSync(join(folder, path), text);
