/** One measured figure, what it is compared with and what it must reach; how figures are shown and written. */
import { styleText } from 'node:util';

/** A bound that a value, or its ratio to the reference, must keep. */
export interface Target {
  readonly of: 'value' | 'ratio';
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
}

export interface Measured {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is compared with: the same measure of something else, in the same run. */
  readonly reference?: { readonly name: string; readonly value: number } | undefined;
  readonly target?: Target | undefined;
}

/** A figure as `--json` writes it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What `ratio` divides the value by: `the limit: 610 requests/s`. */
  readonly reference?: string;
  readonly ratio?: number;
  /** `ratio at least 0.6`. */
  readonly target?: string;
  readonly met?: boolean;
}

/** The figure that a measurement makes, judged by its target. */
export function toFigure({ name, value, unit, reference, target }: Measured): Figure {
  const ratio = reference && value / reference.value;
  return {
    name,
    value: rounded(value),
    unit,
    ...(reference ? { reference: `${reference.name}: ${rounded(reference.value)} ${unit}` } : {}),
    ...(ratio === undefined ? {} : { ratio: rounded(ratio) }),
    ...(target ? { target: `${target.of} ${target.bound} ${target.limit}` } : {}),
    ...(target ? { met: isMet(target, target.of === 'ratio' ? ratio : value) } : {}),
  };
}

const isMet = ({ bound, limit }: Target, found: number | undefined): boolean =>
  found !== undefined && (bound === 'at least' ? found >= limit : found <= limit);

/** Three significant digits, or all of the whole part. */
const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

/** One line of the table; coloured where a person reads. */
export function toLine(figure: Figure, isColoured: boolean): string {
  const { name, value, unit, reference, ratio, target, met } = figure;
  const verdict = met === undefined ? '' : met ? 'met' : 'MISSED';
  const comparison = reference === undefined ? '' : `${ratio} × ${reference}`;
  const cells = [name.padEnd(62), `${value} ${unit}`.padStart(18), `  ${comparison}`.padEnd(40), target ?? '', verdict];
  const line = cells.join(' ').trimEnd();
  if (!isColoured || met === undefined) return line;
  return styleText(met ? 'green' : 'red', line);
}
