/**
 * Codes against the value set they are bound to. A required binding that does not hold is an error, an extensible one a warning, a
 * preferred one information; an unknown value set is a warning. https://hl7.org/fhir/R4/terminologies.html#strength
 */
import type { CodeSet, Membership } from './code-set.ts';
import { type Binding, type ElementNode, nameOf } from './element-node.ts';
import { judgeByGrammar } from './grammar-systems.ts';
import { asText, isObject, showJson } from './json.ts';
import type { Run } from './run.ts';
import type { ValidationIssue } from './validation-issue.ts';

const severityOf: Record<Binding['strength'], ValidationIssue['severity']> = {
  required: 'error',
  extensible: 'warning',
  preferred: 'information',
};

/** Judges a code, Coding, CodeableConcept, Quantity, or a string or uri taken as a code; undefined: a code that has extensions alone. */
export function checkBinding(run: Run, node: ElementNode, value: unknown): void {
  const { valueSet, limit } = node.binding as Binding;
  const verdict = judgeMembership(run, node, valueSet, value);
  if (verdict === 'in') return;
  if (limit !== undefined && judgeMembership(run, node, limit, value) === 'out') reportBeyond(run, node, limit, value);
  if (verdict === 'unknown') reportUnknownSet(run, node, valueSet);
  else reportOutside(run, node, value, verdict);
}

function reportBeyond(run: Run, node: ElementNode, limit: string, value: unknown): void {
  const message = `${nameOf(node)} must be a code of ${limit}; found ${showJson(value)}.`;
  run.report({ rule: 'binding', node, value, expected: `a code of ${limit}`, message });
}

function reportOutside(run: Run, node: ElementNode, value: unknown, verdict: Exclude<Verdict, 'unknown' | 'in'>): void {
  const { strength, valueSet } = node.binding as Binding;
  if (strength !== 'required' && verdict === 'no-code') return;
  const severity = verdict === 'unlisted' && strength === 'required' ? 'warning' : severityOf[strength];
  if (!run.tells(severity)) return;
  run.report({
    rule: 'binding',
    node,
    value,
    severity,
    expected: `a code of ${valueSet}`,
    message: describe(node, verdict, value, codesOf(run, node, valueSet)),
  });
}

type Verdict = Membership | 'unknown' | 'no-code';

/** Whether a value is in a value set. `unknown`: no such value set here; `no-code`: a concept that is text alone. */
export function judgeMembership(run: Run, node: ElementNode, valueSet: string, value: unknown): Verdict {
  if (value === undefined) return 'no-code';
  const byGrammar = judgeByGrammar(valueSet, value);
  if (byGrammar) return byGrammar;
  const codes = codesOf(run, node, valueSet);
  if (!codes) return 'unknown';
  if (typeof value === 'string') return codes.judgeCode(value);
  if (!isObject(value)) return 'out';
  if ('coding' in value || !('system' in value || 'code' in value)) return judgeConcept(codes, value.coding);
  return judgeCoding(codes, value);
}

/** A concept is in when one of its codings is. */
function judgeConcept(codes: CodeSet, coding: unknown): Verdict {
  if (!Array.isArray(coding) || coding.length === 0) return 'no-code';
  const verdicts = coding.map((one) => judgeCoding(codes, one));
  return verdicts.find((one) => one === 'in') ?? verdicts.find((one) => one === 'unlisted') ?? 'out';
}

function judgeCoding(codes: CodeSet, coding: unknown): Membership {
  if (!isObject(coding)) return 'out';
  return codes.judgeCoding(asText(coding.system), asText(coding.code) || undefined);
}

const codesOf = (run: Run, node: ElementNode, valueSet: string): CodeSet | undefined =>
  run.equipment.definitions.codes(valueSet, run.version ?? node.profile.version);

function reportUnknownSet(run: Run, node: ElementNode, valueSet: string): void {
  run.report({
    rule: 'unknown-value-set',
    node,
    severity: node.binding?.strength === 'preferred' ? 'information' : 'warning',
    expected: valueSet,
    message: `${nameOf(node)} is bound to ${valueSet}, which is not known here: its codes are not checked.`,
  });
}

function describe(node: ElementNode, verdict: Verdict, value: unknown, codes: CodeSet | undefined): string {
  const { strength, valueSet } = node.binding as Binding;
  const name = nameOf(node);
  if (verdict === 'no-code') return `${name} needs a code of ${valueSet}: text or extensions alone are not enough.`;
  const found = `found ${showJson(value)}`;
  if (verdict === 'unlisted')
    return `${name}: only an excerpt of ${valueSet} is known here, and this code is not in it; ${found}.`;
  const verb = strength === 'required' ? 'must be' : 'should be';
  const listed = codes?.describe();
  const choices = listed ? ` (${listed})` : '';
  return `${name} ${verb} a code of ${valueSet}${choices}; ${found}.`;
}
