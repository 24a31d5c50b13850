/** What our server says to its database, word by word, so that the bare driver can say the same. */
import type { Document } from 'mongodb';
import { startProxy } from '../../mongo/proxy.ts';

/** The commands of some work, in the order in which they were sent. */
export interface Recorder {
  /** The database through the recorder. */
  readonly uri: string;
  /** The commands since this was last called. */
  readonly take: () => Document[];
  readonly close: () => Promise<void>;
}

const reads: ReadonlySet<string> = new Set(['find', 'aggregate', 'getMore']);
const writes: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'findAndModify']);

/** Records what passes on the way to the database of a URI: reads and writes, not what the driver says for itself. */
export async function startRecorder(uri: string): Promise<Recorder> {
  const proxy = await startProxy(uri);
  let taken: Document[] = [];
  proxy.decide = ({ command, body }) => {
    if (reads.has(command) || writes.has(command)) taken.push(repeatable(body));
    return 'pass';
  };
  const take = () => {
    const commands = taken;
    taken = [];
    return commands;
  };
  return { uri: proxy.uri, take, close: proxy.close };
}

/** What belongs to the connection: the database, its session, its clock. */
const fleeting: ReadonlySet<string> = new Set(['$db', '$clusterTime', 'lsid', 'txnNumber']);

const repeatable = (body: Document): Document =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !fleeting.has(name)));

/** Whether a command changes something. */
export const isWrite = (command: Document): boolean => writes.has(Object.keys(command)[0]!);
