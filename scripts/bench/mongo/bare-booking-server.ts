/**
 * The bare driver as a server: it takes each request for a booking and sends the database what our server was recorded to send,
 * in commits that as many bookings share as shared them then. It reads no body and judges nothing. Run with a file of
 * commands (see `toCommandFile`), the URI of the database and that of an empty one, to which it sends them all before it
 * listens, to be warm; a GET, for the same reason, is answered at once. When the commands are used up it answers 500.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MongoClient } from 'mongodb';
import { bookingsIn, byCommit, readCommandFile } from './recorded-commands.ts';

const [, , file = '', uri = '', rehearsalUri = ''] = process.argv;
const all = byCommit(readCommandFile(readFileSync(file)));
const commits = all.values();
const database = (await new MongoClient(uri).connect()).db();
const waiting: ServerResponse[] = [];
let booked = 0;

const server = createServer((request, response) => {
  if (request.method === 'GET') return answer(response);
  request.resume().once('end', () => {
    waiting.push(response);
    server.emit('waiting');
  });
});

/** Carries out one commit after the other, each once as many requests wait as bookings were in it. */
async function work(): Promise<void> {
  for (const commands of commits) {
    const bookings = bookingsIn(commands);
    while (waiting.length < bookings) await once(server, 'waiting');
    for (const command of commands) await database.command(command);
    for (const response of waiting.splice(0, bookings)) answer(response);
  }
  server.removeAllListeners('request').on('request', (_request, response) => response.writeHead(500).end());
  for (const response of waiting) response.writeHead(500).end();
}

async function rehearse(): Promise<void> {
  const client = await new MongoClient(rehearsalUri).connect();
  for (const commands of all) for (const command of commands) await client.db().command(command);
  await client.close();
}

function answer(response: ServerResponse): void {
  const id = `bare-${booked++}`;
  response.writeHead(201, {
    Location: `${fhirBase}/Appointment/${id}/_history/1`,
    ETag: 'W/"1"',
    'Last-Modified': new Date().toUTCString(),
  });
  response.end();
}

await rehearse();
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const fhirBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
console.log(fhirBase);
process.once('SIGTERM', () => process.exit());
await work();
