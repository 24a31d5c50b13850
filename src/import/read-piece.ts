/** What a piece of a file holds: a line that is good by itself, or why it is none. */
import { withoutOwnAddresses } from '../agenda/own-addresses.ts';
import { OutcomeError } from '../fhir/outcome.ts';
import { isResourceId } from '../fhir/resource-type.ts';
import { type ImportLine, readLine, reasonOf } from './import-line.ts';
import { judgeResource } from './judge-resource.ts';
import type { Piece } from './piece.ts';

export interface Reading {
  /** Undefined when it cannot be read, or there is nothing to import in it. */
  readonly line?: ImportLine | undefined;
  /** Why it is bad; the line's name, where it has one, is not in it. */
  readonly fault?: string | undefined;
}

/** Reads a piece and judges its form; where its references lead is not looked at. `baseUrl`: this server's own, if known. */
export function readPiece(piece: Piece, baseUrl: string | undefined): Reading {
  if ('problem' in piece) return { fault: piece.problem };
  try {
    const line = readLine(piece);
    const issues = line ? judgeResource(line.resource) : [];
    // What is of another shape is looked at no further.
    return issues.length === 0 ? { line: atHome(line, baseUrl) } : { line, fault: new OutcomeError(issues).message };
  } catch (error) {
    return { fault: reasonOf(error) };
  }
}

/** The line as it is stored under this base, which is not known of every server. */
const atHome = (line: ImportLine | undefined, baseUrl: string | undefined): ImportLine | undefined =>
  line && baseUrl !== undefined ? { ...line, resource: withoutOwnAddresses(line.resource, baseUrl) } : line;

/** What is told of a line, after its name where it has one: `Slot/7: …`. */
export const named = ({ resource, ownId }: Pick<ImportLine, 'resource' | 'ownId'>, text: string): string =>
  isResourceId(ownId ?? '') ? `${resource.resourceType}/${ownId}: ${text}` : text;
