/** Facts that both stores tell, in the same words. */
import { schemaText } from './schema-version.ts';
import { type CopyMark, unfinishedCopy } from './store-contents.ts';
import type { Fact } from './store-upkeep.ts';

export const toFact = (name: string, text: string, value: unknown, verdict: Fact['verdict'] = 'good'): Fact => ({
  name,
  value,
  text,
  verdict,
});

/** `12.3 MB` */
export const toMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** Which version the schema of a base has, and which this program knows. */
export function schemaFact(version: number, known: number): Fact {
  return toFact('schema', schemaText(version, known), { version, known }, version === known ? 'good' : 'wrong');
}

/** What the mark of a copy means for the base; nothing when there is none. */
export const copyFacts = (mark: CopyMark | undefined): readonly Fact[] =>
  mark ? [toFact('copy', unfinishedCopy('It', mark), { source: mark.source }, 'wrong')] : [];

/** `counted`: what is counted, `messages` or `lines`. */
export function outboxFact(counted: string, { waiting, parked }: { waiting: number; parked: number }): Fact {
  const advice = parked > 0 ? ': sas outbox list --parked' : '';
  const text = `${waiting} ${counted} to be sent, ${parked} parked${advice}`;
  return toFact('outbox', text, { waiting, parked }, parked > 0 ? 'note' : 'good');
}
