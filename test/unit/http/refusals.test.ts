import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownStatuses, statusOf } from '../../../src/fhir/outcome.ts';
import { EdgeRefusal, type EdgeRefusalKind, edgeStatuses } from '../../../src/http/refusals.ts';

const document = readFileSync(join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');
const [ofIssueCodes = '', ofTheirOwn = '', ofEdge = ''] = document
  .split(/^## /m)
  .filter((part) => part.includes('| status |'));

/** The rows of a table that begin with a status and an issue code, as `404 not-found`. */
const rowsOf = (section: string): string[] =>
  [...section.matchAll(/^\| (\d{3}) \| `([a-z-]+)` \| \S/gm)].map(([, status, code]) => `${status} ${code}`);

describe('docs/errors.md', () => {
  it('explains every issue code with its status, and none that is gone', () => {
    expect(rowsOf(ofIssueCodes).sort()).toEqual(
      Object.entries(statusOf)
        .map(([code, status]) => `${status} ${code}`)
        .sort(),
    );
  });

  it('explains every refusal with a status of its own, and none that is gone', () => {
    expect(rowsOf(ofTheirOwn).sort()).toEqual(
      Object.values(ownStatuses)
        .map(({ status, code }) => `${status} ${code}`)
        .sort(),
    );
  });

  it('explains every refusal of the HTTP edge, and none that is gone', () => {
    expect(rowsOf(ofEdge).sort()).toEqual(
      Object.values(edgeStatuses)
        .map(({ status, code }) => `${status} ${code}`)
        .sort(),
    );
  });
});

describe('a refusal of the edge', () => {
  it.each(Object.keys(edgeStatuses) as EdgeRefusalKind[])('%s carries its own status and issue code', (kind) => {
    const refusal = new EdgeRefusal(kind, 'why');
    const { status, code } = edgeStatuses[kind];
    expect(refusal.status).toBe(status);
    expect(refusal.outcome.issue).toEqual([{ severity: 'error', code, diagnostics: 'why' }]);
  });
});
