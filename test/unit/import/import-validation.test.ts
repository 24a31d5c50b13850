import { projectSlot } from '../../../src/agenda/render/slot.ts';
import { importJudge } from '../../../src/cli/import-judge.ts';
import type { AgendaResource } from '../../../src/fhir/resource-type.ts';
import { codeSystem } from '../../../src/fhir/sas.ts';
import { importFiles } from '../../../src/import/import-files.ts';
import { toText } from '../../../src/import/report.ts';
import { SqliteResourceStore } from '../../../src/store/sqlite/sqlite-resource-store.ts';
import { association, november, now, practice, slot } from '../../support/agenda-data.ts';

const nine = november('23T09:00');
const uncoded = slot('bad', 'a', nine, { specialty: [{ text: 'Médecine générale' }] });

const checkupType = { coding: [{ system: codeSystem.appointmentType, code: 'CHECKUP' }] };

/** What an import of these lines tells, and how many are good and bad. */
async function importLines(
  resources: readonly AgendaResource[],
  mode: 'strict' | 'warn' | 'off',
  options: { isDryRun?: boolean } = {},
) {
  const text = resources.map((one) => JSON.stringify(one)).join('\n');
  const store = new SqliteResourceStore({ file: ':memory:', projectSlot, clock: () => now });
  const told: string[] = [];
  const file = {
    name: 'agenda.ndjson',
    size: text.length,
    open: async function* () {
      yield Buffer.from(text);
    },
  };
  const summary = await importFiles([file], {
    store,
    newId: () => crypto.randomUUID(),
    judgeContent: importJudge(mode, '1.1.0'),
    onNotice: (notice) => told.push(toText(notice)),
    ...options,
  });
  const stored = await store.read({ type: 'Slot', id: 'bad' });
  await store.close();
  return {
    created: summary.created,
    bad: summary.bad,
    warnings: summary.warnings,
    told,
    isStored: stored !== undefined,
  };
}

describe('an import', () => {
  it('leaves out what is not valid, and tells the line, the rule and the profile', async () => {
    const { told, ...rest } = await importLines([...practice('a'), slot('good', 'a', nine), uncoded], 'strict');
    expect(rest).toEqual({ created: 4, bad: 1, warnings: 0, isStored: false });
    expect(told).toEqual([expect.stringMatching(/agenda\.ndjson:5.*Slot\/bad.*FrSlotAgregateur/s)]);
  });

  it('keeps it and tells when only warned', async () => {
    const { told, ...rest } = await importLines([...practice('a'), uncoded], 'warn');
    expect(rest).toEqual({ created: 4, bad: 0, warnings: 1, isStored: true });
    expect(told).toEqual([expect.stringMatching(/agenda\.ndjson:4: warning: Slot\/bad: .*Slot\.specialty/)]);
  });

  it('does not look when validation is off', async () => {
    expect(await importLines([...practice('a'), uncoded], 'off')).toMatchObject({ created: 4, bad: 0, told: [] });
  });

  it('judges the slots of a place as those of SOS Médecins, whether it writes or rehearses', async () => {
    const checkup = slot('bad', 's-1', nine, { appointmentType: checkupType });
    const lines = [...association('s', 1), checkup];
    for (const isDryRun of [false, true]) {
      const { bad, told } = await importLines(lines, 'strict', { isDryRun });
      expect(bad).toBe(1);
      expect(told).toEqual([expect.stringContaining('sas-sos-slot-aggregator')]);
    }
  });
});
