/** Rules of R4's text on Coding and Identifier that their definitions do not hold. https://hl7.org/fhir/R4/datatypes.html#Coding */
import { type ElementNode, nameOf } from './element-node.ts';
import { type JsonObject, showJson } from './json.ts';
import type { Run } from './run.ts';

const absolute = /^[a-z][a-z0-9+.-]*:./i;

/** Coding: an absolute system, and a code that is in it where the whole system is known here. */
export function checkCoding(run: Run, node: ElementNode, value: JsonObject): void {
  checkSystem(run, node, value);
  const { system, code } = value;
  if (typeof system !== 'string' || typeof code !== 'string') return;
  const codes = run.equipment.definitions.wholeSystem(system);
  if (!codes || codes.has(code)) return;
  run.report({
    rule: 'binding',
    node,
    child: 'code',
    value: code,
    expected: `a code of ${system}`,
    message: `${nameOf(node)}: ${showJson(code)} is not a code of ${system}.`,
  });
}

/** The system of a Coding or an Identifier is an absolute URI. */
export function checkSystem(run: Run, node: ElementNode, { system }: JsonObject): void {
  if (typeof system !== 'string' || system === '' || absolute.test(system)) return;
  run.report({
    rule: 'format',
    node,
    child: 'system',
    value: system,
    expected: 'an absolute URI',
    message: `${nameOf(node)}.system must be an absolute URI, such as urn:oid:… or https://…; found ${showJson(system)}.`,
  });
}
