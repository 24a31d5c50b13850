/**
 * The senders as a process of their own, over the base in `SAS_DATA_DIR`. Its clock is `CLOCK_AHEAD_MS` ahead, so that
 * a test need not wait for the leases of a process that it has killed. It says `ready` when it sends; SIGTERM stops it.
 */
import { once } from 'node:events';
import { openStore } from '../../src/application/open-store.ts';
import { readConfig } from '../../src/config.ts';
import { startSenders } from '../../src/declaration/start-senders.ts';
import { buildLogger } from '../../src/log.ts';

const { CLOCK_AHEAD_MS = '0', ...environment } = process.env;
const clock = () => Date.now() + Number(CLOCK_AHEAD_MS);
const settings = readConfig(environment);
const logger = buildLogger({ level: 'silent', isPretty: false });
const store = await openStore(settings, clock);
const stop = startSenders({ settings, store, logger, clock, random: Math.random });
const stopped = once(process, 'SIGTERM');
console.log('ready');
await stopped;
await stop();
await store.close();
