/**
 * The server as a process of its own, over an interaction that takes `SLOW_MS`: for tests of signals. It says `asked`
 * when a request has come in and `closed` when the application is closed, which takes `CLOSING_MS`.
 */
import { setTimeout } from 'node:timers/promises';
import { runServer } from '../../src/cli/run-server.ts';

const { SLOW_MS, CLOSING_MS, ...environment } = process.env;

const isFinished = await runServer(environment, async () => ({
  interact: async () => {
    console.log('asked');
    await setTimeout(Number(SLOW_MS));
    return { status: 200, body: '{"finished":true}' };
  },
  isReady: async () => true,
  close: async () => {
    await setTimeout(Number(CLOSING_MS));
    console.log('closed');
  },
  announce: (fhirBase) => [`curl '${fhirBase}/Slot'`],
}));
process.exit(isFinished ? 0 : 1);
