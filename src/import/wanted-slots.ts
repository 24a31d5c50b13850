/** The slots of an import that its appointments refer to, known by whatever they call them. */
import { type ImportLine, identifiersOf, namesOf } from './import-line.ts';
import { toCondition } from './names.ts';
import type { Survey } from './survey.ts';

export class WantedSlots {
  readonly #survey: Pick<Survey, 'names' | 'slotNames'>;
  /** By their reference here. */
  readonly #written = new Set<string>();

  constructor(survey: Pick<Survey, 'names' | 'slotNames'>) {
    this.#survey = survey;
  }

  /** What the import's appointments call this line's slot; nothing when none has it, or it is no slot. */
  calledOf(line: ImportLine): readonly string[] {
    if (line.resource.resourceType !== 'Slot') return [];
    return this.calledAmong(() => [...namesOf(line), ...identifiersOf(line).map(toCondition)]);
  }

  /** Whether one has it by a name of the file's: a bad line may have identifiers of any shape. */
  isNamed(line: ImportLine): boolean {
    return line.resource.resourceType === 'Slot' && this.calledAmong(() => namesOf(line)).length > 0;
  }

  /** Those of a slot's names by which appointments call it; they are put together only where there are appointments. */
  calledAmong(names: () => readonly string[]): readonly string[] {
    const { slotNames } = this.#survey;
    return slotNames.size === 0 ? [] : names().filter((one) => slotNames.has(one));
  }

  /** There is such a resource now, whatever became of other lines of it; `called`: what appointments call it. */
  accept(reference: string, called: readonly string[]): void {
    const { names } = this.#survey;
    names.accept(reference);
    if (called.length > 0) this.#written.add(reference);
    for (const one of called) names.set(one, reference);
  }

  /** Whether it was accepted, and an appointment refers to it. */
  has(reference: string): boolean {
    return this.#written.has(reference);
  }
}
