/** Response headers that narrow what a browser may make of an answer. https://owasp.org/www-project-secure-headers/ */
import type { RequestHandler } from 'express';

/** Pages load nothing from elsewhere, run no script, cannot be framed, and keep their own address to themselves. */
const pagePolicy = [
  "default-src 'none'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * Sets them on every answer; a later handler may set its own. `private, no-cache` rather than `no-store`: a client
 * may keep a resource of its own for `If-None-Match`, but must ask before it believes it, and no shared cache may keep
 * one, for a slot that is gone must never be shown as free.
 */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'private, no-cache');
  next();
};

/** Sets those that matter to pages: no framing, no foreign content, no referrer. */
export const pageSecurityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader('Content-Security-Policy', pagePolicy);
  response.setHeader('Referrer-Policy', 'no-referrer');
  next();
};
