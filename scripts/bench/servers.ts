/** The servers that are measured: ours as a user starts it, the limit, the peer. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packageFile from '../../package.json' with { type: 'json' };
import { type Child, startChild } from '../child.ts';
import type { BaseShape } from './agendas.ts';
import type { Base } from './base.ts';

const script = (name: string): string => join(import.meta.dirname, name);

/** What `npm start` gives to Node: its options and the program. */
const startArguments = packageFile.scripts.start.split(' ').slice(1);

/** Our server with its usual settings, on a filled base. */
export const startServer = ({ dataDir }: Base): Promise<Child> =>
  startChild({
    script: startArguments,
    environment: {
      PORT: '0',
      HOST: '127.0.0.1',
      SAS_DATA_DIR: dataDir,
      SAS_DEMO: 'off',
      LOG_LEVEL: 'info',
      SAS_BASE_URL: '',
    },
  });

/** A server that only writes, again and again, what `source` answers at `paths`. */
export async function startLimit(source: Child, paths: readonly string[]): Promise<Child> {
  const answers: string[][] = [];
  for (const path of paths) {
    const response = await fetch(source.fhirBase + path);
    if (!response.ok) throw new Error(`${response.status} at ${path}: ${await response.text()}`);
    answers.push((await response.text()).split(source.fhirBase));
  }
  const folder = mkdtempSync(join(tmpdir(), 'sas-interop-limit-'));
  const file = join(folder, 'answers.json');
  writeFileSync(file, JSON.stringify(answers));
  try {
    return await startChild({ script: [script('bare-server.ts'), file] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The peer with a base of this shape in memory. */
export const startPeer = (shape: BaseShape): Promise<Child> =>
  startChild({ script: [script('peer-server.ts'), JSON.stringify(shape)] });
