/**
 * The limit: what Node's own HTTP server does when all it has to do is write. Run with a file of answers, each cut into
 * fragments where the FHIR base stands (`string[][]`); every request gets the next of them, put together with this
 * server's own base.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const answers = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as string[][];
let next = 0;

const server = createServer((_request, response) => {
  const body = Buffer.from(answers[next++ % answers.length]!.join(fhirBase));
  response.writeHead(200, { 'Content-Type': 'application/fhir+json; charset=utf-8', 'Content-Length': body.length });
  response.end(body);
});

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const fhirBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
console.log(fhirBase);
process.once('SIGTERM', () => process.exit());
