/** The validator: definitions in, issues out. Pure; never throws on any JSON value. docs/validator.md */
import type { Definitions } from './definitions.ts';
import { Discriminators } from './discriminator.ts';
import type { Profile } from './element-node.ts';
import { InvariantEngine } from './invariant.ts';
import { isObject, jsonType } from './json.ts';
import { surveyDocument } from './limits.ts';
import { toPlainDocument } from './plain-document.ts';
import { judgeResource, walkDocument } from './resource.ts';
import { type Equipment, Run, type ValidateOptions } from './run.ts';
import { Anatomy } from './typed-element.ts';
import type { ValidationIssue } from './validation-issue.ts';
import { walkProfile } from './walk.ts';

export interface Validator {
  /**
   * What is wrong with a resource: by base R4, by the profiles it declares, and by those asked for. An empty list, or one without
   * errors (`isValid`), means it is valid. One canonical with a version makes it the version of all those without, in this call.
   */
  validate(resource: unknown, options?: ValidateOptions): ValidationIssue[];
}

/** A validator over these definitions. Profiles are compiled when first needed. */
export function createValidator(definitions: Definitions): Validator {
  const equipment: Equipment = {
    definitions,
    anatomy: new Anatomy(definitions),
    invariants: new InvariantEngine(),
    discriminators: new Discriminators(),
    walkProfile,
    judgeResource,
  };
  return { validate: (resource, options = {}) => validate(equipment, resource, options) };
}

function validate(equipment: Equipment, document: unknown, options: ValidateOptions): ValidationIssue[] {
  const survey = surveyDocument(document);
  if (survey.refusal) return [survey.refusal];
  const { value: resource, digits } = toPlainDocument(document, survey.objects);
  const run = new Run(equipment, options);
  run.digits = digits;
  if (!isObject(resource)) {
    run.report({ rule: 'json-type', message: `A resource is a JSON object; found ${jsonType(resource)}.` });
    return run.issues;
  }
  run.path.push(typeof resource.resourceType === 'string' ? resource.resourceType : 'Resource');
  walkDocument(run, resource, askedProfiles(run));
  return run.issues;
}

function askedProfiles(run: Run): Profile[] {
  return (run.options.profiles ?? []).flatMap((canonical) => {
    const profile = run.profile(canonical);
    if (!profile)
      run.report({ rule: 'profile', value: canonical, message: `The profile ${canonical} is not known here.` });
    return profile ?? [];
  });
}
