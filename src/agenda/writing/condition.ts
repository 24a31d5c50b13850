/** Conditional writes and references: which resource a query means. https://hl7.org/fhir/R4/http.html#cond-update */
import { toPrefixedValue } from '../../fhir/national-identifier.ts';
import { issue, OutcomeError, refuse } from '../../fhir/outcome.ts';
import type { AgendaResource, ResourceType } from '../../fhir/resource-type.ts';
import { parseQuery } from '../../fhir/search/query-string.ts';
import { splitBar } from '../../fhir/search/split-values.ts';
import type { IdentifierKey } from '../../store/unit-of-work.ts';
import { isRegulatorAccount } from '../regulator-account.ts';
import type { Draft } from './draft.ts';

/**
 * The identifier that a condition names: `identifier=<system>|<value>` and nothing else, so that it can be held unique
 * while others write. The guide spells the parameter `Identifier` too.
 */
export function parseCondition(type: ResourceType, query: string, name: string): IdentifierKey {
  const pairs = parseQuery(query.replace(/^\?/, '')).filter((pair) => !pair.name.startsWith('_format'));
  const [pair, ...others] = pairs;
  if (!pair || others.length > 0 || pair.name.toLowerCase() !== 'identifier') {
    return refuse(
      'not-supported',
      `${name} takes one condition: identifier=<system>|<value>`,
      pair?.name ?? 'identifier',
    );
  }
  const [system, value] = splitBar(pair.value);
  if (!system || !value) return refuse('value', `${name}: identifier is <system>|<value>`, pair.name);
  return { type, system, value: toPrefixedValue(system, value) };
}

/**
 * The one resource that has the identifier; undefined when none has. `written` is what is to be written in its place: where
 * that is the account of a regulator so is what is found, else it is none.
 * @throws OutcomeError 412 when several have it.
 */
export function findIdentified(
  draft: Draft,
  identifier: IdentifierKey,
  written?: AgendaResource,
): AgendaResource | undefined {
  const candidates = draft.identified(identifier);
  const alike = written
    ? candidates.filter((one) => isRegulatorAccount(one) === isRegulatorAccount(written))
    : candidates;
  const [match, ...others] = alike;
  if (others.length > 0) {
    const text = `${others.length + 1} resources have the identifier ${identifier.system}|${identifier.value}`;
    throw new OutcomeError(issue('multiple-matches', text, 'identifier'));
  }
  return match;
}
