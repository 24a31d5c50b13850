/** Phone numbers as they leave the server: E.164 (SPEC §2). */
import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js';

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
 * its own. What is no number of any plan, such as a short number, comes back as it was typed.
 */
export function toE164(typed: string, country: CountryCode): string {
  const text = toNationalForm(typed.trim());
  const digits = text.replace(/\D/g, '');
  const own = text.startsWith('+') || digits.length !== 10 ? country : (overseasByPrefix[digits.slice(0, 4)] ?? 'FR');
  const number = parsePhoneNumberFromString(text.replace(/^00/, '+'), own);
  return number?.isPossible() ? number.number : typed.trim();
}

/** `+33 (0)6 …`, `0033 6 …` as `06 …`: behind +33, too, people write overseas numbers as they dial them at home. */
function toNationalForm(text: string): string {
  const match = /^(?:\+|0\s*0)\s*33\s*(?:\(0\)|0)?([\d\s./()-]+)$/.exec(text);
  const digits = match?.[1]?.replace(/\D/g, '') ?? '';
  return digits.length === 9 ? `0${digits}` : text;
}
