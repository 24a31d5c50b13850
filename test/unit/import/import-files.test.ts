import { forecasterOf } from '../../support/forecaster.ts';
import { importInto } from '../../support/import-files.ts';
import { describeImports } from './import-files.contract.ts';

describe('an import that looks at each line', () => describeImports(importInto));

describe('an import of which forecasts are made', () => {
  const forecaster = forecasterOf({ piecesAtOnce: 2 });
  describeImports((store, input, options = {}) => importInto(store, input, { forecaster, ...options }));
});
