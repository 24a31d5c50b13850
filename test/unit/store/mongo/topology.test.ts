import type { ServerType } from 'mongodb';
import { readingOn, type Topology, topologyOf } from '../../../../src/store/mongo/topology.ts';

describe('the topology that a driver sees', () => {
  it.each<[Topology, ServerType[]]>([
    ['standalone', ['Standalone']],
    ['standalone', ['Unknown']],
    ['replica set', ['RSPrimary']],
    ['replica set', ['Unknown', 'RSSecondary', 'RSArbiter']],
    ['sharded cluster', ['Mongos']],
    ['sharded cluster', ['Unknown', 'Mongos']],
    ['sharded cluster', ['LoadBalancer']],
  ])('is a %s when its servers are %j', (topology, types) => {
    expect(topologyOf(types)).toBe(topology);
  });

  it('decides how the state is read: from nobody who may have been deposed', () => {
    expect(readingOn.standalone).toEqual({ stateReadConcern: 'majority', hasClusterTime: false });
    expect(readingOn['replica set']).toEqual({ stateReadConcern: 'linearizable', hasClusterTime: true });
    expect(readingOn['sharded cluster']).toEqual({ stateReadConcern: 'linearizable', hasClusterTime: true });
  });
});
