/** The Bundle of a guide's search, in pieces of ready-made JSON. */
import type { Rendered } from './rendered.ts';

/** Where an answer's URLs lead; none ends with a slash. */
export interface AnswerLinks {
  /** The FHIR base. */
  readonly baseUrl: string;
  /** The query repeated as it was asked. */
  readonly selfUrl: string;
}

export interface Searchset {
  readonly profile: string;
  readonly total: number;
  /** Entries ready-made by the store, joined by commas; may be empty. */
  readonly entries: Uint8Array;
  /** The entries that follow, in their order. */
  readonly others: readonly { readonly rendered: Rendered; readonly mode: 'match' | 'include' }[];
}

/** The Bundle's bytes, piece by piece: `total`, one self link, no `entry` when there is none. */
export function toSearchset({ profile, total, entries, others }: Searchset, links: AnswerLinks): readonly Uint8Array[] {
  const self = JSON.stringify(links.selfUrl);
  const head = `{"resourceType":"Bundle","meta":{"profile":["${profile}"]},"type":"searchset","total":${total},"link":[{"relation":"self","url":${self}}]`;
  const texts = others.map(({ rendered, mode }) => toEntry(rendered, mode, links.baseUrl));
  if (entries.length === 0 && texts.length === 0) return [Buffer.from(`${head}}`)];
  const separator = entries.length > 0 && texts.length > 0 ? ',' : '';
  return [Buffer.from(`${head},"entry":[`), entries, Buffer.from(`${separator}${texts.join(',')}]}`)];
}

const toEntry = ({ reference, json }: Rendered, mode: string, baseUrl: string): string =>
  `{"fullUrl":"${baseUrl}/${reference}","resource":${json},"search":{"mode":"${mode}"}}`;
