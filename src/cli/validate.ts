/** `sas validate`: what is wrong with FHIR resources in files. docs/validator.md */
import { Argument, Command, Option } from 'commander';
import { readSetting, settings } from '../config.ts';
import { loadDefinitions } from '../definitions/load-definitions.ts';
import { readPackage } from '../definitions/read-package.ts';
import { parseJson } from '../fhir/json.ts';
import { OutcomeError } from '../fhir/outcome.ts';
import { type Judged, renderJson, renderSarif, renderText } from '../fhir/profile/report.ts';
import { codeOf, isValid, type ValidationIssue } from '../fhir/profile/validation-issue.ts';
import { createValidator, type Validator } from '../fhir/profile/validator.ts';
import { version } from '../version.ts';
import { readDocuments } from './read-documents.ts';

const formats = ['text', 'json', 'sarif'] as const;

interface Flags {
  readonly profile: readonly string[];
  readonly package: readonly string[];
  readonly format: (typeof formats)[number];
}

/** The command. It fails when a resource is not valid. */
export const validateCommand = (): Command =>
  new Command('validate')
    .description("tell what is wrong with FHIR resources, by R4, by the SAS guide's profiles and by those of packages")
    .addArgument(new Argument('<files...>', 'JSON or NDJSON files, folders of them; - is standard input'))
    .addOption(
      repeatable('--profile <url>', 'canonical of a profile to validate against, beside those that are claimed'),
    )
    .addOption(repeatable('--package <file.tgz>', 'FHIR package with further definitions'))
    .addOption(new Option('--format <format>', 'how the result is told').choices(formats).default('text'))
    .action(async (names: string[], flags: Flags) => {
      const validator = await buildValidator(flags.package);
      const results: Judged[] = [];
      for await (const { name, text } of readDocuments(names, process.stdin))
        results.push({ name, issues: judgeText(validator, text, flags.profile) });
      if (results.length === 0) throw new Error(`there is no JSON document in ${names.join(', ')}`);
      process.stdout.write(render(results, flags.format));
      const invalid = results.filter(({ issues }) => !isValid(issues)).length;
      if (invalid > 0) throw new Error(`${invalid} of ${results.length} resources not valid`);
    });

/** An option that may be given several times. */
const repeatable = (flags: string, description: string): Option =>
  new Option(flags, description)
    .argParser((value: string, previous: readonly string[]) => [...previous, value])
    .default([], 'none');

async function buildValidator(packages: readonly string[]): Promise<Validator> {
  const definitions = loadDefinitions({ defaultVersion: readSetting(settings.igVersion, process.env) });
  for (const path of packages) {
    const { definitions: found, withoutSnapshot } = await readPackage(path);
    for (const one of found) definitions.add(one);
    for (const url of withoutSnapshot) process.stderr.write(`sas: ${path}: ${url} has no snapshot and is not used\n`);
  }
  return createValidator(definitions);
}

function judgeText(validator: Validator, text: string, profiles: readonly string[]): readonly ValidationIssue[] {
  try {
    return validator.validate(parseJson(text), { profiles });
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw error;
    const rule = 'json-type' as const;
    return [{ severity: 'error', code: codeOf[rule], rule, expression: '', message: error.message, origin: {} }];
  }
}

function render(results: readonly Judged[], format: Flags['format']): string {
  if (format === 'json') return renderJson(results);
  if (format === 'sarif') return renderSarif(results, version);
  return renderText(results, { isColoured: process.stdout.isTTY === true });
}
