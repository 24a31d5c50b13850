/** Index terms as single texts: what a multikey index finds by equality, or by the beginning. */
import { createHash } from 'node:crypto';
import type { ResourceType } from '../../fhir/resource-type.ts';
import type { Term } from '../../fhir/search/extract-index-entries.ts';

/** Between parameter, value and scope. FHIR allows no control characters in strings but blanks. */
export const separator = '\u001f';

/** A longer scope, the text of a string as it stands, is indexed by its digest. */
const longestScope = 200;

/** How a parameter stands in the index: `Slot.status`. */
export const qualified = (type: ResourceType, param: string): string => `${type}.${param}`;

/** `Slot.status<sep>free<sep>`: equal for equal terms, and for no others. */
export const toTermText = (type: ResourceType, { param, value, scope }: Term): string =>
  `${toTermPrefix(type, param, value)}${toScopeText(scope)}`;

/** How the texts of all terms of this value begin, whatever their scope. */
export const toTermPrefix = (type: ResourceType, param: string, value: string): string =>
  `${qualified(type, param)}${separator}${clean(value)}${separator}`;

export const toScopeText = (scope: string): string =>
  scope.length <= longestScope ? clean(scope) : `#${createHash('sha256').update(scope).digest('base64')}`;

/** A value that holds a separator, which no valid one does, must not pass for another. */
export const clean = (text: string): string => text.replaceAll(separator, '\u001e');

/** The value of a term's text. */
export const valueOfTerm = (text: string): string => text.split(separator)[1] ?? '';
