/** How the schema of a base stands to this program, in the same words wherever it is told. */
import { StoreNotUsable } from './store-not-usable.ts';

/** `version 4, this program's is 5: sas store migrate` */
export function schemaText(version: number, known: number): string {
  const advice = version < known ? ': sas store migrate' : version > known ? ': use a newer sas-interop' : '';
  return `version ${version}, this program's is ${known}${advice}`;
}

/** The refusal of a base whose schema is another than this program's. `base`: the beginning of a sentence. */
export const wrongSchema = (base: string, version: number, known: number): StoreNotUsable =>
  new StoreNotUsable(`${base} has schema ${schemaText(version, known)}.`);
