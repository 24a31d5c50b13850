import { loadDefinitions } from '../../../../src/definitions/load-definitions.ts';
import { createValidator } from '../../../../src/fhir/profile/validator.ts';
import {
  errorsOf,
  guideValidator,
  plainSlot,
  readStructure,
  SAS,
  SAS_IG,
  told,
  validatorWith,
} from '../../../support/validation.ts';

const url = 'https://example.org/StructureDefinition/own';
const all = (resource: unknown) => told(guideValidator().validate(resource));

describe('an extension', () => {
  const category = {
    url: `${SAS_IG}sas-categorie-orientation`,
    valueCodeableConcept: {
      coding: [
        {
          code: '604',
          system: 'https://mos.esante.gouv.fr/NOS/TRE_R66-CategorieEtablissement/FHIR/TRE-R66-CategorieEtablissement',
        },
      ],
    },
  };
  const order = { url: 'http://hl7.org/fhir/StructureDefinition/humanname-assembly-order', valueCode: 'F' };

  it('stands where its definition says', () => {
    expect(errorsOf({ ...plainSlot, extension: [category] })).toEqual(['Slot.extension[0] extension']);
    expect(errorsOf({ resourceType: 'Practitioner', name: [{ family: 'x', extension: [order] }] })).toEqual([]);
    expect(errorsOf({ resourceType: 'Practitioner', extension: [order] })).toEqual([
      'Practitioner.extension[0] extension',
    ]);
  });

  it('on a part of a data type is recognised by the type', () => {
    const own = { url: 'http://hl7.org/fhir/StructureDefinition/humanname-own-name', valueString: 'x' };
    expect(errorsOf({ resourceType: 'Practitioner', name: [{ family: 'x', _family: { extension: [own] } }] })).toEqual(
      [],
    );
    expect(errorsOf({ resourceType: 'Practitioner', name: [{ text: 'x', _text: { extension: [own] } }] })).toEqual([
      'Practitioner.name[0].text.extension[0] extension',
    ]);
  });

  it('that belongs in another stands in that one', () => {
    const own = 'https://example.org/StructureDefinition/inner';
    const outer = 'https://example.org/outer';
    const definitions = loadDefinitions();
    definitions.add({ ...readStructure('Extension'), url: own, context: [{ type: 'extension', expression: outer }] });
    const judge = (extension: object) =>
      errorsOf({ ...plainSlot, extension: [extension] }, {}, createValidator(definitions));
    const inner = { url: own, valueString: 'x' };
    expect(judge({ url: outer, extension: [inner] })).toEqual([]);
    expect(judge({ url: 'https://example.org/other', extension: [inner] })).toEqual([
      'Slot.extension[0].extension[0] extension',
    ]);
    expect(judge(inner)).toEqual(['Slot.extension[0] extension']);
    const value = { url: outer, valueReference: { display: 'x', extension: [inner] } };
    expect(judge(value)).toEqual(['Slot.extension[0].value.extension[0] extension']);
  });

  it('that is known has the value its definition asks for', () => {
    expect(errorsOf({ resourceType: 'Practitioner', name: [{ extension: [{ ...order, valueCode: 'ZZ' }] }] })).toEqual([
      'Practitioner.name[0].extension[0].value binding',
    ]);
    expect(
      errorsOf({ resourceType: 'Practitioner', name: [{ extension: [{ url: order.url, valueString: 'F' }] }] }),
    ).toContain('Practitioner.name[0].extension[0].valueString unknown-element');
  });

  it('that is unknown is left alone, unless it changes the meaning', () => {
    const unknown = { url: 'https://example.org/x', valueString: 'y' };
    expect(all({ ...plainSlot, extension: [unknown] })).toEqual([]);
    expect(all({ ...plainSlot, modifierExtension: [unknown] })).toEqual([
      'Slot.modifierExtension[0] modifier-extension',
    ]);
    expect(errorsOf({ ...plainSlot, modifierExtension: [{ ...order }] })).toContain(
      'Slot.modifierExtension[0] extension',
    );
  });

  it('has an absolute url, and a value or extensions', () => {
    expect(errorsOf({ ...plainSlot, extension: [{ url: 'x', valueString: 'y' }] })).toEqual([
      'Slot.extension[0] extension',
    ]);
    expect(errorsOf({ ...plainSlot, extension: [{ url: 'https://example.org/x' }] })).toEqual([
      'Slot.extension[0] invariant ext-1',
    ]);
    expect(
      errorsOf({
        ...plainSlot,
        extension: [{ url: 'https://example.org/x', extension: [{ url: 'y', valueString: 'z' }] }],
      }),
    ).toEqual([]);
  });
});

describe('a binding', () => {
  const bound = (strength: 'required' | 'extensible' | 'preferred', valueSet: string) =>
    validatorWith('Slot', url, { 'Slot.specialty': { binding: { strength, valueSet } } });
  const judge = (strength: 'required' | 'extensible' | 'preferred', valueSet: string, value: object) =>
    bound(strength, valueSet)
      .validate({ ...plainSlot, specialty: [value] }, { profiles: [url] })
      .map(({ severity, rule }) => `${severity} ${rule}`);
  const actors = 'http://terminology.hl7.org/ValueSet/v3-ActEncounterCode';
  const good = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' }] };
  const other = { coding: [{ system: 'https://example.org/own', code: 'AMB' }] };

  it('is an error, a warning or information, by its strength', () => {
    expect(judge('required', actors, good)).toEqual([]);
    expect(judge('required', actors, other)).toEqual(['error binding']);
    expect(judge('extensible', actors, other)).toEqual(['warning binding']);
    expect(judge('preferred', actors, other)).toEqual(['information binding']);
  });

  it('that is required is not met by text alone; a weaker one is', () => {
    expect(judge('required', actors, { text: 'x' })).toEqual(['error binding']);
    expect(judge('extensible', actors, { text: 'x' })).toEqual([]);
  });

  it('to an unknown value set is a warning, never silence', () => {
    expect(judge('required', 'https://example.org/unknown', good)).toEqual(['warning unknown-value-set']);
    expect(judge('extensible', 'https://example.org/unknown', good)).toEqual(['warning unknown-value-set']);
  });

  it('to an excerpt warns of a code it does not list, and refuses another system', () => {
    const specialities = 'http://interopsante.org/fhir/ValueSet/fr-practitioner-specialty';
    const r38 = 'https://mos.esante.gouv.fr/NOS/TRE_R38-SpecialiteOrdinale/FHIR/TRE-R38-SpecialiteOrdinale';
    expect(judge('required', specialities, { coding: [{ system: r38, code: 'SM54' }] })).toEqual([]);
    expect(judge('required', specialities, { coding: [{ system: r38, code: 'SM01' }] })).toEqual(['warning binding']);
    expect(judge('required', specialities, other)).toEqual(['error binding']);
  });

  it('does not make right a code that its own system does not have', () => {
    const wrong = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'ZZZ' }] };
    expect(errorsOf({ ...plainSlot, serviceType: [wrong] })).toEqual(['Slot.serviceType[0].coding[0].code binding']);
  });

  it('of a language holds to the grammar of BCP 47', () => {
    expect(errorsOf({ ...plainSlot, language: 'fr-CA' })).toEqual([]);
    expect(errorsOf({ ...plainSlot, language: 'French' })).toEqual([]);
    expect(errorsOf({ ...plainSlot, language: 'french language' })).toContain('Slot.language binding');
  });
});

describe('an invariant', () => {
  it('must be true: an empty result is not', () => {
    const organization = (value?: string) =>
      errorsOf(
        { resourceType: 'Organization', name: 'x', identifier: [{ ...(value ? { value } : { use: 'official' }) }] },
        { profiles: [url] },
        validator,
      );
    const validator = validatorWith('Organization', url, {
      'Organization.identifier': {
        constraint: [
          { key: 'own-1', severity: 'error', human: 'Ten digits', expression: "value.matches('^[0-9]{10}$')" },
        ],
      },
    });
    expect(organization('0123456789')).toEqual([]);
    expect(organization('012')).toEqual(['Organization.identifier[0] invariant own-1']);
    expect(organization()).toEqual(['Organization.identifier[0] invariant own-1']);
  });

  it('on a primitive sees its value and its extensions', () => {
    const extension = [{ url: 'https://example.org/why', valueString: 'unknown' }];
    const judge = (expression: string, change: object) =>
      errorsOf(
        { ...plainSlot, ...change },
        { profiles: [url] },
        validatorWith('Slot', url, {
          'Slot.comment': { constraint: [{ key: 'own-3', severity: 'error', human: 'Own', expression }] },
        }),
      );
    const broken = ['Slot.comment invariant own-3'];
    expect(judge("$this.startsWith('https:')", { comment: 'https://example.org' })).toEqual([]);
    expect(judge("$this.startsWith('https:')", { comment: 'http://example.org' })).toEqual(broken);
    expect(judge("$this.startsWith('https:')", {})).toEqual([]);
    expect(judge('hasValue()', { comment: 'x', _comment: { extension } })).toEqual([]);
    expect(judge('hasValue()', { _comment: { extension } })).toEqual(broken);
    expect(judge('extension.exists()', { _comment: { extension } })).toEqual([]);
    expect(judge('extension.exists()', { comment: 'x' })).toEqual(broken);
    expect(judge("%resource.status = 'free'", { comment: 'x' })).toEqual([]);
  });

  it('on a list of primitives, or a choice, holds for each value', () => {
    const own = (expression: string) => ({
      constraint: [{ key: 'own-4', severity: 'error' as const, human: 'Own', expression }],
    });
    const names = validatorWith('Practitioner', url, { 'Practitioner.name.given': own('$this.length() > 1') });
    const practitioner = { resourceType: 'Practitioner', name: [{ given: ['Jean', 'P', 'Luc'] }] };
    expect(errorsOf(practitioner, { profiles: [url] }, names)).toEqual([
      'Practitioner.name[0].given[1] invariant own-4',
    ]);
    const people = validatorWith('Patient', url, {
      'Patient.deceased[x]': own('($this is boolean) or ($this.toString().length() > 4)'),
    });
    expect(errorsOf({ resourceType: 'Patient', deceasedBoolean: true }, { profiles: [url] }, people)).toEqual([]);
    expect(errorsOf({ resourceType: 'Patient', deceasedDateTime: '2020' }, { profiles: [url] }, people)).toEqual([
      'Patient.deceased invariant own-4',
    ]);
  });

  it('of R4 on a primitive is applied: the maximum of an element is a number or *', () => {
    const element = (max: string) =>
      errorsOf({
        resourceType: 'StructureDefinition',
        url: 'https://example.org/x',
        name: 'X',
        status: 'draft',
        kind: 'resource',
        abstract: false,
        type: 'Slot',
        baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Slot',
        derivation: 'constraint',
        differential: { element: [{ id: 'Slot', path: 'Slot', max }] },
      });
    expect(element('*')).toEqual([]);
    expect(element('12')).toEqual([]);
    expect(element('many')).toEqual(['StructureDefinition.differential.element[0].max invariant eld-3']);
  });

  it('that cannot be evaluated is told as a warning', () => {
    const validator = validatorWith('Slot', url, {
      Slot: { constraint: [{ key: 'own-2', severity: 'error', human: 'Nonsense', expression: 'noSuchFunction()' }] },
    });
    expect(told(validator.validate(plainSlot, { profiles: [url] }))).toEqual(['Slot invariant-not-evaluated own-2']);
  });

  it('of R4 that is known to be wrong is corrected', () => {
    const appointment = {
      resourceType: 'Appointment',
      start: plainSlot.start,
      end: plainSlot.end,
      participant: [{ actor: { display: 'x' }, status: 'accepted' }],
      cancelationReason: { text: 'x' },
    };
    expect(errorsOf({ ...appointment, status: 'noshow' })).toEqual([]);
    expect(errorsOf({ ...appointment, status: 'booked' })).toEqual(['Appointment invariant app-4']);
    const period = (start: string, end: string) =>
      errorsOf({ ...plainSlot, identifier: [{ value: '1', period: { start, end } }] });
    expect(period('2026-01-01', '2026')).toEqual([]);
    expect(period('2027-01-01', '2026')).toEqual(['Slot.identifier[0].period invariant per-1']);
  });
});

describe('a smallest and a largest value', () => {
  const validator = validatorWith('Slot', url, {
    'Slot.start': { minValueInstant: '2026-01-01T00:00:00Z', maxValueInstant: '2026-12-31T23:59:59.999+01:00' },
  });
  const judge = (start: string) => errorsOf({ ...plainSlot, start }, { profiles: [url] }, validator);
  const birth = validatorWith('Patient', url, { 'Patient.birthDate': { minValueDate: '1900-06' } });
  const born = (birthDate: string) => errorsOf({ resourceType: 'Patient', birthDate }, { profiles: [url] }, birth);

  it('hold for instants of any precision and offset', () => {
    expect(judge('2026-06-01T00:00:00.000+02:00')).toEqual([]);
    expect(judge('2025-12-31T23:59:59.500Z')).toEqual(['Slot.start range']);
    expect(judge('2026-01-01T00:30:00+01:00')).toEqual(['Slot.start range']);
    expect(judge('2025-12-31T23:30:00-01:00')).toEqual([]);
    expect(judge('2027-01-01T00:00:00Z')).toEqual(['Slot.start range']);
  });

  it('hold for dates as far as both are precise', () => {
    expect(['1899', '1900-05-31', '1900-05'].map(born)).toEqual(new Array(3).fill(['Patient.birthDate range']));
    expect(['1900', '1900-06', '1900-06-01', '2000'].map(born)).toEqual(new Array(4).fill([]));
  });
});

describe('a narrative', () => {
  const judge = (div: string) => errorsOf({ ...plainSlot, text: { status: 'generated', div } });
  const wrap = (inner: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${inner}</div>`;

  it('is a well-formed div of XHTML with something in it', () => {
    expect(judge(wrap('<p>Un <b>créneau</b><br/></p>'))).toEqual([]);
    expect(judge(wrap('<p><b>x</p></b>'))).toEqual(['Slot.text.div narrative txt-1']);
    expect(judge('<div>x</div>')).toEqual(['Slot.text.div narrative txt-1']);
    expect(judge(wrap(' '))).toEqual(['Slot.text.div narrative txt-2']);
  });

  it.each([
    'a < b',
    'a & b',
    'a &lt b',
    'a&nbsp;b',
    '<p foo="x">x</p>',
    '<p class=a>x</p>',
    '<p class>x</p>',
    '<p',
    '<p>x',
    '<!-- x',
    '</div><div>x',
    '<a href="?a=1&b=2">x</a>',
  ])('is not %s', (inner) => expect(judge(wrap(inner))).toEqual(['Slot.text.div narrative txt-1']));

  it.each([
    'a &lt; b &amp; c &quot;&apos;&#233;&#xE9;',
    'a > b',
    '<!-- a <p> -->x',
    `<p class='a' lang = "fr">x</p>`,
    '<table border="1"><tr><td colspan="2" xml:lang="fr">x</td></tr></table>',
    '<img src="#a" alt="x"/>',
    '<![CDATA[a < b]]>',
  ])('may be %s', (inner) => expect(judge(wrap(inner))).toEqual([]));

  it('is one div and nothing beside it', () => {
    expect(judge(` <!-- x -->${wrap('x')}\n`)).toEqual([]);
    expect(judge(`${wrap('x')} more`)).toEqual(['Slot.text.div narrative txt-1']);
    expect(judge(`more ${wrap('x')}`)).toEqual(['Slot.text.div narrative txt-1']);
    expect(judge(wrap('x') + wrap('y'))).toEqual(['Slot.text.div narrative txt-1']);
    expect(judge(wrap('<!-- only this -->'))).toEqual(['Slot.text.div narrative txt-2']);
  });

  it('holds nothing that acts', () => {
    expect(judge(wrap('<script>x</script>'))).toEqual(['Slot.text.div narrative txt-1']);
    expect(judge(wrap('<p onclick="x()">x</p>'))).toEqual(['Slot.text.div narrative txt-1']);
    expect(all({ ...plainSlot, text: { status: 'generated', div: wrap('<a href="javascript:x">x</a>') } })).toEqual([
      'Slot.text.div advice',
    ]);
  });
});

describe('an element that names several profiles', () => {
  it('is content with one of them', () => {
    const profile = [`${SAS}FrSlotAgregateur`, `${SAS_IG}sas-sos-slot-aggregator`];
    const validator = validatorWith('Bundle', url, { 'Bundle.entry.resource': { type: [{ code: 'Slot', profile }] } });
    const bundle = (change: object) => ({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [{ fullUrl: 'https://example.org/fhir/Slot/a', resource: { ...plainSlot, id: 'a', ...change } }],
    });
    const pro = {
      security: [
        { system: 'https://mos.esante.gouv.fr/NOS/TRE_R314-TypeCreneau/FHIR/TRE-R314-TypeCreneau', code: 'PRO' },
      ],
    };
    expect(errorsOf(bundle({ meta: pro }), { profiles: [url] }, validator)).toEqual([]);
    expect(errorsOf(bundle({ status: 'busy' }), { profiles: [url] }, validator)).toEqual([
      'Bundle.entry[0].resource profile-mismatch',
    ]);
  });
});

describe('a profile', () => {
  it('that is declared but unknown is a warning; one that is asked for and unknown an error', () => {
    expect(all({ ...plainSlot, meta: { profile: ['https://example.org/unknown'] } })).toEqual([
      'Slot.meta.profile[0] profile',
    ]);
    expect(errorsOf(plainSlot, { profiles: ['https://example.org/unknown'] })).toEqual(['Slot profile']);
  });

  it('for another type is an error', () => {
    expect(errorsOf(plainSlot, { profiles: [`${SAS}FrScheduleAgregateur`] })).toEqual(['Slot profile-type']);
  });
});
