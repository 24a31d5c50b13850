/** Copying a base as the command does, and all that can be asked of a base before and after. */
import { type CopyReport, copyStore } from '../../src/application/copy-store.ts';
import { openContents, openCopy } from '../../src/application/open-contents.ts';
import type { ResourceStore, StoredVersion } from '../../src/store/resource-store.ts';
import type { StoreContents, StoreCopy } from '../../src/store/store-contents.ts';
import { minute, nine } from './resources.ts';
import { searchOf } from './store-access.ts';
import { histories, historyAll } from './store-answers.ts';
import { agendaOf, claimsOf } from './whole-base.ts';

/** Copies as the command does, a few versions at a time; `change` may change what becomes of them. */
export async function copy<T = CopyReport>(
  from: string,
  to: string,
  change = (made: StoreCopy) => made,
  work = copyStore as (...parts: Parameters<typeof copyStore>) => Promise<unknown>,
): Promise<T> {
  const contents = await openContents(from);
  try {
    const made = await openCopy(to);
    try {
      return (await work(inSmallPages(contents, 7), change(made), { onProgress: () => {} })) as T;
    } finally {
      await made.close();
    }
  } finally {
    await contents.close();
  }
}

/** All that can be asked of a base that `fillWithAll` has filled. */
export async function everythingOf(store: ResourceStore) {
  const versions: StoredVersion[] = (await store.history({ count: 1000 })).versions.slice();
  return {
    histories: await Promise.all(histories.map((query) => historyAll(store, query))),
    read: await Promise.all(versions.map((version) => store.read(version))),
    vread: await Promise.all(versions.map((version) => store.readVersion(version, version.versionId))),
    agenda: await agendaOf(store),
    claims: await claimsOf(store),
    expired: await store.expiredClaims(nine + 60 * minute, 10),
    outbox: await store.outbox.list({ limit: 1000 }),
    due: await store.outbox.nextDue('agenda'),
    pages: await slotPages(store),
  };
}

/** Pages of two slots in order of creation, with the texts that lead from one to the next. */
async function slotPages(store: ResourceStore) {
  const pages = [];
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const page = await store.search({ ...searchOf('Slot?_count=2'), ...(cursor ? { cursor } : {}) });
    pages.push(page);
    cursor = page.next;
  }
  return pages;
}

/** The same contents, never more than a few versions at a time. */
const inSmallPages = (contents: StoreContents, size: number): StoreContents => ({
  location: contents.location,
  state: () => contents.state(),
  countVersions: (upTo) => contents.countVersions(upTo),
  versions: async function* (stretch) {
    for await (const page of contents.versions(stretch)) {
      for (let from = 0; from < page.length; from += size) yield page.slice(from, from + size);
    }
  },
  claims: () => contents.claims(),
  lines: () => contents.lines(),
  shownSlots: () => contents.shownSlots(),
  close: () => contents.close(),
});
