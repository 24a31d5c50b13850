import { loadDefinitions } from '../../../../src/definitions/load-definitions.ts';
import { Definitions } from '../../../../src/fhir/profile/definitions.ts';
import { errorsOf, readExamples, readStructure, SAS, SAS_IG } from '../../../support/validation.ts';

describe('two versions of one profile', () => {
  const definitions = loadDefinitions();

  it('stand side by side; without a version the canonical means 1.1.0', () => {
    expect(definitions.profile(`${SAS}FrAppointmentSAS`)?.version).toBe('1.1.0');
    expect(definitions.profile(`${SAS}FrAppointmentSAS|1.2.0`)?.version).toBe('1.2.0');
    expect(definitions.profile(`${SAS}FrAppointmentSAS|9.9.9`)).toBeUndefined();
  });

  it('give way to the preferred version where that one exists', () => {
    expect(definitions.profile(`${SAS}FrAppointmentSAS`, '1.2.0')?.version).toBe('1.2.0');
    expect(definitions.profile(`${SAS}FrSlotAgregateur`, '1.2.0')?.version).toBe('1.1.0');
  });

  it('may have 1.2.0 as the default', () => {
    expect(loadDefinitions({ defaultVersion: '1.2.0' }).profile(`${SAS}FrAppointmentSAS`)?.version).toBe('1.2.0');
  });
});

describe('what 1.2.0 changes', () => {
  const [, pending] = readExamples('1.2.0').find(([name]) => name.startsWith('Appointment'))!;

  it('accepts a participant who has yet to answer, where 1.1.0 wants accepted', () => {
    expect(errorsOf(pending, { profiles: [`${SAS}FrAppointmentSAS|1.2.0`] })).toEqual([]);
    expect(errorsOf(pending, { profiles: [`${SAS}FrAppointmentSAS|1.1.0`] })).not.toEqual([]);
  });

  it('knows the extension of the orientation category in both versions', () => {
    const extension = `${SAS_IG}sas-categorie-orientation`;
    expect(loadDefinitions().profile(extension)?.type).toBe('Extension');
    expect(loadDefinitions().profile(extension, '1.2.0')?.type).toBe('Extension');
  });
});

it('a definition without snapshot is named when it is needed', () => {
  const definitions = new Definitions();
  const { snapshot: _, ...bare } = readStructure('Slot');
  definitions.add(bare as never);
  expect(() => definitions.baseType('Slot')).toThrow('http://hl7.org/fhir/StructureDefinition/Slot has no snapshot');
});

it('loads in less than the limit, so that the first validation does not wait', () => {
  // Processor time: the machine may be busy with other things.
  const start = process.cpuUsage();
  loadDefinitions();
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(1000); // about 35 ms
});
