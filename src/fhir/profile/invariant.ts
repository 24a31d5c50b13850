/** Invariants in FHIRPath, each compiled once. https://hl7.org/fhir/R4/conformance-rules.html#constraints */
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { type ElementNode, type Invariant, nameOf } from './element-node.ts';
import { linearFunctions } from './linear-functions.ts';
import type { Run } from './run.ts';

type Expression = (value: unknown, environment: Record<string, unknown>) => unknown;

/** Evaluates invariants; remembers what it compiled. */
export class InvariantEngine {
  readonly #compiled = new Map<string, Expression>();

  /** Reports the invariant when it does not hold. One that the engine cannot evaluate is told as a warning, never passed in silence. */
  check(run: Run, node: ElementNode, invariant: Invariant, value: unknown): void {
    const verdict = this.#evaluate(run, invariant, value);
    if (verdict === true) return;
    const { key, severity, human } = invariant;
    if (verdict === false)
      run.report({
        rule: 'invariant',
        node,
        constraint: key,
        severity,
        value,
        expected: invariant.expression,
        message: `${nameOf(node)} breaks ${key}: ${human}`,
      });
    else
      run.report({
        rule: 'invariant-not-evaluated',
        node,
        constraint: key,
        severity: 'warning',
        message: `${nameOf(node)}: invariant ${key} could not be evaluated (${verdict.message}).`,
      });
  }

  /** True when it holds. An empty result is not true: the specification asks for true. */
  #evaluate(run: Run, invariant: Invariant, value: unknown): boolean | Error {
    try {
      const { resource, container } = run.scope;
      const result = this.#compile(invariant)(value, { resource, rootResource: container });
      return Array.isArray(result) && result.length > 0 && result[0] !== false;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #compile({ base, expression }: Invariant): Expression {
    const key = `${base} ${expression}`;
    const known = this.#compiled.get(key);
    if (known) return known;
    const made = fhirpath.compile({ base, expression }, r4, {
      traceFn: () => {},
      userInvocationTable: linearFunctions,
    }) as Expression;
    this.#compiled.set(key, made);
    return made;
  }
}
