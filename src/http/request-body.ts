/**
 * Reads what a writing request brings: JSON, a JSON Patch, or the form of a `POST …/_search`, as text.
 * https://hl7.org/fhir/R4/http.html
 */
import { setTimeout as delay } from 'node:timers/promises';
import express, { type Request, type Response } from 'express';
import { isFhirJson, type MediaType, parseMediaType, writeMediaType } from './media-type.ts';
import { EdgeRefusal } from './refusals.ts';

/** What a request brings, in the terms of a FhirRequest. */
export interface RequestContent {
  readonly form?: string;
  readonly body?: string;
}

/** The largest body, in bytes, decompressed. */
export const bodyLimitBytes = 8 * 1024 * 1024;

interface ContentRule {
  readonly accepted: string;
  readonly admits: (mediaType: MediaType) => boolean;
  readonly mayBeEmpty: boolean;
}

const isForm = ({ type }: MediaType): boolean => type === 'application/x-www-form-urlencoded';
const isJsonPatch = ({ type }: MediaType): boolean =>
  ['application/json-patch+json', 'application/json'].includes(type);

const formRule: ContentRule = { accepted: 'application/x-www-form-urlencoded', admits: isForm, mayBeEmpty: true };
const patchRule: ContentRule = { accepted: 'application/json-patch+json', admits: isJsonPatch, mayBeEmpty: false };
const resourceRule: ContentRule = {
  accepted: 'application/fhir+json of FHIR 4.0',
  admits: isFhirJson,
  mayBeEmpty: false,
};

/**
 * The content of a POST, PUT or PATCH on `path`; nothing for the other methods. Refuses a wrong media type, charset
 * or coding (415), more than the limit (413), an absent body where there must be one, and what is no UTF-8 (400).
 */
export async function readRequestContent(
  request: Request,
  response: Response,
  path: readonly string[],
): Promise<RequestContent> {
  if (request.method !== 'POST' && request.method !== 'PUT' && request.method !== 'PATCH') return {};
  const rule = findRule(request.method, path.at(-1) ?? '');
  const mediaType = parseMediaType(request.headers['content-type'] ?? '');
  const isBodyAnnounced = request.headers['transfer-encoding'] !== undefined || announcedLength(request) > 0;
  if (isBodyAnnounced) demandMediaType(mediaType, rule);
  const text = isBodyAnnounced ? decodeUtf8(await readBytes(request, response)) : '';
  return toContent(rule, text);
}

function findRule(method: string, lastSegment: string): ContentRule {
  if (method === 'PATCH') return patchRule;
  if (method === 'POST' && lastSegment === '_search') return formRule;
  // An operation may have parameters in its query alone. https://hl7.org/fhir/R4/operations.html#executing
  return { ...resourceRule, mayBeEmpty: lastSegment.startsWith('$') };
}

function toContent(rule: ContentRule, text: string): RequestContent {
  if (rule === formRule) return { form: text };
  if (text.trim() !== '') return { body: text };
  if (rule.mayBeEmpty) return {};
  throw new EdgeRefusal('bad-request', `The request has no body; ${rule.accepted} is wanted`);
}

function demandMediaType(mediaType: MediaType, rule: ContentRule): void {
  const { charset } = mediaType.parameters;
  if (rule.admits(mediaType) && (charset === undefined || /^utf-?8$/.test(charset))) return;
  throw new EdgeRefusal(
    'unsupported-media-type',
    `The body must be ${rule.accepted} in UTF-8, not ${writeMediaType(mediaType) || 'no content type'}`,
    rule === patchRule ? { 'Accept-Patch': rule.accepted } : {},
  );
}

const announcedLength = (request: Request): number => Number(request.headers['content-length'] ?? 0);

const readRaw = express.raw({ type: () => true, limit: bodyLimitBytes });

async function readBytes(request: Request, response: Response): Promise<Uint8Array> {
  if (announcedLength(request) > bodyLimitBytes) {
    await hearOut(request);
    throw contentTooLarge();
  }
  const failure = await new Promise<unknown>((resolve) => readRaw(request, response, resolve));
  if (failure !== undefined) throw toRefusal(failure as ReadFailure);
  return request.body instanceof Uint8Array ? request.body : new Uint8Array();
}

/** How long a client whose body is refused may go on sending before it is answered. */
const lingerMs = 2_000;

/** Lets the client send on for a while: one who is still sending when the connection ends meets a reset, not the answer. */
async function hearOut(request: Request): Promise<void> {
  request.resume();
  const patience = new AbortController();
  const ended = new Promise((resolve) => request.once('end', resolve).once('close', resolve));
  await Promise.race([ended, delay(lingerMs, undefined, { ref: false, signal: patience.signal }).catch(() => {})]);
  patience.abort();
}

/** What `express.raw` reports. https://github.com/expressjs/body-parser#errors */
interface ReadFailure {
  readonly status?: number;
  readonly message: string;
}

function toRefusal(failure: ReadFailure): unknown {
  if (failure.status === 413) return contentTooLarge();
  if (failure.status === 415) {
    return new EdgeRefusal('unsupported-media-type', `The body has an ${failure.message}`, {
      'Accept-Encoding': 'gzip, deflate, br',
    });
  }
  return failure.status === 400
    ? new EdgeRefusal('bad-request', `The body could not be read: ${failure.message}`)
    : failure;
}

const contentTooLarge = (): EdgeRefusal =>
  new EdgeRefusal('content-too-large', `The body is larger than ${bodyLimitBytes} bytes`);

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new EdgeRefusal('bad-request', 'The body is not valid UTF-8');
  }
}
