/** What a piece of a file holds: a line that is good by itself, or why it is none. */
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

/** Reads a piece and judges its form; where its references lead is not looked at. */
export function readPiece(piece: Piece): Reading {
  if ('problem' in piece) return { fault: piece.problem };
  try {
    const line = readLine(piece);
    const issues = line ? judgeResource(line.resource) : [];
    return issues.length === 0 ? { line } : { line, fault: new OutcomeError(issues).message };
  } catch (error) {
    return { fault: reasonOf(error) };
  }
}

/** What is told of a line, after its name where it has one: `Slot/7: …`. */
export const named = ({ resource, ownId }: Pick<ImportLine, 'resource' | 'ownId'>, text: string): string =>
  isResourceId(ownId ?? '') ? `${resource.resourceType}/${ownId}: ${text}` : text;
