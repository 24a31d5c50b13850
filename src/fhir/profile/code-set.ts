/** Membership of a code in a value set. https://hl7.org/fhir/R4/terminologies.html#binding */
import type { CodeList } from './code-list.ts';

/** `unlisted`: not among the codes we have, but the list is an excerpt, so it may be right. */
export type Membership = 'in' | 'out' | 'unlisted';

export class CodeSet {
  readonly url: string;
  readonly #list: CodeList;
  readonly #bySystem: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #parts: ReadonlySet<string>;

  constructor(list: CodeList) {
    this.url = list.url;
    this.#list = list;
    this.#bySystem = new Map(Object.entries(list.systems).map(([system, codes]) => [system, new Set(codes)]));
    this.#parts = new Set(list.parts);
  }

  /** Judges a `code` element, which names no system. */
  judgeCode(code: string): Membership {
    for (const codes of this.#bySystem.values()) if (codes.has(code)) return 'in';
    return this.isExcerpt ? 'unlisted' : 'out';
  }

  /** Judges a Coding. What is not listed may be right only where more codes of that system belong than are listed. */
  judgeCoding(system: string | undefined, code: string | undefined): Membership {
    if (code !== undefined && this.#bySystem.get(system ?? '')?.has(code)) return 'in';
    if (this.#list.isExcerpt) return 'unlisted';
    return code !== undefined && this.#parts.has(system ?? '') ? 'unlisted' : 'out';
  }

  /** The codes in a phrase, for a message: all of a short list, else some. */
  describe(): string {
    const codes = [...this.#bySystem.values()].flatMap((set) => [...set]);
    return codes.length > 12 ? `${codes.slice(0, 10).join(', ')} and ${codes.length - 10} more` : codes.join(', ');
  }

  /** True when more codes belong than are listed. */
  get isExcerpt(): boolean {
    return this.#parts.size > 0 || (this.#list.isExcerpt ?? false);
  }

  /** The list it was made from. */
  toList(): CodeList {
    return this.#list;
  }

  /** Every code that is listed, with its system. */
  *list(): Iterable<{ readonly system: string; readonly code: string }> {
    for (const [system, codes] of this.#bySystem) for (const code of codes) yield { system, code };
  }

  /** The systems its codes come from. */
  get systems(): readonly string[] {
    return [...this.#bySystem.keys()];
  }
}
