/** The primitive types of R4 and what their JSON values may look like. https://hl7.org/fhir/R4/datatypes.html#primitive */

/** How values of a primitive type are judged. */
export interface Primitive {
  readonly json: 'string' | 'number' | 'boolean';
  /** What a right value looks like, for a sentence. */
  readonly expects: string;
  /** Judges a value of the right JSON type. Linear in the value's length. */
  readonly accepts: (value: never) => boolean;
  /** Judges a number as it was written: `1.0` is no integer. Absent: any way of writing is right. */
  readonly acceptsText?: (text: string) => boolean;
  /** Most characters. Absent: R4 knows no limit. */
  readonly maxLength?: number;
}

/** Longest string R4 allows, in characters (the specification says 1 MB). */
export const MAX_STRING_LENGTH = 1_048_576;

const DAY = '(\\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])';
const TIME = '([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?';
const ZONE = '(Z|[+-]((0\\d|1[0-3]):[0-5]\\d|14:00))';
const dateFormat = new RegExp(`^\\d{4}(-(0[1-9]|1[0-2]))?$|^${DAY}$`);
const dateTimeFormat = new RegExp(`^\\d{4}(-(0[1-9]|1[0-2]))?$|^${DAY}(T${TIME}${ZONE})?$`);
const instantFormat = new RegExp(`^${DAY}T${TIME}${ZONE}$`);
const timeFormat = new RegExp(`^${TIME}$`);
const oid = /^urn:oid:[0-2](\.(0|[1-9]\d*))+$/;
const uuid = /^urn:uuid:[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const absolute = /^(#|[a-z][a-z0-9+.-]*:)/i;
const blank = /^[ \t\r\n]*$/;

const matches = (format: RegExp) => (value: string) => format.test(value);
const isText = (value: string): boolean => !blank.test(value);
const inDays = (format: RegExp) => (value: string) => format.test(value) && isRealDay(value);
const between = (min: number, max: number) => (value: number) =>
  Number.isInteger(value) && value >= min && value <= max;
const text = (expects: string, accepts: (value: string) => boolean): Primitive => ({
  json: 'string',
  expects,
  accepts,
});
const whole = (min: number, expects: string): Primitive => ({
  json: 'number',
  expects,
  accepts: between(min, 2_147_483_647),
  acceptsText: matches(/^(0|-?[1-9]\d*)$/),
});

/** Every primitive type by its name. */
export const primitives: ReadonlyMap<string, Primitive> = new Map(
  Object.entries({
    boolean: { json: 'boolean', expects: 'true or false', accepts: () => true },
    decimal: { json: 'number', expects: 'a number', accepts: Number.isFinite },
    integer: whole(-2_147_483_648, 'a whole number of 32 bits'),
    unsignedInt: whole(0, 'a whole number from 0'),
    positiveInt: whole(1, 'a whole number from 1'),
    string: { ...text('text that is not blank', isText), maxLength: MAX_STRING_LENGTH },
    markdown: { ...text('text that is not blank', isText), maxLength: MAX_STRING_LENGTH },
    xhtml: text('a <div> of XHTML', (value) => !blank.test(value)),
    code: text('a code: no blank at either end, single blanks inside', matches(/^[^ \t\r\n]+([ \t\r\n][^ \t\r\n]+)*$/)),
    id: text('an id of 1 to 64 letters, digits, "-" and "."', matches(/^[A-Za-z0-9\-.]{1,64}$/)),
    uri: text('a URI without blanks', isUri),
    url: text('a URL without blanks', isUri),
    canonical: text(
      'an absolute URL, or a fragment that begins with #',
      (value) => isUri(value) && absolute.test(value),
    ),
    oid: text('an OID such as urn:oid:1.2.250.1.71.4.2.1', matches(oid)),
    uuid: text('a UUID in lower case, such as urn:uuid:c757873d-…', matches(uuid)),
    base64Binary: text('base64', isBase64),
    date: text('a date of the calendar: YYYY, YYYY-MM or YYYY-MM-DD', inDays(dateFormat)),
    dateTime: text('a date, or a date with time, seconds and offset', inDays(dateTimeFormat)),
    instant: text('a date with time, seconds and offset: YYYY-MM-DDThh:mm:ss.sss+zz:zz', inDays(instantFormat)),
    time: text('a time hh:mm:ss', matches(timeFormat)),
  } satisfies Record<string, Primitive>),
);

/** A URI without blanks; one that says it is an OID or a UUID is. */
function isUri(value: string): boolean {
  if (value.startsWith('urn:oid:')) return oid.test(value);
  if (value.startsWith('urn:uuid:')) return uuid.test(value);
  return /^\S+$/.test(value);
}

/** False for 30 February and the like; a value without a day has nothing to judge. */
function isRealDay(value: string): boolean {
  const day = Number(value.slice(8, 10));
  if (day <= 28) return Number(value.slice(0, 4)) > 0;
  const year = Number(value.slice(0, 4));
  return year > 0 && day <= new Date(Date.UTC(2000 + (year % 400), Number(value.slice(5, 7)), 0)).getUTCDate();
}

/** Groups of four base64 characters, blanks anywhere; counted rather than matched, since the specification's regex can explode. */
function isBase64(value: string): boolean {
  const digits = value.replace(/\s+/g, '');
  return digits.length > 0 && digits.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(digits);
}
