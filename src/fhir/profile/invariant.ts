/** Invariants in FHIRPath, each compiled once: to a closure where it is plain, else by the library. https://hl7.org/fhir/R4/conformance-rules.html#constraints */
import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import { type Invariant, nameOf } from './element-node.ts';
import type { JsonObject } from './json.ts';
import { linearFunctions } from './linear-functions.ts';
import { compilePlain, type PlainInvariant } from './plain-invariant.ts';
import type { Run } from './run.ts';
import type { TypedElement } from './typed-element.ts';

type Expression = (value: unknown, environment: Record<string, unknown>) => unknown;

/** An invariant, and the value it is to hold for. */
export interface InvariantCase {
  readonly element: TypedElement;
  readonly invariant: Invariant;
  readonly value: JsonObject;
}

/** The same of a primitive, whose id and extensions stand beside it. */
export interface PrimitiveCase extends Omit<InvariantCase, 'value'> {
  readonly value: unknown;
  readonly sibling: unknown;
}

/** Evaluates invariants; remembers what it compiled. */
export class InvariantEngine {
  readonly #plain = new Map<Invariant, PlainInvariant>();
  readonly #compiled = new Map<string, Expression>();

  /** Reports the invariant when it does not hold. One that the engine cannot evaluate is told as a warning, never passed in silence. */
  check(run: Run, one: InvariantCase): void {
    const { element, invariant, value } = one;
    this.#tell(run, one, this.#plainOf(element, invariant)(value) ?? this.#evaluate(run, invariant, value));
  }

  /** The same for a primitive: FHIRPath sees its extensions only from the object that holds both. */
  checkPrimitive(run: Run, one: PrimitiveCase): void {
    const { element, invariant, value, sibling } = one;
    const { path, step, key } = placeOf(element);
    const holder: JsonObject = { [key]: wrap(element, value), [`_${key}`]: wrap(element, sibling) };
    const expression = `${step}.all(${invariant.expression})`;
    this.#tell(run, one, this.#evaluate(run, { base: path, expression }, holder));
  }

  #tell(
    run: Run,
    { element: { node }, invariant, value }: InvariantCase | PrimitiveCase,
    verdict: boolean | Error,
  ): void {
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

  /** Says nothing of any value when the invariant is not plain. */
  #plainOf(element: TypedElement, invariant: Invariant): PlainInvariant {
    const known = this.#plain.get(invariant);
    if (known) return known;
    const made = compilePlain(invariant, element) ?? (() => undefined);
    this.#plain.set(invariant, made);
    return made;
  }

  /** True when it holds. An empty result is not true: the specification asks for true. */
  #evaluate(run: Run, invariant: Pick<Invariant, 'base' | 'expression'>, value: unknown): boolean | Error {
    try {
      const { resource, container } = run.scope;
      const result = this.#compile(invariant)(value, { resource, rootResource: container });
      return Array.isArray(result) && result.length > 0 && result[0] !== false;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  #compile({ base, expression }: Pick<Invariant, 'base' | 'expression'>): Expression {
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

/** Where an element stands: the path of what holds it, its FHIRPath step and its JSON key from there. */
function placeOf({ node, type }: TypedElement): { path: string; step: string; key: string } {
  const path = node.path.slice(0, node.path.lastIndexOf('.'));
  const step = node.name.replace('[x]', '');
  const isChoice = step !== node.name;
  return { path, step, key: isChoice ? step + type.code.charAt(0).toUpperCase() + type.code.slice(1) : step };
}

const wrap = ({ node }: TypedElement, value: unknown): unknown =>
  node.isList ? [value ?? null] : (value ?? undefined);
