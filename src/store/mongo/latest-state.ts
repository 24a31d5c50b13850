/** The state over which a commit is decided: the one that this server has just made, while it is alone, else one that is read. */
import type { CommitLog } from './commit-log.ts';
import type { State } from './log-entry.ts';

/** How long others are reckoned with after they were last seen to commit. */
const othersLastMs = 1000;

/** How long the state that this server has made is taken for the latest. Who is wrong finds the next place taken. */
const ownLastsMs = 1000;

export class LatestState {
  readonly #log: CommitLog;
  /** The state that this server's last commit has made; `at`: when, milliseconds of `Date.now()`. */
  #own: { readonly state: State; readonly at: number } | undefined;
  /** When others were last seen to commit, milliseconds of `Date.now()`. */
  #othersAt = 0;

  constructor(log: CommitLog) {
    this.#log = log;
  }

  /** Whether no others were seen to commit of late. */
  get isAlone(): boolean {
    return Date.now() - this.#othersAt >= othersLastMs;
  }

  /** The state that this server has just made; undefined when others may have moved it. */
  get own(): State | undefined {
    return this.#own && this.isAlone && Date.now() - this.#own.at < ownLastsMs ? this.#own.state : undefined;
  }

  /** The state that all see. Tells from it whether there are others. */
  async read(): Promise<State> {
    const state = await this.#log.state();
    if (state.seq !== this.#own?.state.seq) this.sawOthers();
    return state;
  }

  /** This server has moved the state. */
  made(state: State): void {
    this.#own = { state, at: Date.now() };
  }

  sawOthers(): void {
    this.#othersAt = Date.now();
  }
}
