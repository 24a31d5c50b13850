/** The text by which the next page of a search is asked for: the place of the last match in the order of its keys. */
import { refuse } from '../fhir/outcome.ts';
import { cursorParameter } from '../fhir/search/parse-search.ts';

/** The value of one key of the order. */
export type KeyValue = string | number;

export const encodeCursor = (position: readonly KeyValue[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

/** The position, with as many keys as the order has. @throws OutcomeError `value` when the text is no cursor of such an order. */
export function decodeCursor(cursor: string, length: number): KeyValue[] {
  const position = parseJson(Buffer.from(cursor, 'base64url').toString());
  const isPosition =
    Array.isArray(position) &&
    position.length === length &&
    position.every((value) => typeof value === 'string' || Number.isSafeInteger(value));
  if (isPosition) return position as KeyValue[];
  return refuse('value', `${cursorParameter} is not the one of a next link of this search`, cursorParameter);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
