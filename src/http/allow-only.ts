/** The end of a route: any method that came this far is not among those it knows. */
import type { RequestHandler } from 'express';
import { methodNotAllowed } from './refusals.ts';

/** Refuses (405) whatever reaches it, naming `methods` in `Allow`. */
export const allowOnly =
  (...methods: readonly string[]): RequestHandler =>
  (request) => {
    throw methodNotAllowed(request.method, methods);
  };
