/** The thread of a relay (relay.ts) to the database of the URI in `workerData`; posts the port on which it listens. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { readMessages, toRequest } from '../../mongo/proxy.ts';

const target = new URL(workerData as string);

/** Answers without their header, by the request without its header. */
const known = new Map<string, Buffer>();

/** https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#standard-message-header */
const headerLength = 16;

const server = createServer((client) => {
  const upstream = connect(Number(target.port), target.hostname);
  for (const socket of [client, upstream]) {
    socket.on('error', () => {});
    socket.on('close', () => {
      client.destroy();
      upstream.destroy();
    });
  }
  relay(client, upstream);
});

/** One request is under way on a connection at a time. */
function relay(client: Socket, upstream: Socket): void {
  let asked: string | undefined;
  readMessages(client, (request) => {
    const question = request.toString('latin1', headerLength);
    const answer = known.get(question);
    if (answer) return send(client, request, answer);
    asked = isRead(request) ? question : undefined;
    upstream.write(request);
  });
  readMessages(upstream, (answer) => {
    if (asked !== undefined) known.set(asked, Buffer.from(answer.subarray(headerLength)));
    client.write(answer);
  });
}

const isRead = (request: Buffer): boolean => ['find', 'aggregate'].includes(toRequest(request)?.command ?? '');

function send(client: Socket, request: Buffer, answer: Buffer): void {
  const header = Buffer.from(request.subarray(0, headerLength));
  header.writeInt32LE(headerLength + answer.length, 0);
  header.writeInt32LE(request.readInt32LE(4), 8);
  client.cork();
  client.write(header);
  client.write(answer);
  client.uncork();
}

server.listen(0, '127.0.0.1', () => parentPort!.postMessage((server.address() as AddressInfo).port));
