/**
 * Tells the lines of the directory that were written and refer to a line that was refused, maybe after them: once all of
 * the directory is written it is known who is there. The files are read once more, and only when a line was refused.
 */
import { toReference } from '../fhir/reference.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { describeDangling } from './judge-line.ts';
import { LineGroup } from './line-group.ts';
import type { Names, Outside } from './names.ts';
import type { Piece } from './piece.ts';
import { named, readPiece } from './read-piece.ts';
import { resolveReferences } from './references.ts';
import type { Report } from './report.ts';
import { piecesOf, type Survey } from './survey.ts';

export interface LookBackOptions {
  readonly survey: Survey;
  readonly store: ResourceStore;
  readonly report: Report;
  readonly baseUrl?: string | undefined;
}

/** A reference to what was refused, and the warning that it deserves unless the base has it. */
interface Suspect {
  readonly piece: Piece;
  readonly key: Outside;
  readonly warning: string;
}

export async function lookBack({ survey, store, report, baseUrl }: LookBackOptions): Promise<void> {
  if (!survey.names.hasRefused) return;
  const group = new LineGroup<Suspect>();
  const tell = async (file: string) => {
    const suspects = group.take();
    const stored = await store.readMany(suspects.map(({ key }) => key));
    const there = new Set(stored.map(toReference));
    for (const { piece, key, warning } of suspects) {
      if (!there.has(toReference(key))) report.tell(file, piece, { severity: 'warning', reason: warning });
    }
  };
  for (const surveyed of survey.files) {
    for await (const pieces of piecesOf(surveyed, 'directory', () => {})) {
      for (const { piece } of pieces)
        for (const suspect of suspectsOf(piece, survey.names, baseUrl)) group.add(suspect, 0);
      if (group.isFull) await tell(surveyed.file.name);
    }
    await tell(surveyed.file.name);
  }
}

function suspectsOf(piece: Piece, names: Names, baseUrl: string | undefined): Suspect[] {
  const { line } = readPiece(piece, baseUrl);
  if (!line) return [];
  return resolveReferences(line.resource, names)
    .outside.filter(({ isRefused }) => isRefused)
    .map((key) => ({ piece, key, warning: named(line, describeDangling(key)) }));
}
