/** SQL text with its values, put together without ever writing a value into the text. */
import type { SQLInputValue } from 'node:sqlite';

export interface Sql {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** `sql\`SELECT … ${value} … ${otherSql}\``: values become parameters, other pieces of SQL are put in. */
export function sql(strings: TemplateStringsArray, ...parts: readonly (SQLInputValue | Sql)[]): Sql {
  let text = strings[0] ?? '';
  const values: SQLInputValue[] = [];
  parts.forEach((part, index) => {
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[index + 1] ?? '';
  });
  return { text, values };
}

const isSql = (part: SQLInputValue | Sql): part is Sql =>
  typeof part === 'object' && part !== null && 'text' in part && 'values' in part;

/** Pieces with a separator between them. */
export const joined = (parts: readonly Sql[], separator: string): Sql => ({
  text: parts.map((part) => part.text).join(separator),
  values: parts.flatMap((part) => part.values),
});

/** A list as one value, for `json_each`. */
export const jsonList = (items: readonly unknown[]): string => JSON.stringify(items);
