/** Writes a FHIR answer to the wire. */
import type { ServerResponse } from 'node:http';
import type { OperationOutcome } from '@medplum/fhirtypes';
import type { FhirResponse } from '../rest/interaction.ts';
import { fhirJson } from './media-type.ts';

/**
 * Sends `answer`; without its body when `isHead`, with the same headers. Pieces go to the socket one by one, neither
 * joined nor copied: Node corks them into few system calls.
 */
export function sendFhirAnswer(response: ServerResponse, answer: FhirResponse, isHead = false): void {
  const { status, headers, body } = answer;
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, { 'Content-Type': fhirJson, 'Content-Length': byteLength(body), ...headers });
  if (isHead) response.end();
  else if (typeof body === 'string') response.end(body);
  else writePieces(response, body);
}

/** The answer that is an OperationOutcome. */
export const toOutcomeAnswer = (
  status: number,
  outcome: OperationOutcome,
  headers: Readonly<Record<string, string>> = {},
): FhirResponse => ({ status, headers, body: JSON.stringify(outcome) });

function byteLength(body: string | readonly Uint8Array[]): number {
  if (typeof body === 'string') return Buffer.byteLength(body);
  let length = 0;
  for (const piece of body) length += piece.length;
  return length;
}

function writePieces(response: ServerResponse, pieces: readonly Uint8Array[]): void {
  // A compressor takes each piece on its own round through the thread pool: six times slower than one big piece.
  const isCompressed = response.req.headers['accept-encoding'] !== undefined;
  for (const piece of isCompressed ? [Buffer.concat(pieces)] : pieces) response.write(piece);
  response.end();
}
