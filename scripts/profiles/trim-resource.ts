/**
 * Takes the prose of the R4 specification out of a compiled StructureDefinition: what is left are the rules and our own
 * words. A snapshot element must have a definition (sdf-3), so those without words of ours get `inherited`.
 * https://hl7.org/fhir/R4/structuredefinition.html#invs
 */

/** Stands in a snapshot for a definition that the base already gives. */
export const inherited = 'As in the base definition.';

type Json = Record<string, unknown>;

interface Element extends Json {
  readonly id: string;
}

interface Resource extends Json {
  readonly resourceType: string;
}

const prose = ['short', 'definition', 'comment', 'requirements', 'alias', 'meaningWhenMissing', 'orderMeaning'];
const dropped = new Set([...prose, 'mapping', 'example', 'extension', 'isModifierReason', 'isModifier', 'isSummary']);

/** Returns the resource as it is committed; other types than StructureDefinition come back unchanged. */
export function trimResource(resource: Resource): Resource {
  if (resource.resourceType !== 'StructureDefinition') return resource;
  const { mapping: _, ...rest } = resource;
  const own = new Map(elementsOf(resource.differential).map((element) => [element.id, element]));
  const trimmed = elementsOf(resource.snapshot).map((element) => trimElement(element, own.get(element.id)));
  return { ...rest, snapshot: { element: trimmed } } as unknown as Resource;
}

const elementsOf = (view: unknown): readonly Element[] => (view as { element: Element[] }).element;

function trimElement(element: Element, own: Element | undefined): Json {
  const { id, path, ...rest } = element;
  const { short, definition = inherited, comment }: Json = own ?? {};
  const trimmed: Json = { id, path, ...(short ? { short } : {}), definition, ...(comment ? { comment } : {}) };
  for (const [name, value] of Object.entries(rest)) {
    if (!dropped.has(name)) trimmed[name] = trimValue(name, value, own);
  }
  // eld-18 of R4 asks the reason of every modifier.
  if (element.isModifier) Object.assign(trimmed, { isModifier: true, isModifierReason: element.isModifierReason });
  if (element.isSummary) trimmed.isSummary = true;
  return trimmed;
}

function trimValue(name: string, value: unknown, own: Element | undefined): unknown {
  if (name === 'constraint')
    return (value as Json[]).map(({ xpath: _, extension, ...rest }) => withBestPractice(rest, extension));
  if (name === 'slicing') return without(value, 'description');
  if (name === 'binding') return trimBinding(value as Json, own?.binding as Json | undefined);
  return value;
}

/** Keeps the mark that a constraint is only a recommendation (dom-6), without its essay. */
function withBestPractice(constraint: Json, extension: unknown): Json {
  const marks = ((extension ?? []) as Json[]).filter(({ url }) =>
    String(url).endsWith('elementdefinition-bestpractice'),
  );
  return marks.length > 0 ? { extension: marks, ...constraint } : constraint;
}

/** A binding without value set must have a description (sdf-10). */
function trimBinding(binding: Json, own: Json | undefined): Json {
  const description = own?.description ?? (binding.valueSet ? undefined : inherited);
  return { ...without(binding, 'description', 'extension'), ...(description ? { description } : {}) };
}

const without = (value: unknown, ...names: string[]): Json =>
  Object.fromEntries(Object.entries(value as Json).filter(([name]) => !names.includes(name)));
