/** One log line for each request. */
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from '../log.ts';
import { listParameterNames } from './request-target.ts';

/**
 * Logs each request when its answer has left, or its client has: id, method, path, names of the query's parameters
 * (never their values, which identify people), status, milliseconds, bytes on the wire. Probes are logged at `debug`.
 */
export function requestLog(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    const { socket } = request;
    const bytesBefore = socket.bytesWritten;
    response.once('close', () => {
      const level = levelOf(request, response);
      if (!logger.isLevelEnabled(level)) return;
      const ms = Math.round((performance.now() - begun) * 10) / 10;
      logger[level]({ ...describe(request, response), ms, bytes: socket.bytesWritten - bytesBefore }, 'request');
    });
    next();
  };
}

function describe(request: Request, response: Response): Record<string, unknown> {
  const [path = '', query] = request.originalUrl.split('?', 2);
  return {
    requestId: response.locals.requestId,
    method: request.method,
    path: path.slice(0, 200),
    ...(query ? { parameters: listParameterNames(query) } : {}),
    status: response.statusCode,
    ...(response.locals.issueCode ? { issue: response.locals.issueCode } : {}),
    ...(response.writableFinished ? {} : { aborted: true }),
  };
}

function levelOf(request: Request, response: Response): 'debug' | 'info' | 'error' {
  if (response.statusCode >= 500) return request.originalUrl === '/health/ready' ? 'info' : 'error';
  return request.originalUrl.startsWith('/health/') ? 'debug' : 'info';
}
