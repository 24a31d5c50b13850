/** The FHIR endpoint: takes a request apart into the plain values of an interaction, and sends what that gives back. */
import type { Request, RequestHandler } from 'express';
import { refuseMethod } from '../rest/fhir-api.ts';
import type { FhirRequest, FhirRequestHeaders, Interaction } from '../rest/interaction.ts';
import { readBaseUrl } from './base-url.ts';
import { sendFhirAnswer } from './fhir-answer.ts';
import { demandJsonIsAcceptable } from './negotiation.ts';
import { readRequestContent } from './request-body.ts';
import { findParameter, parseRequestTarget } from './request-target.ts';

export interface FhirEndpointOptions {
  readonly interact: Interaction;
  /** The FHIR base as clients see it; unset, it is made of each request's Host. */
  readonly baseUrl?: string | undefined;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A handler, to be mounted at the FHIR base, of all that is asked below it. Refusals are thrown as OutcomeError. */
export function fhirEndpoint({ interact, baseUrl }: FhirEndpointOptions): RequestHandler {
  return async (request, response) => {
    const target = parseRequestTarget(request.url);
    const method = readMethod(request, target.path);
    const base = readBaseUrl(request, baseUrl);
    const content = await readRequestContent(request, response, target.path);
    const format = findParameter(target.query, '_format') ?? findParameter(content.form ?? '', '_format');
    demandJsonIsAcceptable(request.headers.accept, format);
    const headers = pickHeaders(request);
    const { requestId } = response.locals;
    const answer = await interact({ method, ...target, ...content, baseUrl: base, headers, requestId });
    sendFhirAnswer(response, answer, request.method === 'HEAD');
  };
}

/** HEAD is a GET whose body is not sent. @throws OutcomeError 405 for what is no method of FHIR. */
function readMethod(request: Request, path: readonly string[]): FhirRequest['method'] {
  const method = methods.find((one) => one === request.method);
  if (method === undefined) return refuseMethod(request.method, path);
  return method === 'HEAD' ? 'GET' : method;
}

const pickHeaders = ({ headers }: Request): FhirRequestHeaders => ({
  prefer: joined(headers.prefer),
  ifMatch: headers['if-match'],
  ifNoneMatch: headers['if-none-match'],
  ifModifiedSince: headers['if-modified-since'],
  ifNoneExist: joined(headers['if-none-exist']),
});

const joined = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;
