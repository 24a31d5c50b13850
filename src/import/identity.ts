/** Which stored resource a line of an import is: the one with its identifier, else the one with its id, else a new one. */
import { isRegulatorAccount } from '../agenda/regulator-account.ts';
import { refuse } from '../fhir/outcome.ts';
import type { AgendaResource } from '../fhir/resource-type.ts';
import type { IdentifierKey, Seen } from '../store/unit-of-work.ts';
import { type ImportLine, identifiersOf } from './import-line.ts';
import { LayeredMap } from './layered-map.ts';

/** What tells a resource from another that has the same id, or the same identifier. */
interface Traits {
  readonly isRegulator: boolean;
  readonly hasIdentifier: boolean;
}

/** A line, and what tells it from others. */
interface Described {
  readonly line: ImportLine;
  readonly traits: Traits;
  readonly identifiers: readonly IdentifierKey[];
  /** The identifiers as they are remembered. */
  readonly names: readonly string[];
}

/** What is remembered. */
interface Known {
  readonly idByIdentifier: LayeredMap<string>;
  /** How the identifiers' types, systems and regulators are written in the keys of that map: a whole directory is kept there. */
  readonly kinds: Map<string, number>;
  /** By what the file calls them (`Practitioner/1`). */
  readonly met: LayeredMap<Met>;
}

const knowsNobody = (): Known => ({ idByIdentifier: new LayeredMap(), kinds: new Map(), met: new LayeredMap() });

/** A new id for a line, the same whenever it is asked for. */
export type NewIdOf = (line: ImportLine) => string;

/** Draws a new id once for each line: a decision that is made again must ask for the same resource, or it never ends. */
export function drawOnce(newId: () => string): NewIdOf {
  const drawn = new WeakMap<ImportLine, string>();
  return (line) => {
    const id = drawn.get(line) ?? newId();
    drawn.set(line, id);
    return id;
  };
}

/**
 * Tells the lines of an import apart, from each other and from what is stored. Asked again of a line that it remembers, it
 * says the same, unless another write has come between.
 */
export class Identities {
  readonly #newId: NewIdOf;
  readonly #idByIdentifier: Known['idByIdentifier'];
  readonly #kinds: Known['kinds'];
  readonly #met: Known['met'];

  constructor(newId: NewIdOf, known: Known = knowsNobody()) {
    this.#newId = newId;
    this.#idByIdentifier = known.idByIdentifier;
    this.#kinds = known.kinds;
    this.#met = known.met;
  }

  /** For a decision, which may be made again: they know what these do, and these know nothing of whom they meet. */
  fork(): Identities {
    return new Identities(this.#newId, {
      idByIdentifier: new LayeredMap(this.#idByIdentifier),
      kinds: this.#kinds,
      met: new LayeredMap(this.#met),
    });
  }

  /** Remembers whom a fork of these has met: its decision holds. */
  absorb(fork: Identities): void {
    this.#idByIdentifier.absorb(fork.#idByIdentifier);
    this.#met.absorb(fork.#met);
  }

  /** What the lines' own name for a resource (`Practitioner/1`) has become here (`Practitioner/7`); undefined for no line's. */
  find(name: string): string | undefined {
    const met = this.#met.get(name);
    if (!met) return undefined;
    return met.id === undefined ? name : `${name.slice(0, name.indexOf('/'))}/${met.id}`;
  }

  /** The id of the line that has the identifier; a practitioner who sees patients rather than a regulator's account. */
  findIdentified(identifier: IdentifierKey): string | undefined {
    const [practitioner, regulator] = [false, true].map((isRegulator) => this.#keyOf(identifier, isRegulator));
    return this.#idByIdentifier.get(practitioner!) ?? this.#idByIdentifier.get(regulator!);
  }

  /** What `identify` says, and remembers for those that come. */
  meet(line: ImportLine, seen: Seen): string {
    const described = this.#describe(line);
    const id = this.#identify(described, seen);
    this.#remember(described, id);
    return id;
  }

  /**
   * The id under which the line is to be stored.
   * @throws OutcomeError `multiple-matches` when its identifiers are those of several resources, `duplicate` when the file
   * has another resource of the same id.
   */
  identify(line: ImportLine, seen: Seen): string {
    return this.#identify(this.#describe(line), seen);
  }

  /** The line is stored under this id, which `identify` told. */
  remember(line: ImportLine, id: string): void {
    this.#remember(this.#describe(line), id);
  }

  #identify({ line, traits, identifiers, names }: Described, seen: Seen): string {
    const stored = identifiers.flatMap((identifier) => seen.identified(identifier));
    const same = stored.filter(({ json }) => traitsOf(JSON.parse(json)).isRegulator === traits.isRegulator);
    const known = [...same.map(({ id }) => id), ...names.flatMap((name) => this.#idByIdentifier.get(name) ?? [])];
    const id = onlyOne(line, new Set(known)) ?? this.#ownOrNew(line, traits, seen);
    this.#demandOneName(line, id);
    return id;
  }

  #remember({ line, traits, names }: Described, id: string): void {
    for (const name of names) if (this.#idByIdentifier.get(name) !== id) this.#idByIdentifier.set(name, id);
    const { resource, ownId } = line;
    if (ownId === undefined) return;
    const name = nameOf(resource, ownId);
    if (!this.#met.get(name)) this.#met.set(name, id === ownId ? ownMet(traits) : { traits, id });
  }

  #describe(line: ImportLine): Described {
    const identifiers = identifiersOf(line);
    const traits = { isRegulator: isRegulatorAccount(line.resource), hasIdentifier: identifiers.length > 0 };
    const names = identifiers.map((identifier) => this.#keyOf(identifier, traits.isRegulator));
    return { line, traits, identifiers, names };
  }

  /** The id that the file gives it, unless somebody else has that. */
  #ownOrNew(line: ImportLine, traits: Traits, seen: Seen): string {
    const { resource, ownId } = line;
    if (ownId === undefined) return this.#newId(line);
    const met = this.#met.get(nameOf(resource, ownId));
    if (met) return isOther(met.traits, traits) ? this.#newId(line) : (met.id ?? ownId);
    const stored = seen.resource({ type: resource.resourceType, id: ownId });
    return stored && isOther(traitsOf(stored), traits) ? this.#newId(line) : ownId;
  }

  #demandOneName({ resource, ownId }: ImportLine, id: string): void {
    if (ownId === undefined) return;
    const name = nameOf(resource, ownId);
    const met = this.#met.get(name);
    if (met && (met.id ?? ownId) !== id) {
      refuse('duplicate', `${name} is another resource above: two with one id cannot be told apart in references`);
    }
  }

  #keyOf({ type, system, value }: IdentifierKey, isRegulator: boolean): string {
    const kind = JSON.stringify([type, system, isRegulator]);
    const known = this.#kinds.get(kind) ?? this.#kinds.size;
    this.#kinds.set(kind, known);
    return `${known} ${value}`;
  }
}

const nameOf = ({ resourceType }: AgendaResource, id: string): string => `${resourceType}/${id}`;

/** What is known of a line. */
interface Met {
  readonly traits: Traits;
  /** Absent: the id that the file gives it. */
  readonly id?: string;
}

/** The one object that says so: most lines of a large directory keep their ids. */
const ownMet = ({ isRegulator, hasIdentifier }: Traits): Met =>
  ownMets.find(({ traits }) => traits.isRegulator === isRegulator && traits.hasIdentifier === hasIdentifier)!;

const ownMets: readonly Met[] = [false, true].flatMap((isRegulator) =>
  [false, true].map((hasIdentifier) => ({ traits: { isRegulator, hasIdentifier } })),
);

const traitsOf = (resource: AgendaResource): Traits => ({
  isRegulator: isRegulatorAccount(resource),
  hasIdentifier: (resource.identifier?.length ?? 0) > 0,
});

function onlyOne({ resource }: ImportLine, ids: ReadonlySet<string>): string | undefined {
  if (ids.size <= 1) return [...ids][0];
  const list = [...ids].map((id) => `${resource.resourceType}/${id}`).join(', ');
  return refuse('multiple-matches', `its identifiers are those of several resources: ${list}`);
}

/** Both have identifiers, and none in common (else it would have been found by it); or only one is a regulator's account. */
const isOther = (one: Traits, other: Traits): boolean =>
  one.isRegulator !== other.isRegulator || (one.hasIdentifier && other.hasIdentifier);
