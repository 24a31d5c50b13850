import type { Slot } from '@medplum/fhirtypes';
import { toStoredJson } from '../../../../src/fhir/stored-json.ts';
import type { ClaimEffect, LogEntry, ReleaseEffect } from '../../../../src/store/mongo/log-entry.ts';
import { preparing, toEntryChanges } from '../../../../src/store/mongo/row-changes.ts';
import { nine, slot } from '../../../support/resources.ts';

const changesOf = (effects: LogEntry['effects']) =>
  toEntryChanges(
    { _id: 9, after: { seq: 12, at: 0, directory: 0 }, commit: 'c', ...(effects ? { effects } : {}) },
    preparing(() => undefined),
  );

describe('the rows of an entry', () => {
  const hold: ClaimEffect = { kind: 'claim', seq: 10, slotId: 's1', holder: 'hold/1', prev: 4 };
  const release: ReleaseEffect = { kind: 'release', seq: 11, slotId: 's1', prev: 10 };

  it('end what they replace', () => {
    const { claims } = changesOf([hold]);
    expect(claims.ends).toEqual([{ _id: 4, key: 's1', until: 10 }]);
    expect(claims.rows).toMatchObject([{ _id: 10, key: 's1', current: 's1' }]);
  });

  it('do not hold a claim that the same entry ends: nothing would ever remove it', () => {
    expect(changesOf([hold, release]).claims).toEqual({ ends: [{ _id: 4, key: 's1', until: 10 }], rows: [] });
  });

  it('are the same of a resource at hand and of its text, numbers with their digits included', () => {
    const precise = { url: 'https://example.org/precise', valueDecimal: JSON.rawJSON('10.0') };
    const resource = { ...slot('s1', 'x'), extension: [precise] } as unknown as Slot;
    const json = toStoredJson(resource, { versionId: 1, lastUpdated: nine });
    const effect = {
      kind: 'version',
      seq: 10,
      type: 'Slot',
      id: 's1',
      version: 1,
      born: 10,
      method: 'PUT',
      json,
    } as const;
    const seen: unknown[] = [];
    const prepare = () =>
      preparing((one) => {
        seen.push(JSON.stringify((one as typeof resource).extension));
        return undefined;
      });
    expect(prepare()(effect)).toEqual(prepare()(effect, resource));
    expect(seen).toEqual(Array(2).fill('[{"url":"https://example.org/precise","valueDecimal":10.0}]'));
  });

  it('hold a version that the same entry replaces: it is history', () => {
    const version = { kind: 'version', type: 'Slot', id: 's1', born: 10, method: 'PUT', json: null } as const;
    const { versions } = changesOf([
      { ...version, seq: 10, version: 1 },
      { ...version, seq: 11, version: 2, prev: 10 },
    ]);
    expect(versions.rows.map(({ _id, until, current }) => [_id, until === 11, current])).toEqual([
      [10, true, undefined],
      [11, false, 'Slot/s1'],
    ]);
  });
});
