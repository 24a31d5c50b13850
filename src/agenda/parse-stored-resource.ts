/** What a store gives, as a value. */
import { parseStored } from '../fhir/json.ts';
import type { StoredResource } from '../store/resource-store.ts';

/** The resource, its numbers with their digits. */
export const parseStoredResource = <R>({ json }: StoredResource): R => parseStored(json) as R;
