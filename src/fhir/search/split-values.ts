/** Separators inside a search value and their escapes. https://hl7.org/fhir/R4/search.html#escaping */

/** The values that commas separate, with the blanks around them taken off; `\,` is a comma of the value itself. */
export const splitValues = (text: string): string[] => splitUnescaped(text, ',').map((part) => part.trim());

/** A token's or reference's parts around its first `|`; `\|` is part of the value. */
export function splitBar(text: string): [string, string | undefined] {
  const [before = '', ...rest] = splitUnescaped(text, '|');
  return [unescapeValue(before), rest.length > 0 ? unescapeValue(rest.join('|')) : undefined];
}

/** The value without its escapes: `\,` `\|` `\$` `\\`. */
export const unescapeValue = (text: string): string => text.replace(/\\([,|$\\])/g, '$1');

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
