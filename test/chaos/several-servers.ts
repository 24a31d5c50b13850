/** Servers on one MongoDB, each a process of its own, that tell one platform. */
import { FakePlatform } from '../support/fake-platform.ts';
import { newDatabaseUri } from '../support/mongo/mongo-server.ts';
import { type Send, type ServerProcess, startServer } from './server-process.ts';

export class SeveralServers {
  readonly platform: FakePlatform;
  readonly uri: string;
  readonly #holdMinutes: number;
  #servers: ServerProcess[] = [];
  #next = 0;

  private constructor(uri: string, platform: FakePlatform, holdMinutes: number) {
    this.uri = uri;
    this.platform = platform;
    this.#holdMinutes = holdMinutes;
  }

  /** So many, on a new base of `uri`, or on one of the test file's server. */
  static async start(
    count: number,
    { holdMinutes, uri }: { holdMinutes: number; uri?: string },
  ): Promise<SeveralServers> {
    const platform = await FakePlatform.start();
    const servers = new SeveralServers(uri ?? (await newDatabaseUri()), platform, holdMinutes);
    const added = await Promise.allSettled(Array.from({ length: count }, () => servers.add()));
    const failed = added.find((one) => one.status === 'rejected');
    if (failed === undefined) return servers;
    await servers.stop();
    throw failed.reason;
  }

  async add(): Promise<void> {
    const server = await startServer('/nowhere', {
      MONGODB_URI: this.uri,
      SAS_PLATFORM_URL: `${this.platform.url}/fhir`,
      SAS_HOLD_MINUTES: String(this.#holdMinutes),
    });
    this.#servers.push(server);
  }

  of(n: number): ServerProcess {
    return this.#servers[n % this.#servers.length]!;
  }

  /** Sends each request to the next of those that live. */
  readonly send: Send = (...request) => this.of(this.#next++).send(...request);

  /** SIGKILL for the oldest. */
  kill(): Promise<void> {
    return this.#servers.shift()!.kill();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.stop()));
    this.#servers = [];
    await this.platform.stop();
  }
}
