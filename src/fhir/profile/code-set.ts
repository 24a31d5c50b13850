/** Membership of a code in a value set. https://hl7.org/fhir/R4/terminologies.html#binding */
import type { CodeList } from './code-list.ts';

/** `unlisted`: not among the codes we have, but the list is an excerpt, so it may be right. */
export type Membership = 'in' | 'out' | 'unlisted';

export class CodeSet {
  readonly url: string;
  readonly #isExcerpt: boolean;
  readonly #bySystem: ReadonlyMap<string, ReadonlySet<string>>;

  constructor({ url, systems, isExcerpt = false }: CodeList) {
    this.url = url;
    this.#isExcerpt = isExcerpt;
    this.#bySystem = new Map(Object.entries(systems).map(([system, codes]) => [system, new Set(codes)]));
  }

  /** Judges a `code` element, which names no system. */
  judgeCode(code: string): Membership {
    for (const codes of this.#bySystem.values()) if (codes.has(code)) return 'in';
    return this.#isExcerpt ? 'unlisted' : 'out';
  }

  /** Judges a Coding. In an excerpt, a code of a system that the excerpt does not know at all is out. */
  judgeCoding(system: string | undefined, code: string | undefined): Membership {
    const codes = this.#bySystem.get(system ?? '');
    if (codes === undefined || code === undefined)
      return this.#isExcerpt && this.#bySystem.size === 0 ? 'unlisted' : 'out';
    if (codes.has(code)) return 'in';
    return this.#isExcerpt ? 'unlisted' : 'out';
  }

  /** The codes in a phrase, for a message: all of a short list, else some. */
  describe(): string {
    const codes = [...this.#bySystem.values()].flatMap((set) => [...set]);
    return codes.length > 12 ? `${codes.slice(0, 10).join(', ')} and ${codes.length - 10} more` : codes.join(', ');
  }

  /** True when more codes exist than are listed. */
  get isExcerpt(): boolean {
    return this.#isExcerpt;
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
