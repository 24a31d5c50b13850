/** A clock that stands still until a test sets it. */
export class TestClock {
  ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }

  readonly now = (): number => this.ms;
}
