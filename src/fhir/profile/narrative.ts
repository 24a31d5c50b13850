/** Narrative: a div of XHTML with something in it, and nothing that acts. https://hl7.org/fhir/R4/narrative.html, txt-1 and txt-2 */
import type { ElementNode } from './element-node.ts';
import type { JsonObject } from './json.ts';
import type { Run } from './run.ts';

const allowedTags = new Set(
  (
    'a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img li ol p pre q samp ' +
    'small span strong sub sup table tbody td tfoot th thead tr tt ul var'
  ).split(' '),
);

const xhtmlDiv = /^\s*<div\s[^<>]*xmlns\s*=\s*["']http:\/\/www\.w3\.org\/1999\/xhtml["']/;

/** Judges one Narrative: its form and elements (txt-1), that there is something in it (txt-2). */
export function checkNarrative(run: Run, node: ElementNode, { div }: JsonObject): void {
  if (typeof div !== 'string') return;
  const tell = (constraint: string, message: string) =>
    run.report({ rule: 'narrative', node, child: 'div', constraint, message });
  const tags = [...div.matchAll(/<(\/?)([A-Za-z][\w:-]*)([^<>]*?)(\/?)>/g)].map(toTag);
  if (!xhtmlDiv.test(div) || !isBalanced(tags))
    tell('txt-1', 'A narrative is one well-formed <div xmlns="http://www.w3.org/1999/xhtml">.');
  const strange = tags.find(({ name }) => !allowedTags.has(name));
  if (strange) tell('txt-1', `A narrative cannot hold <${strange.name}>: only the basic elements of XHTML.`);
  if (tags.some(({ attributes }) => /\son[a-z]+\s*=/i.test(attributes)))
    tell('txt-1', 'A narrative cannot hold script.');
  if (!tags.some(({ name }) => name === 'img') && div.replace(/<[^<>]*>/g, '').trim() === '')
    tell('txt-2', 'A narrative cannot be empty.');
  if (/javascript:|<img[^<>]*src\s*=\s*["']https?:/i.test(div))
    run.report({
      rule: 'advice',
      node,
      child: 'div',
      severity: 'warning',
      message: 'The narrative reaches outside (script or remote image): do not show it as it is.',
    });
}

interface Tag {
  readonly isEnd: boolean;
  readonly name: string;
  readonly attributes: string;
  readonly isAlone: boolean;
}

const toTag = ([, slash, name = '', attributes = '', alone]: RegExpMatchArray): Tag => ({
  isEnd: slash === '/',
  name,
  attributes,
  isAlone: alone === '/',
});

/** True when every element is closed in its turn, and only at the end the first. */
function isBalanced(tags: readonly Tag[]): boolean {
  const open: string[] = [];
  for (const [i, { isEnd, name, isAlone }] of tags.entries()) {
    if (i > 0 && open.length === 0) return false;
    if (isEnd && open.pop() !== name) return false;
    if (!isEnd && !isAlone) open.push(name);
  }
  return tags.length > 0 && open.length === 0;
}
