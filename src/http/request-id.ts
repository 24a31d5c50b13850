/** One id for each request, in its answer, its log line and the outcome of an internal error. */
import type { RequestHandler } from 'express';

const sanePattern = /^[A-Za-z0-9._-]{1,64}$/;

/** Keeps the caller's `X-Request-Id` when it is sane, else makes one with `newRequestId`; `response.locals.requestId`. */
export function requestId(newRequestId: () => string): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id'];
    const id = typeof given === 'string' && sanePattern.test(given) ? given : newRequestId();
    response.locals.requestId = id;
    response.setHeader('X-Request-Id', id);
    next();
  };
}
