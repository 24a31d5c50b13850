/**
 * Keeps cause before effect among all that this process asks of the database, whichever member, router or shard answers.
 *
 * Every answer tells the cluster's time; a write gets a later one than its request names, and a read that names one is
 * answered only by a member whose majority is as far. Each operation here has a session of its own, since those of one
 * session must not run beside each other, and names the latest times that any answer before it told.
 * https://www.mongodb.com/docs/manual/core/causal-consistency-read-write-concerns/
 */
import { type ClientSession, type ClusterTime, type MongoClient, MongoServerError, type Timestamp } from 'mongodb';

/** What an operation adds to its options; nothing where there are no sessions. */
export interface InSession {
  readonly session?: ClientSession;
}

type Operation<T> = (within: InSession) => Promise<T>;

export class CausalOrder {
  readonly #client: Pick<MongoClient, 'withSession'>;
  readonly #hasClusterTime: boolean;
  /** What reads must have seen. */
  #operationTime: Timestamp | undefined;
  /** What writes must come after. */
  #clusterTime: ClusterTime | undefined;

  constructor(client: Pick<MongoClient, 'withSession'>, { hasClusterTime }: { readonly hasClusterTime: boolean }) {
    this.#client = client;
    this.#hasClusterTime = hasClusterTime;
  }

  /** Does an operation that sees all that was seen and done before it began. */
  after<T>(operation: Operation<T>): Promise<T> {
    return this.#inSession(operation, ({ session }) => {
      if (this.#operationTime) session?.advanceOperationTime(this.#operationTime);
    });
  }

  /**
   * Does a read that is the latest by itself (`linearizable`): the server lets it name no time. Where the first answer is
   * that the primary has changed, the driver asks again in the same session, and names the time that this answer told.
   */
  async latest<T>(operation: Operation<T>): Promise<T> {
    try {
      return await this.#inSession(operation, () => {});
    } catch (error) {
      if (!isInvalidOption(error)) throw error;
      return this.#inSession(operation, () => {});
    }
  }

  async #inSession<T>(operation: Operation<T>, prepare: (within: InSession) => void): Promise<T> {
    if (!this.#hasClusterTime) return operation({});
    return this.#client.withSession({ causalConsistency: true }, async (session) => {
      if (this.#clusterTime?.signature) session.advanceClusterTime(this.#clusterTime);
      prepare({ session });
      try {
        return await operation({ session });
      } finally {
        // Also of a failure: an insert that found its row there tells the time of a cluster that has it.
        this.#remember(session);
      }
    });
  }

  #remember({ operationTime, clusterTime }: ClientSession): void {
    if (operationTime && !this.#operationTime?.greaterThan(operationTime)) this.#operationTime = operationTime;
    if (clusterTime && !this.#clusterTime?.clusterTime.greaterThan(clusterTime.clusterTime)) {
      this.#clusterTime = clusterTime;
    }
  }
}

const isInvalidOption = (error: unknown): boolean => error instanceof MongoServerError && error.code === 72;
