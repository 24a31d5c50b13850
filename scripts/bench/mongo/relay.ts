/** A relay to a database that is only read: it answers by itself what was asked before. In a thread of its own. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Relay {
  /** The database through the relay. */
  readonly uri: string;
  readonly close: () => Promise<void>;
}

export async function startRelay(uri: string): Promise<Relay> {
  const worker = new Worker(new URL('./relay-thread.ts', import.meta.url), { workerData: uri });
  const [port] = await once(worker, 'message');
  const through = new URL(uri);
  through.port = String(port);
  const close = async () => {
    await worker.terminate();
  };
  return { uri: through.href, close };
}
