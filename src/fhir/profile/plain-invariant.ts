/**
 * Invariants compiled to closures over JSON: those that keep to the small part of FHIRPath in which most of R4's are written, such
 * as `start.exists() = end.exists()`. http://hl7.org/fhirpath/N1/
 *
 * | what | for example |
 * |---|---|
 * | elements by name, from where the invariant stands | `code`, `type.code`, `Appointment.status` |
 * | whether there are any, and which, and how many | `exists()`, `exists(…)`, `empty()`, `all(…)`, `where(…)`, `count()` |
 * | one value against literals | `mode = 'fixed'`, `type != 'uuid'`, `abstract = true`, `status in ('a' \| 'b')` |
 * | logic of three values | `and`, `or`, `xor`, `implies`, `not()`; `=` and `!=` of two conditions |
 * | comparisons of counts | `type.count() <= 1`, `identifier.count() + name.count() > 0` |
 *
 * All else is left to the library. So are the values of which it may say what nobody expects: with `null` or a `_` sibling where the
 * invariant looks, with a `resourceType` where no resource is, of another JSON type than a literal's.
 */
import type { Invariant } from './element-node.ts';
import { type Ast, type Call, type Literal, parse, toCall, toLiteral, toLiterals, unwrap } from './expression-tree.ts';
import type { JsonObject } from './json.ts';
import { insideOf, leave, type Selection, toFocus, toInner, toMember, unlessLeft } from './plain-json.ts';
import { logic, not, same, type Truth } from './three-valued.ts';
import type { TypedElement } from './typed-element.ts';

/** Whether the invariant holds for an object; undefined where the library has to say. */
export type PlainInvariant = (value: JsonObject) => boolean | undefined;

/** The closure of an invariant that stands on objects of this element; undefined for one that needs more of FHIRPath. */
export function compilePlain({ base, expression }: Invariant, element: TypedElement): PlainInvariant | undefined {
  // what is inside a choice differs from value to value
  if (base.endsWith('[x]')) return undefined;
  const resourceType = element.isResource ? base : undefined;
  try {
    const condition = toCondition(parse(expression), element);
    return (value) => (value.resourceType === resourceType ? judge(condition, value) : undefined);
  } catch (error) {
    return unlessLeft(error);
  }
}

function judge(condition: Condition, value: JsonObject): boolean | undefined {
  try {
    return condition(value) === true;
  } catch (error) {
    return unlessLeft(error);
  }
}

type Condition = (focus: JsonObject) => Truth;
type Count = (focus: JsonObject) => number;

function toCondition(ast: Ast | undefined, element: TypedElement): Condition {
  const { type, text = '', children = [] } = unwrap(ast);
  const [left, right] = children;
  switch (type) {
    case 'OrExpression':
    case 'AndExpression':
    case 'ImpliesExpression':
      return combine(logic[text] ?? leave(), toCondition(left, element), toCondition(right, element));
    case 'EqualityExpression':
      return toEquality(unwrap(ast), element);
    case 'MembershipExpression':
      return text === 'in' ? toMembership(toCompared(left, element), toLiterals(right)) : leave();
    case 'InequalityExpression':
      return toComparison(comparisons[text] ?? leave(), toCount(left, element), toCount(right, element));
    default:
      return toTest(toCall(ast), element);
  }
}

/** Both sides are always looked at: the library refuses a side that is wrong though the other decides. */
const combine =
  (decide: (a: Truth, b: Truth) => Truth, left: Condition, right: Condition): Condition =>
  (focus) =>
    decide(left(focus), right(focus));

/** `=` or `!=`, of a value and a literal or of two conditions. */
function toEquality({ text, children = [] }: Ast, element: TypedElement): Condition {
  const [left, right] = children;
  const literal = toLiteral(unwrap(right));
  const equal =
    literal === undefined
      ? combine(same, toCondition(left, element), toCondition(right, element))
      : toMembership(toCompared(left, element), [literal]);
  if (text === '=') return equal;
  return text === '!=' ? (focus) => not(equal(focus)) : leave();
}

/** Types whose values FHIRPath takes as they are in JSON; dates, for one, it does not. */
const comparedTypes = new Set(['boolean', 'canonical', 'code', 'id', 'string', 'uri', 'url']);

/** The values to compare with literals. */
function toCompared(ast: Ast | undefined, element: TypedElement): Selection['items'] {
  const { items, element: compared } = toSelection(ast, element);
  return comparedTypes.has(compared.type.code) ? items : leave();
}

/** Whether the one value there may be is among the literals; nothing when there is none. */
function toMembership(compared: Selection['items'], literals: readonly Literal[]): Condition {
  return (focus) => {
    const values = compared(focus);
    if (values.length === 0) return undefined;
    const [value] = values;
    const isComparable = values.length === 1 && (typeof value === 'string' || typeof value === 'boolean');
    return isComparable ? literals.includes(value) : leave();
  };
}

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const toComparison =
  (compare: (a: number, b: number) => boolean, left: Count, right: Count): Condition =>
  (focus) =>
    compare(left(focus), right(focus));

/** A whole number, `….count()`, or a sum of such. */
function toCount(ast: Ast | undefined, element: TypedElement): Count {
  const { type, text = '', children = [] } = unwrap(ast);
  if (type === 'LiteralTerm' && children[0]?.type === 'NumberLiteral' && /^\d{1,9}$/.test(text)) {
    const number = Number(text);
    return () => number;
  }
  if (type === 'AdditiveExpression' && text === '+') {
    const [left, right] = children.map((child) => toCount(child, element));
    return left && right ? (focus) => left(focus) + right(focus) : leave();
  }
  const { of, name, criteria } = toCall(ast);
  if (name !== 'count' || criteria) return leave();
  const { items } = toSelection(of, element);
  return (focus) => items(focus).length;
}

/** A function that says yes or no. */
function toTest({ of, name, criteria }: Call, element: TypedElement): Condition {
  if (name === 'not' && of && !criteria) {
    const condition = toCondition(of, element);
    return (focus) => not(condition(focus));
  }
  const selection = toSelection(of, element);
  if (name === 'all' && criteria) {
    const { items } = selection;
    const test = toCriteria(criteria, selection.element);
    return (focus) => items(focus).every(test);
  }
  const { items } = criteria ? filter(selection, criteria) : selection;
  if (name === 'exists') return (focus) => items(focus).length > 0;
  return name === 'empty' && !criteria ? (focus) => items(focus).length === 0 : leave();
}

function toSelection(ast: Ast | undefined, element: TypedElement): Selection {
  if (ast === undefined) return { items: (focus) => [focus], element };
  const { type, text, children = [] } = unwrap(ast);
  if (type === 'MemberInvocation') return toMember(text, element);
  const [from, step] = children;
  if (type !== 'InvocationExpression' || step?.type !== 'MemberInvocation') return toFiltered(toCall(ast), element);
  return isNameOf(element, unwrap(from))
    ? toMember(step.text, element)
    : toInner(toSelection(from, element), step.text);
}

/** `Appointment`, where one stands. */
const isNameOf = (element: TypedElement, { type, text }: Ast): boolean =>
  element.isResource && type === 'MemberInvocation' && text === element.type.code;

const toFiltered = ({ of, name, criteria }: Call, element: TypedElement): Selection =>
  name === 'where' ? filter(toSelection(of, element), criteria) : leave();

function filter({ items, element }: Selection, criteria: Ast | undefined): Selection {
  const test = toCriteria(criteria, element);
  return { items: (focus) => items(focus).filter(test), element };
}

/** What an item must meet, an object of this element. */
function toCriteria(criteria: Ast | undefined, element: TypedElement): (item: unknown) => boolean {
  const condition = toCondition(criteria, insideOf(element));
  return (item) => condition(toFocus(item)) === true;
}
