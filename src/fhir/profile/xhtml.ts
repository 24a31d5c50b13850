/** Scans the XHTML of a narrative: one pass, whatever it holds. https://hl7.org/fhir/R4/narrative.html, https://www.w3.org/TR/xml/ */

export interface Tag {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
}

export interface Xhtml {
  /** The elements, in their order, as far as the text is well formed. */
  readonly tags: readonly Tag[];
  /** True when there are characters between the tags that are not blank. */
  readonly hasText: boolean;
  /** Why the text is not one well-formed element; undefined when it is. */
  readonly flaw: string | undefined;
}

// Sticky, and each reads on or stops for good: what was read is not read again.
const startTag = /<([A-Za-z_][\w:.-]*)/y;
const attribute = /\s+([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^<"]*)"|'([^<']*)')/y;
const tagEnd = /\s*(\/?)>/y;
const endTag = /<\/([A-Za-z_][\w:.-]*)\s*>/y;
/** Comments, sections of plain characters, and processing instructions. */
const asides = [
  { opening: '<!--', closing: '-->' },
  { opening: '<![CDATA[', closing: ']]>' },
  { opening: '<?', closing: '?>' },
] as const;
/** An ampersand that begins no entity of XML; those of HTML, such as &nbsp;, are none. */
const looseAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\dA-Fa-f]+);)/;

/** The elements of a text, and whether it is one well-formed element. */
export function scanXhtml(text: string): Xhtml {
  const scanner = new Scanner(text);
  const flaw = scanner.run();
  return { tags: scanner.tags, hasText: scanner.hasText, flaw };
}

class Scanner {
  readonly tags: Tag[] = [];
  hasText = false;
  readonly #text: string;
  readonly #open: string[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first flaw, where reading ends. */
  run(): string | undefined {
    while (this.#at < this.#text.length) {
      const flaw = this.#text[this.#at] === '<' ? this.#readMarkup() : this.#readText();
      if (flaw !== undefined) return flaw;
    }
    if (this.#open.length > 0) return `<${this.#open.at(-1)}> is never closed`;
    return this.tags.length === 0 ? 'there is no element' : undefined;
  }

  get #isOutside(): boolean {
    return this.#open.length === 0;
  }

  #readText(): string | undefined {
    const next = this.#text.indexOf('<', this.#at);
    const text = this.#text.slice(this.#at, next < 0 ? undefined : next);
    this.#at += text.length;
    if (text.trim() === '') return undefined;
    if (this.#isOutside) return 'there is text outside the <div>';
    this.hasText = true;
    return looseAmpersand.test(text)
      ? 'an "&" that begins no entity of XML is written &amp;, and characters such as &nbsp; are themselves'
      : undefined;
  }

  #readMarkup(): string | undefined {
    const aside = asides.find(({ opening }) => this.#text.startsWith(opening, this.#at));
    if (aside) return this.#readAside(aside);
    return this.#text[this.#at + 1] === '/' ? this.#readEnd() : this.#readStart();
  }

  #readAside({ opening, closing }: (typeof asides)[number]): string | undefined {
    const end = this.#text.indexOf(closing, this.#at + opening.length);
    if (end < 0) return `${opening} is never closed`;
    if (opening === '<![CDATA[') {
      if (this.#isOutside) return 'there is text outside the <div>';
      this.hasText = true;
    }
    this.#at = end + closing.length;
    return undefined;
  }

  #readEnd(): string | undefined {
    const name = this.#match(endTag)?.[1];
    if (name === undefined) return 'an end tag is not closed';
    const open = this.#open.pop();
    return open === name ? undefined : `</${name}> closes ${open === undefined ? 'nothing' : `<${open}>`}`;
  }

  #readStart(): string | undefined {
    const name = this.#match(startTag)?.[1];
    if (name === undefined) return 'a "<" that begins no tag is written &lt;';
    if (this.#isOutside && this.tags.length > 0) return `<${name}> stands outside the <div>`;
    const attributes = this.#readAttributes();
    this.tags.push({ name, attributes });
    const end = this.#match(tagEnd);
    if (!end) return `an attribute of <${name}> is not written name="value"`;
    if (end[1] === '') this.#open.push(name);
    return attributes.some(({ value }) => looseAmpersand.test(value))
      ? `an "&" in an attribute of <${name}> is written &amp;`
      : undefined;
  }

  #readAttributes(): Tag['attributes'] {
    const attributes = [];
    for (let found = this.#match(attribute); found; found = this.#match(attribute))
      attributes.push({ name: found[1] ?? '', value: found[2] ?? found[3] ?? '' });
    return attributes;
  }

  /** What the expression matches where we are; steps over it. */
  #match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#text);
    if (found) this.#at = expression.lastIndex;
    return found;
  }
}
