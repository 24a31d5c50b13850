/** A proxy between a server and its database that does to single requests what networks do. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

/** A command on its way to the database. */
export interface ProxiedRequest {
  /** `insert`, `update`, `find` … */
  readonly command: string;
  readonly collection: string;
  /** All of it, as the database gets it. */
  readonly body: Document;
}

/** What becomes of a request. */
export type Fate =
  | 'pass'
  /** The connection is cut, the database never sees it. */
  | 'cut-before'
  /** The database carries it out, the connection is cut before its answer. */
  | 'cut-after'
  /** The connection is cut in the middle of the answer. */
  | 'half'
  /** Nothing more ever comes on this connection, and it is not closed. */
  | 'silence';

export interface MongoProxy {
  /** The database's URI through this proxy. */
  readonly uri: string;
  /** Asked for each request; to be set by the test. */
  decide: (request: ProxiedRequest) => Fate | Promise<Fate>;
  /** Makes of each answer what the server gets to read; `request` is absent for the handshake. To be set by the test. */
  rewrite: ((answer: Document, request: ProxiedRequest | undefined) => Document) | undefined;
  /** How many connections are open. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a proxy to the database of a URI, on any free port. It lets everything pass until told otherwise. */
export async function startProxy(uri: string): Promise<MongoProxy> {
  const target = new URL(uri);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    sockets.add(client);
    for (const socket of [client, upstream]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
        sockets.delete(client);
      });
    }
    relay({ client, upstream, proxy: () => proxy });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const through = new URL(uri);
  through.port = String((server.address() as AddressInfo).port);
  const proxy: MongoProxy = {
    uri: through.href,
    decide: () => 'pass',
    rewrite: undefined,
    connections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

interface Wire {
  readonly client: Socket;
  readonly upstream: Socket;
  readonly proxy: () => MongoProxy;
}

/** One request is under way on a connection at a time, so the next answer is that of the last request. */
function relay({ client, upstream, proxy }: Wire): void {
  let fate: Fate = 'pass';
  let request: ProxiedRequest | undefined;
  readMessages(client, async (message) => {
    request = toRequest(message);
    fate = request ? await proxy().decide(request) : 'pass';
    if (fate === 'cut-before') client.destroy();
    else upstream.write(message);
  });
  readMessages(upstream, async (message) => {
    const { rewrite } = proxy();
    if (fate === 'pass') client.write(rewrite ? rewritten(message, (answer) => rewrite(answer, request)) : message);
    else if (fate === 'cut-after') client.destroy();
    else if (fate === 'half') client.write(message.subarray(0, message.length / 2), () => client.destroy());
  });
}

/** Calls back with whole messages, one after the other. https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
export function readMessages(socket: Socket, take: (message: Buffer) => void | Promise<void>): void {
  let buffer = Buffer.alloc(0);
  let turn = Promise.resolve();
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    while (buffer.length >= 4 && buffer.length >= buffer.readInt32LE(0)) {
      const message = buffer.subarray(0, buffer.readInt32LE(0));
      buffer = buffer.subarray(message.length);
      turn = turn.then(() => take(message));
    }
  });
}

const opMsg = 2013;

/** Where the document of an answer begins, in OP_MSG and in the older OP_REPLY of the handshake. */
const bodyAt = (message: Buffer): number => (message.readInt32LE(12) === opMsg ? 21 : 36);

function rewritten(message: Buffer, rewrite: (answer: Document) => Document): Buffer {
  const at = bodyAt(message);
  const answer = BSON.serialize(rewrite(BSON.deserialize(message.subarray(at), { promoteValues: false })));
  const changed = Buffer.concat([message.subarray(0, at), answer]);
  changed.writeInt32LE(changed.length, 0);
  return changed;
}

/** The command of an OP_MSG; undefined for the handshake's older messages. */
export function toRequest(message: Buffer): ProxiedRequest | undefined {
  if (message.readInt32LE(12) !== opMsg) return undefined;
  const body: Document = Object.assign({}, ...sections(message));
  const [command = '', collection] = Object.entries(body)[0] ?? [];
  return { command, collection: String(collection), body };
}

/** A section is a document, or a field that has a sequence of documents. */
function* sections(message: Buffer): Generator<Document> {
  const end = message.length - (message.readUInt32LE(16) & hasChecksum ? 4 : 0);
  for (let at = 20; at < end; ) {
    const length = message.readInt32LE(at + 1);
    const content = message.subarray(at + 1, at + 1 + length);
    yield message[at] === 0 ? BSON.deserialize(content) : toSequence(content);
    at += 1 + length;
  }
}

const hasChecksum = 1;

function toSequence(content: Buffer): Document {
  const nameEnd = content.indexOf(0, 4);
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < content.length; at += content.readInt32LE(at)) {
    documents.push(BSON.deserialize(content.subarray(at, at + content.readInt32LE(at))));
  }
  return { [content.toString('utf8', 4, nameEnd)]: documents };
}
