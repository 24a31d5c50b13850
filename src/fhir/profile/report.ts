/** Results of validation for a person, a program, or a code review. SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/ */
import { describeOrigin, isValid, type ValidationIssue } from './validation-issue.ts';

/** One resource that was validated: where it came from, and what was found. */
export interface Judged {
  /** A file name, `file:line` of an NDJSON file, or `-` for standard input. */
  readonly name: string;
  readonly issues: readonly ValidationIssue[];
}

export interface TextOptions {
  /** ANSI colours, for a terminal. Default: none. */
  readonly isColoured?: boolean;
}

type Severity = ValidationIssue['severity'];

const severities: readonly Severity[] = ['error', 'warning', 'information'];
const colourOf: Record<Severity, number> = { error: 31, warning: 33, information: 36 };
const paint = (text: string, colour: number, isColoured: boolean): string =>
  isColoured ? `\u001b[${colour}m${text}\u001b[0m` : text;

/** Text for a person: one block a file, errors first, the same problem in many places told once; a summary at the end. */
export function renderText(results: readonly Judged[], { isColoured = false }: TextOptions = {}): string {
  const blocks = results.map(({ name, issues }) => {
    const verdict = isValid(issues) ? paint('valid', 32, isColoured) : paint('invalid', 31, isColoured);
    return [`${name}: ${verdict}`, ...groups(issues).map((group) => renderGroup(group, isColoured))].join('\n');
  });
  return `${[...blocks, summary(results)].join('\n')}\n`;
}

/** Issues that say the same of different places, errors first. */
function groups(issues: readonly ValidationIssue[]): [ValidationIssue, ...ValidationIssue[]][] {
  const same = Map.groupBy(
    issues,
    ({ severity, message, origin }) => `${severity} ${message} ${describeOrigin(origin)}`,
  );
  const lists = [...same.values()] as [ValidationIssue, ...ValidationIssue[]][];
  return lists.sort(([a], [b]) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

function renderGroup([first, ...others]: [ValidationIssue, ...ValidationIssue[]], isColoured: boolean): string {
  const { severity, expression, message, hint, origin } = first;
  const places = others.length > 0 ? `${expression} and ${others.length} more` : expression;
  const source = describeOrigin(origin);
  return [
    `  ${paint(severity, colourOf[severity], isColoured)} ${places}`,
    `    ${message}`,
    ...(hint ? [`    ${hint}`] : []),
    ...(source ? [paint(`    ${source}`, 90, isColoured)] : []),
  ].join('\n');
}

function summary(results: readonly Judged[]): string {
  const invalid = results.filter(({ issues }) => !isValid(issues)).length;
  const count = (severity: Severity): number =>
    results.reduce((sum, { issues }) => sum + issues.filter((one) => one.severity === severity).length, 0);
  const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
  const found = `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}`;
  return `${plural(results.length, 'resource')}: ${results.length - invalid} valid, ${invalid} invalid (${found})`;
}

/** JSON for a program: `[{ name, valid, issues }]`. */
export const renderJson = (results: readonly Judged[]): string =>
  `${JSON.stringify(
    results.map(({ name, issues }) => ({ name, valid: isValid(issues), issues })),
    null,
    2,
  )}\n`;

const levelOf: Record<Severity, string> = { error: 'error', warning: 'warning', information: 'note' };

/** SARIF 2.1.0 for code review and CI. `version` is that of this tool. */
export function renderSarif(results: readonly Judged[], version: string): string {
  const all = results.flatMap(({ name, issues }) => issues.map((one) => toSarifResult(name, one)));
  const rules = [...new Set(all.map(({ ruleId }) => ruleId))].sort().map((id) => ({ id }));
  const run = { tool: { driver: { name: 'sas validate', version, rules } }, results: all };
  return `${JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

function toSarifResult(name: string, { severity, rule, expression, message, hint, origin }: ValidationIssue) {
  const [, file = name, line] = /^(.*):(\d+)$/.exec(name) ?? [];
  return {
    ruleId: origin.constraint ?? rule,
    level: levelOf[severity],
    message: { text: hint ? `${message} ${hint}` : message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(file) },
          ...(line ? { region: { startLine: Number(line) } } : {}),
        },
        logicalLocations: [{ fullyQualifiedName: expression, kind: 'element' }],
      },
    ],
    properties: { rule, profile: origin.profile, element: origin.element },
  };
}
