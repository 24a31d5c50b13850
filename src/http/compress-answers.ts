/** Compresses answers for clients that ask for it. */
import { constants } from 'node:zlib';
import compression from 'compression';
import type { RequestHandler } from 'express';

/** Below this an answer fits one packet either way. */
const thresholdBytes = 1400;

// The cheapest levels: a bundle of slots repeats itself so much that a better level gains little.
const compress = compression({
  level: 1,
  threshold: thresholdBytes,
  brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
});

/** Steps in only when the client asks: what does not compress pays nothing. */
export const compressAnswers: RequestHandler = (request, response, next) => {
  if (request.headers['accept-encoding'] !== undefined) {
    // Also where there is nothing to compress, such as a 304.
    response.vary('Accept-Encoding');
    compress(request, response, next);
    return;
  }
  response.setHeader('Vary', 'Accept-Encoding');
  next();
};
