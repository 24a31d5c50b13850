/** What must hold of a platform, once the outbox is empty: it was told all that was committed, and nothing else. */
import { startSenders } from '../../src/declaration/start-senders.ts';
import { buildLogger } from '../../src/log.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import type { FakePlatform } from '../support/fake-platform.ts';
import { until } from '../support/until.ts';
import type { CommittedByName } from './sound-base.ts';

/** Sends all that an outbox holds, as a server does whose clock is `clock`; fails when that takes minutes. */
export async function emptyOutbox(store: ResourceStore, platform: FakePlatform, clock: () => number): Promise<void> {
  const logger = buildLogger({ level: 'silent', isPretty: false });
  const settings = { platformUrl: platform.url, agendaWebhook: undefined };
  const stop = startSenders({ settings, store, logger, clock, random: Math.random });
  const isEmpty = async () => (await store.outbox.list({ limit: 1 })).length === 0;
  try {
    await until(isEmpty, { what: 'an empty outbox', withinMs: 180_000, everyMs: 20 });
  } finally {
    await stop();
  }
}

/** Every state of every appointment, in order, the last at last; POST at most once, and first; nothing else. */
export function demandToldAll(platform: FakePlatform, committed: CommittedByName): void {
  const told = Map.groupBy(platform.told, ({ name }) => name);
  expect([...told.keys()].sort()).toEqual([...committed.keys()].sort());
  const wrong = [...committed].filter(([name, { statuses }]) => {
    const methods = told.get(name)!.map(({ method }) => method);
    // The POST of a server that was killed before it could send it is not repeated: the first is then a PUT.
    return methods.includes('POST', 1) || withoutRepeats(platform.statusesOf(name)).join() !== statuses.join();
  });
  expect(wrong.map(([name, one]) => ({ committed: one, told: told.get(name) }))).toEqual([]);
  const known = platform.appointments.map(({ identifier, status }) => `${identifier![0]!.value} ${status}`);
  expect(known.sort()).toEqual([...committed].map(([name, { statuses }]) => `${name} ${statuses.at(-1)}`).sort());
}

const withoutRepeats = (list: readonly string[]): string[] => list.filter((one, index) => one !== list[index - 1]);
