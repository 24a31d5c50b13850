/** The HTTP application: what is mounted where, and in which order. It never listens. */
import express, { type Express, type Router } from 'express';
import { allowOnly } from './http/allow-only.ts';
import { fhirPath } from './http/base-url.ts';
import { compressAnswers } from './http/compress-answers.ts';
import { errorHandler, unknownPath } from './http/error-handler.ts';
import { fhirEndpoint } from './http/fhir-endpoint.ts';
import { healthRoutes, type ReadinessProbe } from './http/health.ts';
import { homePage } from './http/home-page.ts';
import { requestId } from './http/request-id.ts';
import { requestLog } from './http/request-log.ts';
import { pageSecurityHeaders, securityHeaders } from './http/security-headers.ts';
import type { Logger } from './log.ts';
import type { Interaction } from './rest/interaction.ts';

export interface AppDependencies {
  /** Answers every FHIR request. */
  readonly interact: Interaction;
  readonly isReady: ReadinessProbe;
  readonly logger: Logger;
  readonly newRequestId: () => string;
  /** The FHIR base as clients see it; unset, it is made of each request's Host. */
  readonly baseUrl?: string | undefined;
  /** Pages for people, mounted at the root. */
  readonly pages?: Router | undefined;
}

/** The Express application over these dependencies. */
export function buildApp({ interact, isReady, logger, newRequestId, baseUrl, pages }: AppDependencies): Express {
  const app = tuned(express());
  app.use(requestId(newRequestId), requestLog(logger), securityHeaders, compressAnswers);
  app.use(fhirPath, fhirEndpoint({ interact, baseUrl }));
  app.use('/health', healthRoutes(isReady));
  app.use(pageSecurityHeaders);
  app.route('/').get(homePage).all(allowOnly('GET', 'HEAD'));
  if (pages) app.use(pages);
  app.use(unknownPath, errorHandler(logger));
  return app;
}

/** Express without what this server does itself: entity tags, query parsing, its own name in every answer. */
function tuned(app: Express): Express {
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.set('trust proxy', false);
  app.enable('case sensitive routing');
  return app;
}
