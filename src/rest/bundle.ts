/** Bundles put together from stored JSON, which is sent as it is. https://hl7.org/fhir/R4/bundle.html */
import type { BundleLink } from '@medplum/fhirtypes';

export interface BundleParts {
  readonly type: 'searchset' | 'history' | 'batch-response' | 'transaction-response';
  readonly total?: number | undefined;
  readonly links: readonly BundleLink[];
  /** Entries as JSON, in their order. */
  readonly entries: readonly string[];
}

/** The Bundle as JSON; without entries it has no `entry`. */
export function toBundleJson({ type, total, links, entries }: BundleParts): string {
  const totalText = total === undefined ? '' : `,"total":${total}`;
  const linkText = links.length === 0 ? '' : `,"link":${JSON.stringify(links)}`;
  const entryText = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  return `{"resourceType":"Bundle","type":"${type}"${totalText}${linkText}${entryText}}`;
}
