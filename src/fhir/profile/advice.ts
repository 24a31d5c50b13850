/**
 * What the guide asks for and no profile can say: warnings only. SPEC sections in the guide: slot search (INT_R01, INT_R04), SOS
 * Médecins, appointments (INT_R03). https://interop.esante.gouv.fr/ig/fhir/sas
 */
import type { Profile } from './element-node.ts';
import { hintForIdentifier } from './hints.ts';
import { asText, isObject, type JsonObject } from './json.ts';
import type { Run } from './run.ts';

const isOfGuide = ({ url }: Profile): boolean =>
  url.startsWith('http://sas.fr/fhir/') || url.startsWith('https://interop.esante.gouv.fr/ig/fhir/sas/');

/** Warnings on a resource that claims, or is asked to satisfy, a profile of the guide. */
export function advise(run: Run, resource: JsonObject, profiles: readonly Profile[]): void {
  if (!run.tells('warning')) return;
  const ofGuide = profiles.filter(isOfGuide);
  if (ofGuide.length === 0) return;
  adviseProfile(run, resource, ofGuide);
  if (resource.resourceType === 'Slot' || resource.resourceType === 'Appointment') advisePeriod(run, resource);
  if (resource.resourceType === 'Slot') adviseComment(run, resource, ofGuide);
  if (resource.resourceType === 'Bundle') adviseBundle(run, resource);
}

const warn = (run: Run, child: string, message: string, hint: string): void =>
  run.report({ rule: 'advice', severity: 'warning', child, message, hint });

/** Each resource that is sent claims its profile. */
function adviseProfile(run: Run, { meta }: JsonObject, profiles: readonly Profile[]): void {
  const declared =
    isObject(meta) && Array.isArray(meta.profile) ? meta.profile.map((one) => asText(one).split('|')[0]) : [];
  const missing = profiles.find(({ url }) => !declared.includes(url));
  if (missing)
    warn(
      run,
      'meta.profile',
      `meta.profile does not name ${missing.url}.`,
      `Add "meta": {"profile": ["${missing.url}"]}: the platform reads it.`,
    );
}

/** Instants carry the numeric offset of the place, and the start comes before the end. */
function advisePeriod(run: Run, resource: JsonObject): void {
  for (const name of ['start', 'end']) {
    const value = resource[name];
    if (typeof value === 'string' && value.endsWith('Z'))
      warn(run, name, `${name} is in UTC (${value}).`, 'Write the offset of the place, such as +01:00, never Z.');
  }
  const [start, end] = [resource.start, resource.end].map((one) =>
    typeof one === 'string' ? Date.parse(one) : Number.NaN,
  );
  if (start !== undefined && end !== undefined && start >= end)
    warn(run, 'end', 'The end does not come after the start.', 'Check both instants and their offsets.');
}

/** The comment is the booking URL; the platform appends `&origin=…` to it. */
function adviseComment(run: Run, { comment, appointmentType }: JsonObject, profiles: readonly Profile[]): void {
  const isSos = profiles.some(({ url }) => url.endsWith('/sas-sos-slot-aggregator'));
  if (comment === undefined && isSos && hasCode(appointmentType, 'ROUTINE'))
    warn(
      run,
      'comment',
      'comment is missing: a ROUTINE slot of SOS Médecins is booked there.',
      'Give the URL of the booking page.',
    );
  if (typeof comment === 'string' && /^https?:/.test(comment) && !comment.includes('?'))
    warn(
      run,
      'comment',
      'The booking URL has no query string.',
      'The platform appends "&origin=sas": let the URL end in a query, such as ?slot=….',
    );
}

const hasCode = (concept: unknown, code: string): boolean =>
  isObject(concept) &&
  Array.isArray(concept.coding) &&
  concept.coding.some((one) => isObject(one) && one.code === code);

/** A searchset says what was asked, and why each entry is in it. */
function adviseBundle(run: Run, bundle: JsonObject): void {
  const { type, link, entry } = bundle;
  if (type !== 'searchset') return;
  adviseTotal(run, bundle);
  const links: unknown[] = Array.isArray(link) ? link : [];
  if (!links.some((one) => isObject(one) && one.relation === 'self'))
    warn(run, 'link', 'The searchset has no self link.', 'Add the link that repeats the search as it was asked.');
  const entries: unknown[] = Array.isArray(entry) ? entry : [];
  if (entries.some((one) => isObject(one) && !(isObject(one.search) && one.search.mode !== undefined)))
    warn(
      run,
      'entry',
      'Some entries have no search.mode.',
      'Say match for what was searched, include for what came with it.',
    );
}

/** The total counts the Slots (SPEC §3, §4); a search that comes in pages counts those of the other pages too. */
function adviseTotal(run: Run, { total, link, entry }: JsonObject): void {
  const links: unknown[] = Array.isArray(link) ? link : [];
  const isPage = links.some((one) => isObject(one) && one.relation !== 'self');
  const entries: unknown[] = Array.isArray(entry) ? entry : [];
  const slots = entries.filter(
    (one) => isObject(one) && isObject(one.resource) && one.resource.resourceType === 'Slot',
  ).length;
  if (typeof total !== 'number' || isPage || total === slots) return;
  const message = `The total is ${total}, but the number of Slots is ${slots}.`;
  warn(run, 'total', message, 'The total counts the Slots that match, of all the answer.');
}

/** A national identifier whose value lacks its type digit. */
export function adviseIdentifier(run: Run, { system, value }: JsonObject): void {
  const hint = run.tells('warning') ? hintForIdentifier(system, value) : undefined;
  if (hint) warn(run, 'value', `The value ${asText(value)} has no type digit.`, hint);
}
