/** What `$find` is asked, understood. https://profiles.ihe.net/ITI/Scheduling/OperationDefinition-appointment-find.html */
import type { Identifier } from '@medplum/fhirtypes';
import { parseDateTime } from '../../fhir/instant.ts';
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import { parseReference, relativize } from '../../fhir/reference.ts';
import type { TermMatch } from '../../fhir/search/criterion.ts';
import type { FhirRequest } from '../interaction.ts';
import { type OperationParameter, parseParameters } from './parameters.ts';

export interface FindQuery {
  /** Milliseconds since 1970, `from` inclusive, `to` exclusive; `from` is not past, and may be after `to`. */
  readonly from: number;
  readonly to: number;
  /** Ids of practitioners, and identifiers that theirs is one of. */
  readonly practitionerIds: readonly string[];
  readonly practitionerIdentifiers: readonly TermMatch[];
  /** Ids of the places that are actors of the schedules. */
  readonly locationIds: readonly string[];
  readonly specialties: readonly TermMatch[];
  readonly visitTypes: readonly TermMatch[];
  readonly count: number;
}

/** As many actors as a search of the guide may name. */
const maxActors = 25;
const defaultCount = 100;
const maxCount = 1000;
/** A year, and the day that closes it. */
const maxDays = 366;
const dayMs = 86_400_000;

const served = ['start', 'end', 'practitioner', 'location-reference', 'specialty', 'visit-type', '_count', '_format'];

/**
 * What is asked at `now` (milliseconds): nobody books what is past.
 * @throws OutcomeError 400 naming the parameter that is missing, wrong or not served: what would narrow the answer is never
 * ignored; 413 for a period of more than a year.
 */
export function parseFindQuery(request: FhirRequest, now: number): FindQuery {
  const parameters = parseParameters(request);
  const unknown = parameters.find(({ name }) => !served.includes(name));
  if (unknown) refuse('not-supported', `$find knows ${served.join(', ')}, not "${unknown.name}"`, unknown.name);
  const valuesOf = (name: string) => parameters.filter((one) => one.name === name);
  const practitioners = valuesOf('practitioner').map((one) => parseActor(one, request.baseUrl));
  const locations = valuesOf('location-reference').map((one) => parseActor(one, request.baseUrl));
  demandActors([...practitioners, ...locations]);
  const period = parsePeriod(valuesOf('start'), valuesOf('end'));
  const from = Math.max(period.from, now);
  demandYear(from, period.to);
  return {
    from,
    to: period.to,
    practitionerIds: practitioners.flatMap(({ id }) => id ?? []),
    practitionerIdentifiers: practitioners.flatMap(({ identifier }) => identifier ?? []),
    locationIds: locations.flatMap(({ id }) => id ?? []),
    specialties: valuesOf('specialty').map(parseToken),
    visitTypes: valuesOf('visit-type').map(parseToken),
    count: parseCount(valuesOf('_count')[0]),
  };
}

interface Actor {
  readonly id?: string;
  readonly identifier?: TermMatch;
}

const actorTypes: Readonly<Record<string, string>> = { practitioner: 'Practitioner', 'location-reference': 'Location' };

/** A reference to a resource of this server, or for a practitioner by identifier. */
function parseActor({ name, value }: OperationParameter, baseUrl: string): Actor {
  const { reference, identifier } = (typeof value === 'string' ? { reference: value } : (value ?? {})) as {
    reference?: unknown;
    identifier?: Identifier;
  };
  const key = typeof reference === 'string' ? parseReference(relativize(reference, baseUrl)) : undefined;
  if (key && key.type === actorTypes[name]) return { id: key.id };
  const { system, value: text } = identifier ?? {};
  if (name === 'practitioner' && typeof system === 'string' && typeof text === 'string') {
    return { identifier: { scope: system, value: toPrefixedValue(system, text), comparison: 'equals' } };
  }
  const wanted = `a reference to a ${actorTypes[name]} of this server`;
  return refuse('value', `${name} is ${wanted}${name === 'practitioner' ? ', or its identifier' : ''}`, name);
}

function demandActors(actors: readonly Actor[]): void {
  if (actors.length === 0) {
    refuse('required', 'practitioner or location-reference is missing: whose appointments are wanted', 'practitioner');
  }
  if (actors.length > maxActors) {
    refuse('value', `$find takes at most ${maxActors} practitioners and places, not ${actors.length}`, 'practitioner');
  }
}

function parsePeriod(starts: readonly OperationParameter[], ends: readonly OperationParameter[]) {
  const issues = [
    ...(starts.length === 1 ? [] : [issue('required', 'start is mandatory, once: where the period begins', 'start')]),
    ...(ends.length === 1 ? [] : [issue('required', 'end is mandatory, once: where the period ends', 'end')]),
  ];
  if (issues.length > 0) throw new OutcomeError(issues);
  const from = parseBound(starts[0]!).from;
  const to = parseBound(ends[0]!).to;
  if (from >= to) refuse('value', 'start must be before end', 'start');
  return { from, to };
}

/** A day more or less by the hour in which summer time begins or ends. */
function demandYear(from: number, to: number): void {
  const days = Math.floor((to - from) / dayMs);
  if (days <= maxDays) return;
  refuse('too-costly', `$find looks at ${maxDays} days at most, not at ${days}: its end may be sooner`, 'end');
}

function parseBound({ name, value }: OperationParameter) {
  const range = typeof value === 'string' ? parseDateTime(value) : undefined;
  return range ?? refuse('value', `${name} is a date or instant such as 2026-11-23T09:00:00+01:00`, name);
}

/** `system|code`, both mandatory. */
function parseToken({ name, value }: OperationParameter): TermMatch {
  const [system, code, ...rest] = typeof value === 'string' ? value.split('|') : [];
  if (!system || !code || rest.length > 0) return refuse('value', `${name} is <system>|<code>`, name);
  return { scope: system, value: code, comparison: 'equals' };
}

function parseCount(parameter: OperationParameter | undefined): number {
  if (!parameter) return defaultCount;
  const count = Number(parameter.value);
  if (Number.isInteger(count) && count >= 1) return Math.min(count, maxCount);
  return refuse('value', '_count is a whole number from 1', '_count');
}
