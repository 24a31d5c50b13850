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

/** Judges one Narrative. Elements outside R4's list are errors (txt-1), as is an empty div (txt-2); event attributes are a warning. */
export function checkNarrative(run: Run, node: ElementNode, { div }: JsonObject): void {
  if (typeof div !== 'string') return;
  const tell = (constraint: string, message: string) =>
    run.report({ rule: 'narrative', node, child: 'div', constraint, message });
  if (!/^\s*<div[\s>/]/.test(div) || !/(<\/div>|\/>)\s*$/.test(div))
    tell('txt-1', 'A narrative is one <div> of XHTML.');
  const strange = tagsOf(div).find((tag) => !allowedTags.has(tag));
  if (strange !== undefined) tell('txt-1', `A narrative cannot hold <${strange}>: only the basic elements of XHTML.`);
  if (!/<img\b/.test(div) && div.replace(/<[^<>]*>/g, '').trim() === '') tell('txt-2', 'A narrative cannot be empty.');
  if (/<[^<>]*\son[a-z]+\s*=|javascript:/i.test(div))
    run.report({
      rule: 'advice',
      node,
      child: 'div',
      severity: 'warning',
      message: 'The narrative holds script: do not show it as it is.',
    });
}

const tagsOf = (div: string): string[] => [...div.matchAll(/<([A-Za-z][\w:-]*)/g)].map(([, tag = '']) => tag);
