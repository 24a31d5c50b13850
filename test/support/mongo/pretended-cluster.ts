/**
 * A server that passes for a member of a replica set or for the router of a sharded cluster: it greets as one and tells a
 * cluster's time with each answer. What it is asked is noted: what such a cluster would do with it is not shown by this.
 */
import { Binary, Long, Timestamp } from 'mongodb';
import { type MongoProxy, type ProxiedRequest, startProxy } from '../../../scripts/mongo/proxy.ts';
import { describeWithMongo, engine } from './mongo-server.ts';

/** A command, with the cluster's time that its answer told. */
export interface TimedRequest extends ProxiedRequest {
  readonly toldAt: Timestamp;
}

export interface PretendedCluster {
  readonly uri: string;
  readonly proxy: MongoProxy;
  /** Since the last call, in the order of their answers. */
  readonly requests: () => readonly TimedRequest[];
  readonly close: () => Promise<void>;
}

const signature = { hash: new Binary(Buffer.alloc(20)), keyId: Long.fromNumber(0) };

/** Whether the server of the tests is one that can be passed for another: a real one knows better. */
export const isStandIn = engine.name === 'mongo-java-server';

/** `describe` where that is so; else a skip whose title says why. */
export const describeOnStandIn = (title: string, tests: () => void): void =>
  isStandIn ? describeWithMongo(title, tests) : describe.skip(`${title} (only the stand-in passes for another)`, tests);

/** Starts one before the server of a URI. */
export async function pretendCluster(uri: string, kind: 'replica set' | 'sharded cluster'): Promise<PretendedCluster> {
  const proxy = await startProxy(uri);
  const { host } = new URL(proxy.uri);
  const greeting = {
    logicalSessionTimeoutMinutes: 30,
    ...(kind === 'sharded cluster'
      ? { msg: 'isdbgrid' }
      : { setName: 'rs0', hosts: [host], me: host, primary: host, secondary: false, setVersion: 1 }),
  };
  let told = 0;
  let requests: TimedRequest[] = [];
  proxy.rewrite = (answer, request) => {
    const toldAt = new Timestamp({ t: 1_700_000_000, i: ++told });
    if (request) requests.push({ ...request, toldAt });
    const isGreeting = 'ismaster' in answer || 'isWritablePrimary' in answer;
    const times = { operationTime: toldAt, $clusterTime: { clusterTime: toldAt, signature } };
    return { ...answer, ...(isGreeting ? greeting : {}), ...times };
  };
  const take = () => {
    const taken = requests;
    requests = [];
    return taken;
  };
  return { uri: proxy.uri, proxy, requests: take, close: () => proxy.close() };
}
