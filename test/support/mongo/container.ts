/** A real MongoDB in a container, where a Docker engine answers. Containers are removed when this process ends. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import type { StartedMongo } from '../../../scripts/mongo/started-mongo.ts';

const image = 'mongo:8.0';

/** Whether a Docker engine answers, in three seconds at most. */
export function hasDocker(): boolean {
  const asked = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 3000 });
  return asked.status === 0;
}

/** A replica set of one member. */
export async function startContainer(): Promise<StartedMongo> {
  const { MongoDBContainer } = await import('@testcontainers/mongodb');
  const container = await new MongoDBContainer(image).start();
  // It calls itself by a name that only its own network knows.
  const uri = `${container.getConnectionString()}/?directConnection=true`;
  return { uri, stop: async () => void (await container.stop()) };
}

export interface StartedReplicaSet extends StartedMongo {
  /** SIGKILL for the member at an address such as `127.0.0.1:40001`; resolves when it is started again, after five seconds. */
  readonly crash: (address: string) => Promise<void>;
}

/** A replica set of three members, all in one container, each on a port that is the same within and without. */
export async function startReplicaSet(): Promise<StartedReplicaSet> {
  const { GenericContainer } = await import('testcontainers');
  const ports = await freePorts(3);
  const container = await new GenericContainer(image)
    .withExposedPorts(...ports.map((port) => ({ container: port, host: port })))
    .withCommand(['bash', '-c', `${ports.map(startMember).join(' && ')} && sleep infinity`])
    .withStartupTimeout(120_000)
    .start();
  const run = async (command: string) => {
    const { exitCode, output } = await container.exec(['bash', '-c', command]);
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}: ${output}`);
  };
  await initiate(ports);
  return {
    uri: `mongodb://${ports.map(toAddress).join(',')}/?replicaSet=${setName}`,
    crash: (address) => {
      const port = portOf(address);
      return run(`kill -9 $(cat ${folderOf(port)}/pid) && sleep 5 && ${startMember(port)}`);
    },
    stop: async () => void (await container.stop()),
  };
}

const setName = 'rs0';

const toAddress = (port: number): string => `127.0.0.1:${port}`;

const portOf = (address: string): number => Number(address.split(':').at(-1));

const folderOf = (port: number): string => `/data/${port}`;

function startMember(port: number): string {
  const folder = folderOf(port);
  const files = `--dbpath ${folder} --logpath ${folder}/log --pidfilepath ${folder}/pid`;
  return `mkdir -p ${folder} && mongod --replSet ${setName} --bind_ip_all --port ${port} ${files} --wiredTigerCacheSizeGB 0.25 --fork`;
}

/** Makes the members one set, and waits until it has a primary. */
async function initiate(ports: readonly number[]): Promise<void> {
  const [first = 0] = ports;
  const client = await new MongoClient(`mongodb://${toAddress(first)}/?directConnection=true`).connect();
  try {
    const members = ports.map((port, _id) => ({ _id, host: toAddress(port) }));
    const settings = { electionTimeoutMillis: 2000 };
    await client.db('admin').command({ replSetInitiate: { _id: setName, members, settings } });
    const until = Date.now() + 60_000;
    while (!(await client.db('admin').command({ hello: 1 })).primary) {
      if (Date.now() > until) throw new Error('The replica set has no primary after a minute');
      await sleep(100);
    }
  } finally {
    await client.close();
  }
}

/** Free ports, all different: they are taken together before they are given back. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
