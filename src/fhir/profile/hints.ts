import type { Finding } from './run.ts';

export function hintFor(_finding: Finding): string | undefined {
  return undefined;
}
