/** A progress bar on a terminal, and lines of text that do not disturb it. https://github.com/npkgz/cli-progress */
import { MultiBar, Presets, type SingleBar } from 'cli-progress';

/** Where it writes: `process.stderr`. */
type Terminal = NodeJS.WriteStream;

export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #bars: MultiBar | undefined;
  #bar: SingleBar | undefined;

  /** On what is no terminal, only the lines of text are written. */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    if (!terminal.isTTY) return;
    const options = {
      stream: terminal,
      format: '{bar} {percentage} % | {eta_formatted} left',
      clearOnComplete: true,
      // Else the first Ctrl-C would only stop the bar.
      gracefulExit: false,
    };
    this.#bars = new MultiBar(options, Presets.shades_classic);
  }

  update(done: number, total: number): void {
    this.#bar ??= this.#bars?.create(total, 0);
    this.#bar?.setTotal(total);
    this.#bar?.update(done);
  }

  /** Writes a line above the bar. */
  print(line: string): void {
    if (this.#bars && this.#bar) this.#bars.log(`${line}\n`);
    else this.#terminal.write(`${line}\n`);
  }

  stop(): void {
    this.#bars?.stop();
  }
}
