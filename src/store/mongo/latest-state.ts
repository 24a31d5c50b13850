/** The state over which a commit is decided: the one that this server has just made, while it is alone, else one that is read. */
import type { CommitLog } from './commit-log.ts';
import type { State } from './log-entry.ts';
import { type Clocks, readClocks, timePassedSince } from './time-passed.ts';

/** How long others are reckoned with after they were last seen to commit. */
const othersLastMs = 1000;

/** How long the state that this server has made is taken for the latest. Who is wrong finds the next place taken. */
const ownLastsMs = 1000;

export class LatestState {
  readonly #log: CommitLog;
  /** The state that this server's last commit has made, and when. */
  #own: { readonly state: State; readonly made: Clocks } | undefined;
  /** When others were last seen to commit. */
  #othersSeen: Clocks | undefined;

  constructor(log: CommitLog) {
    this.#log = log;
  }

  /** Whether no others were seen to commit of late. */
  get isAlone(): boolean {
    return this.#othersSeen === undefined || timePassedSince(this.#othersSeen) >= othersLastMs;
  }

  /** The state that this server has just made; undefined when others may have moved it. */
  get own(): State | undefined {
    return this.#own && this.isAlone && timePassedSince(this.#own.made) < ownLastsMs ? this.#own.state : undefined;
  }

  /** The state that all see. Tells from it whether there are others. */
  async read(): Promise<State> {
    const state = await this.#log.state();
    if (state.seq !== this.#own?.state.seq) this.sawOthers();
    return state;
  }

  /** This server has moved the state. */
  made(state: State): void {
    this.#own = { state, made: readClocks() };
  }

  sawOthers(): void {
    this.#othersSeen = readClocks();
  }
}
