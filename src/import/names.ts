/** What the files call their resources, what those are called here, and which of them are not there after all. */
import type { ResourceKey } from '../fhir/reference.ts';
import type { IdentifierKey } from '../store/unit-of-work.ts';
import type { Identities } from './identity.ts';
import { type ImportLine, namesOf } from './import-line.ts';

/** A reference that leads to this server and to no good line of the import. */
export interface Outside extends ResourceKey {
  /** The import has a line of it, which was refused. */
  readonly isRefused?: boolean;
}

export class Names {
  readonly #identities: Identities;
  /** Those that `identities` does not tell: full URLs, slots, lines that were refused before anybody knew who they are. */
  readonly #others = new Map<string, string>();
  /** By what they would be called here. */
  readonly #refused = new Set<string>();

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  /** Whether a line of the directory, or of a slot that an appointment has, was refused. */
  get hasRefused(): boolean {
    return this.#refused.size > 0;
  }

  /** What is called so in the files, as it is called here; undefined when nothing is. */
  find(name: string): string | undefined {
    return this.#identities.find(name) ?? this.#others.get(name);
  }

  /** The same of the line that has this identifier. */
  findIdentified(identifier: IdentifierKey): string | undefined {
    const id = this.#identities.findIdentified(identifier);
    return id === undefined ? this.#others.get(toCondition(identifier)) : `${identifier.type}/${id}`;
  }

  set(name: string, reference: string): void {
    if (this.#identities.find(name) !== reference) this.#others.set(name, reference);
  }

  isRefused(reference: string): boolean {
    return this.#refused.has(reference);
  }

  /** The line is not there for others to refer to. */
  refuse(line: ImportLine): void {
    for (const name of namesOf(line)) {
      const reference = this.find(name) ?? (line.ownId === undefined ? undefined : ownReference(line));
      if (reference === undefined) continue;
      this.set(name, reference);
      this.#refused.add(reference);
    }
  }

  /** A line of this reference was good, whatever became of others. */
  accept(reference: string): void {
    this.#refused.delete(reference);
  }
}

const ownReference = ({ resource, ownId }: ImportLine): string => `${resource.resourceType}/${ownId}`;

/** How whatever has this identifier is referred to without its id. */
export const toCondition = ({ type, system, value }: IdentifierKey): string => `${type}?identifier=${system}|${value}`;
