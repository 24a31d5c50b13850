/** What a call asks of the database (docs/mongodb.md, Queries): a fixed number of queries, each led by an index. */
import { type Document, MongoClient } from 'mongodb';
import { type MongoProxy, type ProxiedRequest, startProxy } from '../../../../scripts/mongo/proxy.ts';
import { MongoResourceStore } from '../../../../src/store/mongo/mongo-resource-store.ts';
import { agendaQuery } from '../../../support/agenda-query.ts';
import { book } from '../../../support/booking-unit.ts';
import {
  describeWhere,
  describeWithMongo,
  newDatabaseUri,
  stopMongo,
  toPrimary,
} from '../../../support/mongo/mongo-server.ts';
import { isIndexed, planOf } from '../../../support/mongo/query-plan.ts';
import { projectSlot } from '../../../support/project-slot.ts';
import { minute, nine, practitioner, schedule, slot } from '../../../support/resources.ts';
import { put, searchOf } from '../../../support/store-access.ts';

type Call = (store: MongoResourceStore, round: number) => Promise<unknown>;

const numbers = (n: number) => Array.from({ length: n }, (_, index) => index);
const state = 'find state';

/** What a call asks, in any order; nothing of it depends on how much the base holds. */
const calls: Readonly<Record<string, { readonly call: Call; readonly asks: readonly string[] }>> = {
  'the slots of 25 agendas': {
    call: (store) => store.agenda(agendaQuery({ scheduleIds: numbers(25).map((n) => `x${n}`) })),
    asks: [state, 'find agenda'],
  },
  'a resource': {
    call: (store) => store.read({ type: 'Slot', id: 's0-0' }),
    asks: [state, 'find versions'],
  },
  'some resources': {
    call: (store) => store.readMany(numbers(4).map((n) => ({ type: 'Slot', id: `s0-${n}` }))),
    asks: [state, 'find versions'],
  },
  'a resource that is not there': {
    call: (store) => store.read({ type: 'Slot', id: 'nowhere' }),
    asks: [state, 'find versions', 'find log'],
  },
  'a former version': {
    call: (store) => store.readVersion({ type: 'Slot', id: 's0-0' }, 1),
    asks: [state, 'find versions'],
  },
  'the history of a resource': {
    call: (store) => store.history({ type: 'Slot', id: 's0-0', count: 20 }),
    asks: [state, 'find versions', 'aggregate versions'],
  },
  'what has changed since': {
    call: (store) => store.history({ since: nine + 60 * minute, count: 20 }),
    asks: [state, 'find versions', 'aggregate versions'],
  },
  'a search by an identifier': {
    call: (store) => store.search(searchOf('Practitioner?identifier=80000000000')),
    asks: [state, 'aggregate versions'],
  },
  'a search by a reference': {
    call: (store) => store.search(searchOf('Appointment?slot=Slot/s3-0&status=booked')),
    asks: [state, 'aggregate versions'],
  },
  'a search by a chain': {
    call: (store) => store.search(searchOf('Schedule?actor:Practitioner.identifier=80000000001')),
    asks: [state, 'find versions', 'aggregate versions'],
  },
  'holds that are over': {
    call: (store) => store.expiredClaims(nine, 100),
    asks: [state, 'find claims'],
  },
  'a message to be sent': {
    call: (store) => store.outbox.lease({ destination: 'platform', limit: 1, leaseMs: 0 }),
    asks: ['find lines', 'update lines'],
  },
  'when a message is due': {
    call: (store) => store.outbox.nextDue('platform'),
    asks: ['find lines'],
  },
  'a booking': {
    call: (store, round) => store.transact(book(`a${round}`, [`s${5 + Math.floor(round / 8)}-${round % 8}`])),
    asks: [
      // While the entry is inserted: decided was over the state that its last commit made.
      state,
      'find versions',
      'find claims',
      'find versions',
      'insert log',
      'update versions',
      'update agenda',
      'insert versions',
      'insert claims',
      'find lines',
      'find lines',
      'insert lines',
      'update state',
    ],
  },
};

const nameOf = ({ command, collection }: ProxiedRequest): string => `${command} ${collection}`;
const isQuery = ({ command }: ProxiedRequest): boolean => command === 'find' || command === 'aggregate';

/** A base with so many slots in each of 25 agendas of the day, the times so many days of others, and messages that were sent. */
class Filled {
  readonly uri: string;
  readonly #proxy: MongoProxy;
  readonly #store: MongoResourceStore;
  readonly #client: MongoClient;
  #round = 0;

  private constructor(uri: string, proxy: MongoProxy, store: MongoResourceStore) {
    this.uri = uri;
    this.#client = new MongoClient(uri);
    this.#proxy = proxy;
    this.#store = store;
  }

  static async open(days: number): Promise<Filled> {
    const uri = toPrimary(await newDatabaseUri());
    const proxy = await startProxy(uri);
    const store = await MongoResourceStore.open({ uri: proxy.uri, projectSlot, clock: () => nine });
    for (const n of numbers(25)) await put(store, practitioner(`p${n}`), schedule(`x${n}`, `Practitioner/p${n}`));
    for (const day of numbers(days)) {
      const start = (n: number) => nine + day * 24 * 60 * minute + n * 15 * minute;
      const ofAll = numbers(25).flatMap((x) =>
        numbers(8).map((n) => slot(day === 0 ? `s${x}-${n}` : `s${x}-${n}-${day}`, `x${x}`, { start: start(n) })),
      );
      await put(store, ...ofAll);
      await store.transact(book(`sent-${day}`, [day === 0 ? 's3-0' : `s3-0-${day}`]));
    }
    const leases = await store.outbox.lease({ destination: 'platform', limit: days, leaseMs: minute });
    await Promise.all(leases.map((lease) => store.outbox.settle(lease, { kind: 'delivered' })));
    await store.transact(book('waiting', ['s4-0']));
    return new Filled(uri, proxy, store);
  }

  /**
   * What a call asks; of several times the one with the least, for the store looks after its log every second. Once it is
   * no more than what it is to ask, that is all.
   */
  async asked({ call, asks }: (typeof calls)[string]): Promise<readonly ProxiedRequest[]> {
    const times: ProxiedRequest[][] = [];
    for (const _ of numbers(8)) {
      const requests: ProxiedRequest[] = [];
      this.#proxy.decide = (request) => {
        if (request.command !== 'hello' && request.command !== 'ping') requests.push(request);
        return 'pass';
      };
      await call(this.#store, this.#round++);
      times.push(requests);
      if (requests.length <= asks.length) break;
    }
    return times.reduce((least, one) => (one.length < least.length ? one : least));
  }

  /** How many documents a call has the database look at; of several times the least, for the store looks after its log. */
  async looks(call: Call): Promise<number> {
    const times: number[] = [];
    for (const _ of numbers(3)) {
      const before = await this.#lookedAt();
      await call(this.#store, this.#round++);
      times.push((await this.#lookedAt()) - before);
    }
    return Math.min(...times);
  }

  async #lookedAt(): Promise<number> {
    const { metrics } = await this.#client.db('admin').command({ serverStatus: 1 });
    return Number(metrics.queryExecutor.scannedObjects);
  }

  async close(): Promise<void> {
    this.#proxy.decide = () => 'pass';
    await this.#store.close();
    await this.#proxy.close();
    await this.#client.close();
  }
}

describeWithMongo('what a call asks of the database', () => {
  let small: Filled;
  let large: Filled;

  beforeAll(async () => {
    [small, large] = await Promise.all([Filled.open(2), Filled.open(12)]);
  });

  afterAll(async () => {
    await Promise.all([small.close(), large.close()]);
    await stopMongo();
  });

  it.each(Object.entries(calls))('is the same for %s, whatever the base holds', async (_, one) => {
    for (const filled of [small, large]) {
      const asked = await filled.asked(one);
      expect(asked.map(nameOf).toSorted()).toEqual(one.asks.toSorted());
    }
  });

  describeWhere('looks', 'and what is looked at', () => {
    it.each(Object.entries(calls))('for %s is no more in a larger base, writes included', async (_, { call }) => {
      const looks = [await small.looks(call), await large.looks(call)];
      expect(looks[1]).toBeLessThanOrEqual(looks[0]! + 25);
    });
  });

  describeWhere('plans', 'and the plan of each query', () => {
    it.each(Object.entries(calls))(
      'for %s is led by an index, and looks at no more in a larger base',
      async (_, one) => {
        const looked = await Promise.all(
          [small, large].map(async (filled) => lookedAt(filled, await filled.asked(one))),
        );
        expect(looked[1]).toBeLessThanOrEqual(looked[0]! + 25);
      },
    );
  });
});

/** How many keys and documents queries look at, by their plans; each must be led by an index. */
async function lookedAt({ uri }: Filled, asked: readonly ProxiedRequest[]): Promise<number> {
  const client = await new MongoClient(uri).connect();
  try {
    let looked = 0;
    for (const request of asked.filter(isQuery)) {
      const { stages, keys, documents } = await planOf(client.db(), request.body as Document);
      expect({ asked: nameOf(request), stages, isIndexed: isIndexed(stages) }).toMatchObject({ isIndexed: true });
      looked += keys + documents;
    }
    return looked;
  } finally {
    await client.close();
  }
}
