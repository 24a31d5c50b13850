import type { JsonObject } from './json.ts';
import type { Run } from './run.ts';

export function advise(_run: Run, _resource: JsonObject): void {}
