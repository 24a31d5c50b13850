/** Narrative: a div of XHTML with something in it, and nothing that acts. https://hl7.org/fhir/R4/narrative.html, txt-1 and txt-2 */
import type { ElementNode } from './element-node.ts';
import type { JsonObject } from './json.ts';
import type { Run } from './run.ts';
import { scanXhtml, type Tag } from './xhtml.ts';

const XHTML = 'http://www.w3.org/1999/xhtml';
const allowedTags = new Set(
  (
    'a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre q samp ' +
    'small span strong sub sup table tbody td tfoot th thead tr tt ul var'
  ).split(' '),
);

/** Those of the same chapters of HTML 4.0 (7 to 11 and 15), of links and of images. */
const allowedAttributes = new Set(
  (
    'abbr accesskey align alt axis bgcolor border cellpadding cellspacing char charoff charset cite class clear colspan compact coords dir ' +
    'frame headers height href hreflang hspace id ismap lang longdesc name noshade nowrap rel rev rowspan rules scope shape size space span ' +
    'src start style summary tabindex title type usemap valign value vspace width xml:lang xml:space xmlns'
  ).split(' '),
);

/** Judges one Narrative: its form and elements (txt-1), that there is something in it (txt-2). */
export function checkNarrative(run: Run, node: ElementNode, { div }: JsonObject): void {
  if (typeof div !== 'string') return;
  const tell = (constraint: string, message: string) =>
    run.report({ rule: 'narrative', node, child: 'div', constraint, message });
  const { tags, hasText, flaw } = scanXhtml(div);
  if (flaw !== undefined || !isXhtmlDiv(tags[0]))
    tell('txt-1', `A narrative is one well-formed <div xmlns="${XHTML}">: ${flaw ?? 'this begins otherwise'}.`);
  const strange = tags.find(({ name }) => !allowedTags.has(name));
  if (strange) tell('txt-1', `A narrative cannot hold <${strange.name}>: only the basic elements of XHTML.`);
  const foreign = attributesOf(tags).find(({ name }) => !allowedAttributes.has(name) && !name.startsWith('xmlns:'));
  if (foreign) tell('txt-1', `A narrative cannot hold ${describeAttribute(foreign)}.`);
  if (flaw === undefined && !hasText && !tags.some(({ name }) => name === 'img'))
    tell('txt-2', 'A narrative cannot be empty.');
  if (attributesOf(tags).some(reachesOutside))
    run.report({
      rule: 'advice',
      node,
      child: 'div',
      severity: 'warning',
      message: 'The narrative reaches outside (script or remote image): do not show it as it is.',
    });
}

interface Attribute {
  readonly tag: string;
  readonly name: string;
  readonly value: string;
}

const describeAttribute = ({ tag, name }: Attribute): string =>
  /^on/i.test(name)
    ? `script (${name} of <${tag}>)`
    : `the attribute ${name} of <${tag}>: only the basic ones of XHTML`;

const attributesOf = (tags: readonly Tag[]): Attribute[] =>
  tags.flatMap((tag) => tag.attributes.map((one) => ({ tag: tag.name, ...one })));

const isXhtmlDiv = (tag: Tag | undefined): boolean =>
  tag?.name === 'div' && tag.attributes.some(({ name, value }) => name === 'xmlns' && value === XHTML);

const reachesOutside = ({ tag, name, value }: Attribute): boolean =>
  /^\s*javascript:/i.test(value) || (tag === 'img' && name === 'src' && /^\s*(https?:)?\/\//i.test(value));
