/** The version of this package, as its package.json says. */
import { readFileSync } from 'node:fs';

// Read, not imported: the file stands beside both src/ and dist/, outside what is compiled.
const manifest: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** For example `0.1.0`. */
export const version: string = manifest.version;
