/** Calls of other servers, with a limit on everything: time, connections, what is read of an answer. */
import { Agent, type Dispatcher, request } from 'undici';

export interface HttpRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** The header `Retry-After`. */
  readonly retryAfter?: string | undefined;
  /** The text of a refusal (status 400 or more), cut after 64 kB; else empty. */
  readonly body: string;
}

/** Nobody answered, or not in time. */
export interface NoAnswer {
  /** An error code or a few words, without the address: `ECONNREFUSED`, `no answer within 10 s`. */
  readonly reason: string;
  /** The caller gave up by its signal. */
  readonly isAborted: boolean;
}

export interface HttpClient {
  /** Never rejects. The request may have been carried out even when there is no answer. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer | NoAnswer>;
  /** Drops the connections that are open. */
  close(): Promise<void>;
}

export interface HttpLimits {
  /** For a whole call, from connecting to the last byte that is read. */
  readonly timeoutMs: number;
  /** To one origin at a time. */
  readonly connections: number;
}

const mostBytes = 64 * 1024;

/** A client over undici. It follows no redirects. */
export function buildHttpClient({ timeoutMs, connections }: HttpLimits): HttpClient {
  const agent = new Agent({ connections, connect: { timeout: timeoutMs } });
  return {
    async send({ url, ...options }, signal) {
      const inTime = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const answer = await request(url, { ...options, dispatcher: agent, signal: inTime });
        return await toAnswer(answer);
      } catch (error) {
        return { reason: toReason(error, timeoutMs), isAborted: signal.aborted };
      }
    },
    close: () => agent.destroy(),
  };
}

async function toAnswer({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<HttpAnswer> {
  const retryAfter = headers['retry-after'];
  const text = statusCode >= 400 ? await readStart(body) : '';
  if (statusCode < 400) body.dump().catch(() => undefined);
  return { status: statusCode, retryAfter: [retryAfter].flat()[0], body: text };
}

/** What comes of a body: its status is known, so one that breaks off is no failure of its own. */
async function readStart(body: Dispatcher.ResponseData['body']): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= mostBytes) break;
    }
  } catch {
    // Kept as far as it came.
  }
  return Buffer.concat(pieces).subarray(0, mostBytes).toString('utf8');
}

function toReason(error: unknown, timeoutMs: number): string {
  const { name, code } = error as { name?: string; code?: unknown };
  if (name === 'TimeoutError') return `no answer within ${timeoutMs / 1000} s`;
  return typeof code === 'string' ? code : (name ?? 'unknown error');
}
