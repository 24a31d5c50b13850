/** Phone numbers as they leave the server: E.164 (SPEC §2). */
import {
  type CountryCode,
  findPhoneNumbersInText,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';

/** Overseas numbers that are dialled with ten digits like any other French one, by their first four. */
const overseasByPrefix: Readonly<Record<string, CountryCode>> = {
  '0262': 'RE',
  '0263': 'RE',
  '0692': 'RE',
  '0693': 'RE',
  '0269': 'YT',
  '0639': 'YT',
  '0590': 'GP',
  '0690': 'GP',
  '0691': 'GP',
  '0594': 'GF',
  '0694': 'GF',
  '0596': 'MQ',
  '0696': 'MQ',
  '0697': 'MQ',
};

/**
 * The number with its country's code (`+33612345678`, `+262262123456`), read in the plan of `country` unless it says
 * its own; the first of several, without extension. What is no number of any plan, such as a short number or one that
 * was cut short, comes back as it was typed.
 */
export function toE164(typed: string, country: CountryCode): string {
  const text = typed.trim();
  return readNumber(text, country) ?? readNumber(findFirst(text, country), country) ?? text;
}

/** What the text is when it is one number and nothing else. */
function readNumber(typed: string, country: CountryCode): string | undefined {
  const text = toNationalForm(typed.replace(extension, ''));
  const digits = text.replace(/\D/g, '');
  const own = text.startsWith('+') || digits.length !== 10 ? country : (overseasByPrefix[digits.slice(0, 4)] ?? 'FR');
  const number = parsePhoneNumberFromString(text.replace(/^00/, '+'), own);
  return number && isOfPlan(number) ? number.number : undefined;
}

/** The library does not know every range in use. A dialled zero that it must take for a digit stands for one that is missing. */
const isOfPlan = (number: PhoneNumber): boolean =>
  number.isValid() || (number.isPossible() && !number.nationalNumber.startsWith('0'));

/** What the library takes for an extension only where it is told in English. */
const extension = /(?<=\d)[\s,;(]*(?:poste|p\.?|ext\.?|[x#,;])[\s:n°]{0,9}\d{1,6}\)?$/i;

/** Numbers are looked for in what someone may have typed into a field, not in a whole page, which would take its time. */
const longestSearched = 200;

/** The first number in a text of several, or of other words, without its extension; empty when there is none. */
function findFirst(text: string, country: CountryCode): string {
  if (text.length > longestSearched) return '';
  const found = [...new Set([country, 'FR' as const])].flatMap((plan) => findPhoneNumbersInText(text, plan));
  const [first] = found.sort((a, b) => a.startsAt - b.startsAt);
  if (!first) return '';
  const typed = text.slice(first.startsAt, first.endsAt);
  const { ext } = first.number;
  return ext ? typed.slice(0, typed.lastIndexOf(ext)) : typed;
}

/** `+33 (0)6 …`, `0033 6 …` as `06 …`: behind +33, too, people write overseas numbers as they dial them at home. */
function toNationalForm(text: string): string {
  const match = /^(?:\+|0\s*0)\s*33\s*(?:\(0\)|0)?([\d\s./()-]+)$/.exec(text);
  const digits = match?.[1]?.replace(/\D/g, '') ?? '';
  return digits.length === 9 ? `0${digits}` : text;
}
