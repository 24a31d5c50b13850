/** What the servers that tests run on have, and what they lack: all that tests know of their differences. */

/** Something that a test may need, with what is said where it is missing. */
const lacks = {
  plans: 'explains no query',
  looks: 'does not tell how many documents one client has it look at',
  sessions: 'has no sessions, and so no retryable writes',
  members: 'has no other member that could take over',
} as const;

export type Trait = keyof typeof lacks;

export interface Engine {
  readonly name: string;
  readonly has: readonly Trait[];
}

export const engines = {
  standIn: { name: 'mongo-java-server', has: ['looks'] },
  standalone: { name: 'a MongoDB that stands alone', has: ['plans'] },
  single: { name: 'a replica set of one member', has: ['plans', 'sessions'] },
  replicaSet: { name: 'a replica set', has: ['plans', 'sessions', 'members'] },
  cluster: { name: 'a sharded cluster', has: ['plans', 'sessions'] },
} as const satisfies Readonly<Record<string, Engine>>;

/** What a server says of itself: https://www.mongodb.com/docs/manual/reference/command/hello/ */
export interface Hello {
  readonly msg?: string;
  readonly setName?: string;
  readonly hosts?: readonly string[];
}

/** Which of the engines says this. */
export function engineOf({ msg, setName, hosts = [] }: Hello): Engine {
  if (msg === 'isdbgrid') return engines.cluster;
  if (setName === undefined) return engines.standalone;
  return hosts.length > 2 ? engines.replicaSet : engines.single;
}

/** Why tests that need a trait cannot run on an engine; undefined when they can. */
export const whyNot = ({ name, has }: Engine, trait: Trait): string | undefined =>
  has.includes(trait) ? undefined : `${name} ${lacks[trait]}`;
