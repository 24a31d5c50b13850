/**
 * The limit: what Node's own HTTP server does when all it has to do is write. Run with a file of answers; every request
 * gets the next of them, put together with this server's own FHIR base. With the URI of a MongoDB database it is the bare
 * driver: it first sends the queries of each answer, one after the other, and does nothing with what they bring.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BSON, type Document, MongoClient } from 'mongodb';

/** An answer cut into fragments where the FHIR base stands, and the queries that the database is asked for it, as commands. */
export interface BareAnswer {
  readonly fragments: readonly string[];
  readonly commands: readonly Document[];
}

const [, , file = '', uri] = process.argv;
const answers = BSON.EJSON.parse(readFileSync(file, 'utf8')) as BareAnswer[];
const database = uri === undefined ? undefined : (await new MongoClient(uri).connect()).db();
let next = 0;

const server = createServer(async (_request, response) => {
  const { fragments, commands } = answers[next++ % answers.length]!;
  for (const command of commands) await ask(command);
  const body = Buffer.from(fragments.join(fhirBase));
  response.writeHead(200, { 'Content-Type': 'application/fhir+json; charset=utf-8', 'Content-Length': body.length });
  response.end(body);
});

/** As a program that uses the driver does it. */
const ask = ({ find, filter, singleBatch: _, ...options }: Document): Promise<unknown> =>
  database!
    .collection(find as string)
    .find(filter as Document, options)
    .toArray();

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const fhirBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
console.log(fhirBase);
process.once('SIGTERM', () => process.exit());
