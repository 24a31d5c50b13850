/** Which stored resource a line of an import is: the one with its identifier, else the one with its id, else a new one. */
import { isRegulator } from '../agenda/practitioner-agendas.ts';
import { refuse } from '../fhir/outcome.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { IdentifierKey, Seen } from '../store/unit-of-work.ts';
import { type ImportLine, identifiersOf } from './import-line.ts';

/** What tells a resource from another that has the same id, or the same identifier. */
interface Traits {
  readonly isRegulator: boolean;
  readonly hasIdentifier: boolean;
}

/**
 * Tells the lines of an import apart, from each other and from what is stored. It remembers what it said: asked again, it
 * says the same, unless another write has come between.
 */
export class Identities {
  readonly #newId: () => string;
  readonly #idByIdentifier = new Map<string, string>();
  /** By what the file calls them. */
  readonly #met = new Map<string, Traits & { readonly id: string }>();

  constructor(newId: () => string) {
    this.#newId = newId;
  }

  /**
   * The id under which the line is to be stored.
   * @throws OutcomeError `multiple-matches` when its identifiers are those of several resources, `duplicate` when the file
   * has another resource of the same id.
   */
  identify(line: ImportLine, seen: Seen): string {
    const identifiers = identifiersOf(line);
    const traits = { isRegulator: isRegulatorAccount(line.resource), hasIdentifier: identifiers.length > 0 };
    const names = identifiers.map((identifier) => nameOf(identifier, traits));
    const stored = identifiers.flatMap((identifier) => seen.identified(identifier));
    const same = stored.filter(({ json }) => traitsOf(JSON.parse(json)).isRegulator === traits.isRegulator);
    const known = [...same.map(({ id }) => id), ...names.flatMap((name) => this.#idByIdentifier.get(name) ?? [])];
    const id = onlyOne(line, new Set(known)) ?? this.#ownOrNew(line, traits, seen);
    this.#remember(line, { ...traits, id });
    for (const name of names) this.#idByIdentifier.set(name, id);
    return id;
  }

  /** The id that the file gives it, unless somebody else has that. */
  #ownOrNew({ resource, ownId }: ImportLine, traits: Traits, seen: Seen): string {
    if (ownId === undefined) return this.#newId();
    const met = this.#met.get(`${resource.resourceType}/${ownId}`);
    if (met) return isOther(met, traits) ? this.#newId() : met.id;
    const stored = seen.resource({ type: resource.resourceType, id: ownId });
    return stored && isOther(traitsOf(stored), traits) ? this.#newId() : ownId;
  }

  #remember({ resource, ownId }: ImportLine, traits: Traits & { readonly id: string }): void {
    if (ownId === undefined) return;
    const name = `${resource.resourceType}/${ownId}`;
    const met = this.#met.get(name);
    if (met && met.id !== traits.id) {
      refuse('duplicate', `${name} is another resource above: two with one id cannot be told apart in references`);
    }
    if (!met) this.#met.set(name, traits);
  }
}

const traitsOf = (resource: AgendaResource): Traits => ({
  isRegulator: isRegulatorAccount(resource),
  hasIdentifier: (resource.identifier?.length ?? 0) > 0,
});

const nameOf = ({ type, system, value }: IdentifierKey, { isRegulator }: Traits): string =>
  JSON.stringify([type, system, value, isRegulator]);

function onlyOne({ resource }: ImportLine, ids: ReadonlySet<string>): string | undefined {
  if (ids.size <= 1) return [...ids][0];
  const list = [...ids].map((id) => `${resource.resourceType}/${id}`).join(', ');
  return refuse('multiple-matches', `its identifiers are those of several resources: ${list}`);
}

/** Both have identifiers, and none in common (else it would have been found by it); or only one is a regulator's account. */
const isOther = (one: Traits, other: Traits): boolean =>
  one.isRegulator !== other.isRegulator || (one.hasIdentifier && other.hasIdentifier);

/** A regulator's account is never a practitioner who sees patients, even with the same national identifier (SPEC §5). */
const isRegulatorAccount = (resource: AgendaResource): boolean =>
  resource.resourceType === 'Practitioner' && isRegulator(resource);
