/** The entries of a batch or transaction, understood. https://hl7.org/fhir/R4/http.html#transaction */
import { isJsonObject } from '../../fhir/json.ts';
import { issue, OutcomeError, refuse } from '../../fhir/outcome.ts';

export type EntryMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface BundleEntry {
  /** Its place in the Bundle, for messages: `Bundle.entry[3]`. */
  readonly name: string;
  readonly method: EntryMethod;
  /** Relative to the base: `Slot/1`, `Slot?identifier=…`. */
  readonly url: string;
  readonly fullUrl?: string | undefined;
  readonly resource?: unknown;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifNoneExist?: string | undefined;
}

/** Entries that one Bundle may have. */
export const maxEntries = 5000;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The entries of a Bundle's value. @throws OutcomeError 400 naming the entry, 413 for more than `maxEntries`. */
export function parseEntries(bundle: object, baseUrl: string): BundleEntry[] {
  const { entry = [] } = bundle as { entry?: unknown };
  if (!Array.isArray(entry)) return refuse('structure', 'Bundle.entry is a list', 'Bundle.entry');
  if (entry.length > maxEntries) {
    throw new OutcomeError(
      issue(
        'too-costly',
        `The Bundle has ${entry.length} entries; at most ${maxEntries} are taken at once`,
        'Bundle.entry',
      ),
    );
  }
  return entry.map((one, index) => parseEntry(one, `Bundle.entry[${index}]`, baseUrl));
}

function parseEntry(value: unknown, name: string, baseUrl: string): BundleEntry {
  const { request, resource, fullUrl } = asObject(value, name);
  const { method, url, ifMatch, ifNoneMatch, ifNoneExist } = asObject(request, `${name}.request`);
  if (typeof method !== 'string' || !methods.includes(method)) {
    return refuse('value', `${name}.request.method is one of ${methods.join(', ')}`, `${name}.request.method`);
  }
  if (typeof url !== 'string') return refuse('required', `${name}.request.url is missing`, `${name}.request.url`);
  return {
    name,
    method: method as EntryMethod,
    url: url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length + 1) : url.replace(/^\//, ''),
    fullUrl: asText(fullUrl),
    resource,
    ifMatch: asText(ifMatch),
    ifNoneMatch: asText(ifNoneMatch),
    ifNoneExist: asText(ifNoneExist),
  };
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function asObject(value: unknown, name: string): Record<string, unknown> {
  if (isJsonObject(value)) return value;
  return refuse('structure', `${name} is missing or no object`, name);
}

/** Does some work for an entry; a refusal is told with the entry's name before its own. */
export function forEntry<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof OutcomeError ? underEntry(error, name) : error;
  }
}

const underEntry = ({ issues, status }: OutcomeError, name: string): OutcomeError =>
  new OutcomeError(
    issues.map((one) => ({
      ...one,
      diagnostics: `${name}: ${one.diagnostics}`,
      expression: [name, ...(one.expression ?? [])],
    })),
    status,
  );
