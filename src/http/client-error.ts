/**
 * Answers what Node's HTTP parser refuses before any handler sees it: broken, oversized or too slow requests.
 * https://nodejs.org/api/http.html#event-clienterror
 */
import { randomUUID } from 'node:crypto';
import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../log.ts';
import { fhirJson } from './media-type.ts';
import { EdgeRefusal } from './refusals.ts';

interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** How long a client that is being refused may go on sending before it is cut off. */
const lingerMs = 2_000;

/** Makes `server` answer each parser error with a whole HTTP response that holds an OperationOutcome, then close. */
export function answerClientErrors(server: Server, logger: Logger): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request, response) => answers.set(request.socket, response));
  server.on('clientError', (error: ParserError, socket) => {
    // A client that goes on sending after the refusal brings one error for each packet; the first was answered.
    if (!socket.writable || socket.writableEnded) return;
    const answer = answers.get(socket);
    const isMidAnswer = answer?.headersSent === true && !answer.writableFinished;
    if (error.code === 'ECONNRESET' || isMidAnswer) {
      socket.destroy();
      return;
    }
    const refusal = judgeParserError(error);
    const requestId = randomUUID();
    logger.info({ requestId, status: refusal.status, parserError: error.code }, 'request not understood');
    // Not cut off at once: a client that is still sending would meet a reset instead of the answer.
    socket.end(toRawResponse(refusal, requestId));
    setTimeout(() => socket.destroy(), lingerMs).unref();
  });
}

/** The refusal that tells a client what the parser found. */
export function judgeParserError({ code, rawPacket }: ParserError): EdgeRefusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return isUrlTooLong(rawPacket)
        ? new EdgeRefusal('uri-too-long', 'The URL is too long; a search may be sent as POST …/_search')
        : new EdgeRefusal('header-fields-too-large', 'The request headers are too large');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new EdgeRefusal('content-too-large', 'The chunk extensions of the body are too large');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new EdgeRefusal('request-timeout', 'The request did not arrive in time');
    default:
      return new EdgeRefusal('bad-request', 'This is no HTTP request that can be understood');
  }
}

/** A URL beyond this has no reasonable room left for headers. */
const longUrl = 16 * 1024;

/** Whether the packet begins a request whose first line, method and URL, has no end or a late one. */
function isUrlTooLong(packet: Buffer | undefined): boolean {
  if (packet === undefined || !/^[A-Z]+ /.test(packet.toString('latin1', 0, 10))) return false;
  const end = packet.indexOf('\n');
  return end < 0 || end > longUrl;
}

function toRawResponse(refusal: EdgeRefusal, requestId: string): string {
  const body = JSON.stringify(refusal.outcome);
  return [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
    `Date: ${new Date().toUTCString()}`,
    `Content-Type: ${fhirJson}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    `X-Request-Id: ${requestId}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
