/** Rules of bundles that are broken, with where R4 has them. https://hl7.org/fhir/R4/bundle.html */
import type { Run } from './run.ts';

/** Where R4 has the rule, when that is not Bundle itself. */
const elementOf: Readonly<Record<string, string>> = {
  'bdl-5': 'Bundle.entry',
  'bdl-8': 'Bundle.entry',
  fullUrl: 'Bundle.entry.fullUrl',
  'fullUrl-id': 'Bundle.entry.fullUrl',
  'link-once': 'Bundle.link',
  'link-page': 'Bundle.link',
  'search-id': 'Bundle.entry.resource',
  'search-outcome': 'Bundle.entry.search.mode',
  'search-type': 'Bundle.entry.search.mode',
};

/** Tells a rule of bundles that is broken, by its key. */
export function reportBundle(run: Run, constraint: string, message: string): void {
  const base = run.equipment.definitions.baseType('Bundle');
  run.report({ rule: 'bundle', node: base?.elements.get(elementOf[constraint] ?? 'Bundle'), constraint, message });
}
