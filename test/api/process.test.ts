import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A server process, what it wrote, and where it listens. */
class SlowServer {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly exited: Promise<unknown[]>;

  constructor(slowMs: number, closingMs = 0) {
    const script = join(import.meta.dirname, '../support/slow-server.ts');
    const env = { PATH: process.env.PATH, PORT: '0', SLOW_MS: String(slowMs), CLOSING_MS: String(closingMs) };
    this.child = spawn(process.execPath, [script], { env });
    this.exited = once(this.child, 'exit');
    this.child.stdout?.on('data', (text) => {
      this.stdout += text;
    });
    this.child.stderr?.on('data', (text) => {
      this.stderr += text;
    });
  }

  /** Resolves when `pattern` was written to standard output. */
  async until(pattern: RegExp): Promise<RegExpMatchArray> {
    for (;;) {
      const match = this.stdout.match(pattern);
      if (match) return match;
      const { exitCode, signalCode } = this.child;
      if (exitCode !== null || signalCode !== null) {
        throw new Error(`ended (${exitCode ?? signalCode}) before ${pattern}: ${this.stdout}${this.stderr}`);
      }
      await setTimeout(10);
    }
  }

  async url(): Promise<string> {
    return (await this.until(/"url":"([^"]+)"/))[1]!;
  }
}

/** The status and body of a GET, or the code of what went wrong. */
const fetchText = (url: string, agent?: Agent): Promise<string> =>
  new Promise((resolve) => {
    const asked = get(url, agent ? { agent } : {}, async (response) => {
      let text = `${response.statusCode} `;
      try {
        for await (const piece of response) text += piece;
      } catch (error) {
        text = (error as Error).message;
      }
      resolve(text);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });

describe('the server as a process', () => {
  let server: SlowServer | undefined;
  afterEach(() => {
    server?.child.kill('SIGKILL');
  });

  it('prints JSON lines for machines, and for a person the address and what to try', async () => {
    server = new SlowServer(0);
    const url = await server.url();
    await server.until(/^\s*curl '/m);
    server.child.kill('SIGTERM');
    await server.exited;
    const logged = server.stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(logged.map((line) => JSON.parse(line).msg)).toContain('listening');
    expect(server.stdout).toContain(`answers at ${url}/fhir`);
    expect(server.stdout).toContain(`curl '${url}/fhir/Slot'`);
  });

  it('takes a signal that comes as soon as it has said that it listens', async () => {
    server = new SlowServer(0);
    await server.url();
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual([0, null]);
    expect(server.stdout).toMatch(/^closed$/m);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s finishes the request in progress, then closes, then exits 0',
    async (signal) => {
      server = new SlowServer(600);
      const url = await server.url();
      const agent = new Agent({ keepAlive: true });
      const answer = fetchText(`${url}/fhir/Slot`, agent);
      await server.until(/^asked$/m);
      server.child.kill(signal);
      await server.until(/"msg":"stopping/);
      expect(await fetchText(`${url}/fhir/Slot`)).toBe('ECONNREFUSED');
      expect(await answer).toBe('200 {"finished":true}');
      const answeredAt = performance.now();
      expect(await server.exited).toEqual([0, null]);
      // The connection is kept alive by its client: it must not hold the process back, were it until it is cut off.
      expect(performance.now() - answeredAt).toBeLessThan(8_000);
      expect(server.stdout).toMatch(/^closed$/m);
      agent.destroy();
    },
  );

  it('on a second signal cuts the request off, still closes, and exits 1', async () => {
    server = new SlowServer(60_000);
    const url = await server.url();
    const answer = fetchText(`${url}/fhir/Slot`);
    await server.until(/^asked$/m);
    server.child.kill('SIGTERM');
    await server.until(/"msg":"stopping/);
    await setTimeout(600);
    server.child.kill('SIGTERM');
    expect(await answer).toBe('ECONNRESET');
    expect(await server.exited).toEqual([1, null]);
    expect(server.stdout).toMatch(/^closed$/m);
  });

  it('ends soon after the second signal when what is to be closed (a database that is silent) takes long', async () => {
    server = new SlowServer(0, 60_000);
    await server.url();
    server.child.kill('SIGTERM');
    await server.until(/"msg":"stopping/);
    await setTimeout(600);
    const begun = performance.now();
    server.child.kill('SIGTERM');
    expect(await server.exited).toEqual([1, null]);
    // Sooner than without a second one: requests are cut off after ten seconds.
    expect(performance.now() - begun).toBeLessThan(8_000);
    expect(server.stdout).not.toMatch(/^closed$/m);
  });

  it('takes two signals at once for one wish: npm repeats what the terminal has sent', async () => {
    server = new SlowServer(400);
    const url = await server.url();
    const answer = fetchText(`${url}/fhir/Slot`);
    await server.until(/^asked$/m);
    // Two of one kind would be one, and one after the other may be far apart on a busy machine: they come while it stands still.
    for (const signal of ['SIGSTOP', 'SIGINT', 'SIGTERM', 'SIGCONT'] as const) server.child.kill(signal);
    await server.until(/"msg":"stopping/);
    expect(await answer).toBe('200 {"finished":true}');
    expect(await server.exited).toEqual([0, null]);
  });

  /** The exit code of the server, and whether it came within the ten seconds that it has. */
  async function endsOn(signal: NodeJS.Signals): Promise<unknown> {
    const begun = performance.now();
    server!.child.kill(signal);
    const killer = globalThis.setTimeout(() => server!.child.kill('SIGKILL'), 15_000);
    const [code, killedBy] = await server!.exited;
    clearTimeout(killer);
    return { code, killedBy, isInTime: performance.now() - begun < 10_000 };
  }

  it.each([1, 2, 3, 4, 5])('ends as usual when nobody reads its log any more: start %i', async () => {
    server = new SlowServer(0);
    await server.until(/answers at/);
    server.child.stdout!.destroy();
    expect(await endsOn('SIGTERM')).toEqual({ code: 0, killedBy: null, isInTime: true });
  });

  /** Half a megabyte of lines: more than pipe and reader take. */
  async function fillLog(): Promise<void> {
    const url = await server!.url();
    server!.child.stdout!.pause();
    const path = '/fhir/Slot/'.padEnd(200, 'x');
    for (let asked = 0; asked < 1500; asked++) expect(await fetchText(url + path)).toMatch(/^200/);
  }

  it('tells who reads its log late every line, and whole', async () => {
    server = new SlowServer(0);
    await fillLog();
    const read = once(server.child.stdout!, 'end');
    server.child.stdout!.resume();
    expect(await endsOn('SIGTERM')).toEqual({ code: 0, killedBy: null, isInTime: true });
    await read;
    const logged = server.stdout.split('\n').filter((line) => line.startsWith('{'));
    const messages = logged.map((line) => JSON.parse(line).msg);
    expect(messages.filter((message) => message === 'request')).toHaveLength(1500);
    expect(messages.at(-1)).toBe('stopped');
  });

  it('goes on and ends as usual when who reads its log has stopped reading', async () => {
    server = new SlowServer(0);
    await fillLog();
    expect(await endsOn('SIGTERM')).toEqual({ code: 0, killedBy: null, isInTime: true });
  });
});

it('a server goes on when nobody reads what it prints any more', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sas-process-'));
  const env = { PATH: process.env.PATH, PORT: '0', SAS_DATA_DIR: dataDir, SAS_DEMO: 'off' };
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts')], { env });
  const exited = once(child, 'exit');
  try {
    let printed = '';
    for await (const text of child.stdout) {
      printed += text;
      if (/answers at \S+\n/.test(printed)) break;
    }
    expect(child.stdout.destroyed).toBe(true);
    const base = /answers at (\S+)/.exec(printed)![1]!;
    for (let asked = 0; asked < 3; asked++) expect(await fetchText(`${base}/Slot/none`)).toMatch(/^404/);
  } finally {
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    rmSync(dataDir, { recursive: true });
  }
});
