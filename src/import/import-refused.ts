/** The import as a whole cannot be done, and nothing was written; the message is one sentence for a person. */
export class ImportRefused extends Error {
  override name = 'ImportRefused';
}
