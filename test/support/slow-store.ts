/** A store whose every call takes its time. */
import { setTimeout } from 'node:timers/promises';
import type { ResourceStore } from '../../src/store/resource-store.ts';

export interface SlowStore {
  readonly store: ResourceStore;
  /** Before each call, in milliseconds; to be set by the test. */
  delayMs: number;
  /** Called with the method's name after the delay; what it throws the call rejects with. To be set by the test. */
  onCall: (method: keyof ResourceStore) => void | Promise<void>;
}

/** The same store, slow once it is told so. */
export function slowed(inner: ResourceStore): SlowStore {
  const store = new Proxy(inner, {
    get: (target, name) => {
      const member = Reflect.get(target, name) as unknown;
      if (typeof member !== 'function') return member;
      return async (...given: unknown[]) => {
        await setTimeout(slow.delayMs);
        await slow.onCall(name as keyof ResourceStore);
        return (member as (...given: unknown[]) => unknown).apply(target, given);
      };
    },
  });
  const slow: SlowStore = { store, delayMs: 0, onCall: () => {} };
  return slow;
}
