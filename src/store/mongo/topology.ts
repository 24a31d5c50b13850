/** What kind of MongoDB answers, and what follows from it. https://www.mongodb.com/docs/manual/reference/read-concern/ */
import type { MongoClient, ServerType, TopologyDescription } from 'mongodb';

export type Topology = 'standalone' | 'replica set' | 'sharded cluster';

interface Reading {
  /** How the one read is made that says how far the base is: it must not come from a primary that was deposed. */
  readonly stateReadConcern: 'linearizable' | 'majority';
  /** Whether the answers tell the time of the cluster, so that later reads can demand it of other members and shards. */
  readonly hasClusterTime: boolean;
}

/** A server alone has nobody to agree with: it knows neither `linearizable` nor the time of a cluster. */
export const readingOn: Readonly<Record<Topology, Reading>> = {
  standalone: { stateReadConcern: 'majority', hasClusterTime: false },
  'replica set': { stateReadConcern: 'linearizable', hasClusterTime: true },
  'sharded cluster': { stateReadConcern: 'linearizable', hasClusterTime: true },
};

/** What the start and `sas doctor` say of a server alone. */
export const standaloneWarning =
  'The MongoDB database is a single server without a replica set: what its disk loses is lost, and nothing is served while it is away.';

/** The topology that servers of these types make; `standalone` when none of them tells of others. */
export function topologyOf(types: readonly ServerType[]): Topology {
  if (types.some((type) => type === 'Mongos' || type === 'LoadBalancer')) return 'sharded cluster';
  return types.some((type) => type.startsWith('RS')) ? 'replica set' : 'standalone';
}

/**
 * What the driver knows of its servers, now and later. From its own greeting: not every server that speaks the protocol
 * has `hello` as a command. To be called before the client connects.
 */
export function watchTopology(client: MongoClient): () => TopologyDescription | undefined {
  let latest: TopologyDescription | undefined;
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    latest = newDescription;
  });
  return () => latest;
}

export const serverTypes = (description: TopologyDescription | undefined): readonly ServerType[] =>
  [...(description?.servers.values() ?? [])].map(({ type }) => type);
