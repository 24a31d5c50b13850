/** Messages of the outbox as texts: for a person, and for scripts. */
import type { OperationOutcome } from '@medplum/fhirtypes';
import type { DeliveryFailure, OutboxEntry } from '../store/outbox.ts';

type Listed = Omit<OutboxEntry, 'body'> & Partial<Pick<OutboxEntry, 'body'>>;

/** JSON with instants in UTC, and bodies and answers as the JSON that they are; one message or a list. */
export const toJson = (listed: Listed | readonly Listed[]): string =>
  JSON.stringify(Array.isArray(listed) ? listed.map(toPlain) : toPlain(listed as Listed), undefined, 2);

function toPlain({ queuedAt, dueAt, lastFailure, body, ...rest }: Listed): object {
  return {
    ...rest,
    queuedAt: toInstant(queuedAt),
    ...(dueAt === undefined ? {} : { dueAt: toInstant(dueAt) }),
    ...(lastFailure ? { lastFailure: toPlainFailure(lastFailure) } : {}),
    ...(body === undefined ? {} : { body: parsed(body) }),
  };
}

const toPlainFailure = ({ at, reason, answer }: DeliveryFailure): object => ({
  at: toInstant(at),
  reason,
  ...(answer === undefined ? {} : { answer: parsed(answer) }),
});

const toInstant = (ms: number): string => new Date(ms).toISOString();

/** The value of a JSON text; a text that is none (an error page) as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const columns = ['id', 'state', 'to', 'about', 'attempts', 'due', 'last failure'] as const;

/** One line a message under a heading; one sentence when there is none. */
export function toTable(entries: readonly OutboxEntry[]): string {
  if (entries.length === 0) return 'No message waits: all is delivered.';
  const rows = [columns, ...entries.map(toRow)];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
  const toLine = (row: readonly string[]) => row.map((cell, index) => cell.padEnd(widths[index]!)).join('  ');
  return rows.map((row) => toLine(row).trimEnd()).join('\n');
}

const toRow = ({ id, state, destination, subject, attempts, dueAt, lastFailure }: OutboxEntry): string[] => [
  id,
  state,
  destination,
  subject,
  String(attempts),
  dueAt === undefined ? '' : toInstant(dueAt),
  lastFailure ? [lastFailure.reason, ...diagnosticsOf(lastFailure)].join(': ') : '',
];

/** What an OperationOutcome says, issue by issue, each on one line; nothing for another answer. */
function diagnosticsOf({ answer = '' }: DeliveryFailure): string[] {
  const outcome = parsed(answer) as Partial<OperationOutcome> | undefined;
  const issues = outcome?.resourceType === 'OperationOutcome' ? (outcome.issue ?? []) : [];
  return issues.map(({ code, diagnostics, details }) =>
    (diagnostics ?? details?.text ?? code ?? '').replace(/[\s\p{Cc}]+/gu, ' '),
  );
}

/** All that is known of a message. */
export function toDetails(entry: OutboxEntry): string {
  const { lastFailure, body } = entry;
  const facts = [
    `Message ${entry.id} to ${entry.destination} about ${entry.subject}: ${entry.state}`,
    `queued ${toInstant(entry.queuedAt)}, attempts ${entry.attempts}`,
    ...(entry.dueAt === undefined ? [] : [`due ${toInstant(entry.dueAt)}`]),
    ...(lastFailure ? [`last failure ${toInstant(lastFailure.at)}: ${lastFailure.reason}`] : []),
  ];
  const answer = lastFailure?.answer === undefined ? [] : ['', 'Answer:', toReadable(lastFailure.answer)];
  return [...facts, ...answer, '', 'Body:', toReadable(body)].join('\n');
}

/** Indented JSON, or the text without what a terminal would obey. */
function toReadable(text: string): string {
  const value = parsed(text);
  return typeof value === 'string' ? value.replace(/[^\n\P{Cc}]/gu, ' ') : JSON.stringify(value, undefined, 2);
}
