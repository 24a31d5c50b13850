import { projectSlot } from '../../../src/agenda/render/slot.ts';
import { createForecaster } from '../../../src/cli/forecaster.ts';
import { forecast } from '../../../src/import/forecast.ts';
import { piecesOf } from '../../support/forecaster.ts';
import { practitioner, slot } from '../../support/resources.ts';

const baseUrl = 'https://agenda.example.fr/fhir';

describe('a thread that makes forecasts', () => {
  it('makes those that this one would make, of lines and of entries', async () => {
    const forecaster = createForecaster();
    const lines = piecesOf(slot('1', 's1', { comment: 'https://agenda.example.fr/rdv?slot=é' }), slot('2', 's1'));
    const entry = { fullUrl: `${baseUrl}/Slot/3`, resource: slot('3', 's1') };
    const entries = piecesOf(entry).map((piece) => ({ ...piece, entry: 0 }));
    for (const pieces of [lines, entries, piecesOf(practitioner('p1'))]) {
      expect(await forecaster.forecast(pieces, baseUrl)).toEqual(forecast(pieces, { projectSlot, baseUrl }));
    }
    await forecaster.close();
  });

  it('is never begun where no forecast is wanted', async () => {
    await expect(createForecaster().close()).resolves.toBeUndefined();
  });
});
