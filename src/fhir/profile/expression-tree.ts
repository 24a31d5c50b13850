/** The tree that the library `fhirpath` makes of an expression, and how to read it. http://hl7.org/fhirpath/N1/#grammar */
import fhirpath from 'fhirpath';
import { leave } from './plain-json.ts';

/** A node of the tree that the library's parser makes. */
export interface Ast {
  readonly type: string;
  readonly text?: string;
  readonly children?: readonly Ast[];
}

/** The tree of an expression; given up when it is none. */
export function parse(expression: string): Ast {
  try {
    return fhirpath.parse(expression);
  } catch {
    return leave(); // the library tells what is wrong
  }
}

const wrappers = new Set(['EntireExpression', 'TermExpression', 'InvocationTerm', 'ParenthesizedTerm']);

/** The node inside what only wraps it. */
export function unwrap(ast: Ast | undefined): Ast {
  if (ast === undefined) return leave();
  return wrappers.has(ast.type) ? unwrap(ast.children?.[0]) : ast;
}

/** A literal that JSON has as well. */
export type Literal = string | boolean;

/** Undefined for what is no literal, or one with escapes. */
export function toLiteral({ type, text = '', children = [] }: Ast): Literal | undefined {
  if (type !== 'LiteralTerm') return undefined;
  if (children[0]?.type === 'BooleanLiteral') return text === 'true';
  return children[0]?.type === 'StringLiteral' && !text.includes('\\') ? text.slice(1, -1) : undefined;
}

/** `('a' | 'b')` */
export function toLiterals(ast: Ast | undefined): readonly Literal[] {
  const node = unwrap(ast);
  if (node.type === 'UnionExpression') return node.children?.flatMap(toLiterals) ?? leave();
  return [toLiteral(node) ?? leave()];
}

/** A function called on a collection, with its argument; on where the invariant stands when there is no collection. */
export interface Call {
  readonly of: Ast | undefined;
  readonly name: string | undefined;
  readonly criteria: Ast | undefined;
}

/** The call that a node is; given up when it is none. */
export function toCall(ast: Ast | undefined): Call {
  const node = unwrap(ast);
  const [of, called] = node.type === 'InvocationExpression' ? (node.children ?? []) : [undefined, node];
  if (called?.type !== 'FunctionInvocation') return leave();
  const [name, { children: parameters = [] } = { children: [] }] = called.children?.[0]?.children ?? [];
  return parameters.length > 1 ? leave() : { of, name: name?.text, criteria: parameters[0] };
}
