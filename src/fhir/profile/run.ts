/** One validation under way: what is found so far, where we are, and what is already known of the document. */
import type { Definitions } from './definitions.ts';
import type { Discriminators } from './discriminator.ts';
import type { Profile } from './element-node.ts';
import { type Finding, MAX_ISSUES, toIssue, tooMany } from './finding.ts';
import type { InvariantEngine } from './invariant.ts';
import type { JsonObject } from './json.ts';
import { MAX_TRAIL } from './limits.ts';
import type { Digits } from './plain-document.ts';
import type { Anatomy, TypedElement } from './typed-element.ts';
import type { Rule, ValidationIssue } from './validation-issue.ts';

/** The resource being walked, and what surrounds it. */
export interface Scope {
  readonly resource: JsonObject;
  /** The resource that contains it; itself when it is not contained. */
  readonly container: JsonObject;
  readonly bundle: BundleIndex | undefined;
  readonly fullUrl: string | undefined;
  /** What the container contains, by id. */
  readonly contained: ReadonlyMap<unknown, JsonObject>;
  /** The elements that have an id, by it. */
  readonly elementIds: Map<unknown, JsonObject>;
  /** Length of the path where the resource begins. */
  readonly depth: number;
}

/** The entries of a bundle by what a reference may say. */
export interface BundleIndex {
  readonly byFullUrl: ReadonlyMap<string, JsonObject>;
  readonly byTypeAndId: ReadonlyMap<string, JsonObject>;
  readonly urlOf: ReadonlyMap<JsonObject, string>;
}

/** What is asked of one validation. */
export interface ValidateOptions {
  /** Canonicals to validate against, with or without version, beside those the resource declares. */
  readonly profiles?: readonly string[];
  /** Rules to leave out, for example the fixed `Slot.status` of a slot that is stored busy. */
  readonly except?: readonly RuleException[];
  /** Tell errors alone: what only warns is not put into words. */
  readonly errorsOnly?: boolean;
}

/** Leaves out rules of one kind on one element, by its path in the definition: `{ element: 'Slot.status', rule: 'fixed' }`. */
export interface RuleException {
  readonly element: string;
  readonly rule?: Rule;
}

/** What every run of a validator shares. */
export interface Equipment {
  readonly definitions: Definitions;
  readonly anatomy: Anatomy;
  readonly invariants: InvariantEngine;
  readonly discriminators: Discriminators;
  /** The walk of an object from the root of a profile, handed to the rules that start one of their own. */
  readonly walkProfile: (run: Run, profile: Profile, value: JsonObject) => void;
  /** Walks a resource against one profile, as a resource of its own. */
  readonly judgeResource: (run: Run, resource: JsonObject, profile: Profile) => void;
}

export class Run {
  readonly issues: ValidationIssue[] = [];
  /** Steps from the document's root to where we are; names and indexes. */
  readonly path: (string | number)[] = [];
  /** The elements whose children are being walked, the nearest last. */
  readonly parents: TypedElement[] = [];
  /** The urls of the extensions we are in, the nearest last. */
  readonly extensionUrls: unknown[] = [];
  readonly equipment: Equipment;
  readonly options: ValidateOptions;
  /** Version that canonicals without one mean in this run. */
  readonly version: string | undefined;
  /** Set once the walk has entered a resource. */
  scope!: Scope;
  /** The numbers of the document whose digits were kept. */
  digits: Digits = new Map();
  readonly #seen = new Set<string>();
  readonly #told = { error: 0, warning: 0, information: 0 };
  /** By value: what it was walked against, a Set when that is more than one. */
  readonly #walked = new Map<JsonObject, object>();
  readonly #conforming: Map<JsonObject, Map<Profile, string | undefined>>;
  /** The run that asked for this one: to judge what its own verdict depends on. */
  readonly #parent: Run | undefined;
  readonly #trail: number;
  #isTrailCut = false;

  constructor(equipment: Equipment, options: ValidateOptions, parent?: Run) {
    this.equipment = equipment;
    this.options = options;
    this.version = parent?.version ?? versionAsked(options.profiles ?? []);
    this.#conforming = parent ? parent.#conforming : new Map();
    this.#parent = parent;
    this.#trail = parent ? parent.#trail + 1 : 0;
    if (!parent) return;
    this.scope = parent.scope;
    this.digits = parent.digits;
  }

  /** Where we are, as FHIRPath. */
  expression(child?: string): string {
    let text = '';
    for (const step of child === undefined ? this.path : [...this.path, child])
      text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
    return text;
  }

  /** Tells a broken rule, unless it was told already, is excepted, or there are too many of its severity. */
  report(finding: Finding): void {
    const { rule, constraint, expected, severity = 'error' } = finding;
    const told = this.#told[severity];
    if (told > MAX_ISSUES || !this.tells(severity) || this.#isExcepted(finding)) return;
    const expression = this.expression(finding.child);
    const key = `${expression} ${rule} ${constraint ?? expected ?? finding.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#told[severity] = told + 1;
    if (told === MAX_ISSUES) this.issues.push(tooMany(expression, severity));
    else this.issues.push(toIssue(finding, expression));
  }

  /** Whether findings of this severity are asked for. */
  tells(severity: ValidationIssue['severity']): boolean {
    return severity === 'error' || !this.options.errorsOnly;
  }

  /**
   * True the first time this value is to be walked against that element or profile: later times would find the same. Every
   * walk asks, or values that are walked twice (extensions, slices) would double the work at each level of nesting.
   */
  isFirstWalk(value: JsonObject, against: object): boolean {
    const known = this.#walked.get(value);
    if (known === undefined) this.#walked.set(value, against);
    else if (known === against) return false;
    else if (!(known instanceof Set)) this.#walked.set(value, new Set([known, against]));
    else if (known.has(against)) return false;
    else known.add(against);
    return true;
  }

  /** Undefined when the resource satisfies the profile, else the first reason why not. */
  whyNot(resource: JsonObject, profile: Profile): string | undefined {
    return this.#whyNot(resource, profile, (probe) => this.equipment.judgeResource(probe, resource, profile));
  }

  /** The same of a value that is no resource, such as an Identifier. */
  whyNotOfType(value: JsonObject, profile: Profile): string | undefined {
    return this.#whyNot(value, profile, (probe) => {
      probe.path.push(...this.path);
      probe.parents.push(...this.parents);
      probe.extensionUrls.push(...this.extensionUrls);
      this.equipment.walkProfile(probe, profile, value);
    });
  }

  /** Judged once a run, whoever asks. */
  #whyNot(value: JsonObject, profile: Profile, walk: (probe: Run) => void): string | undefined {
    const known = this.#conforming.get(value) ?? new Map<Profile, string | undefined>();
    this.#conforming.set(value, known);
    if (known.has(profile)) return known.get(profile);
    if (this.#trail >= MAX_TRAIL) return this.#reportTrail();
    known.set(profile, undefined); // a circle of references conforms unless something else in it does not
    known.set(profile, this.#firstError(walk));
    return known.get(profile);
  }

  /** Tells once, where the trail began, that its end was not judged; what is there passes for right. */
  #reportTrail(): undefined {
    if (this.#parent) return this.#parent.#reportTrail();
    if (this.#isTrailCut) return undefined;
    this.#isTrailCut = true;
    this.report({
      rule: 'limit',
      severity: 'warning',
      message: `References lead from here through more than ${MAX_TRAIL} resources: those beyond are not judged for its sake.`,
    });
    return undefined;
  }

  /** The first error that a walk would find from here, told to nobody. */
  #firstError(walk: (probe: Run) => void): string | undefined {
    const probe = new Run(this.equipment, this.options, this);
    walk(probe);
    const reason = probe.issues.find(({ severity }) => severity === 'error');
    return reason && `${reason.expression}: ${reason.message}`;
  }

  /** The profile a canonical names in this run. */
  profile(canonical: string, from?: Profile): Profile | undefined {
    return this.equipment.definitions.profile(canonical, this.version ?? from?.version);
  }

  #isExcepted({ rule, node }: Finding): boolean {
    const { except } = this.options;
    return (except ?? []).some((one) => one.element === node?.path && (one.rule ?? rule) === rule);
  }
}

const versionAsked = (profiles: readonly string[]): string | undefined =>
  profiles.find((canonical) => canonical.includes('|'))?.split('|')[1];
