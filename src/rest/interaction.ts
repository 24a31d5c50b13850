/**
 * What the HTTP edge asks of a FHIR interaction, and what it gets back: plain values, so that an interaction is tested
 * without HTTP. https://hl7.org/fhir/R4/http.html
 */

/** A FHIR request, its headers already told apart from the transport's. */
export interface FhirRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path below the FHIR base, decoded, without empty segments: `['Slot', '123']`, `['Slot', '_search']`. */
  readonly path: readonly string[];
  /** The query as it was asked, without `?`; still percent-encoded. A `+` is a plus sign. */
  readonly query: string;
  /** The form body of a `POST …/_search`, as it was sent; absent on every other request. */
  readonly form?: string;
  /** The text of a JSON body; absent when the request has none. */
  readonly body?: string;
  /** The FHIR base with which absolute URLs are made, without a slash at its end: `https://agenda.example.fr/fhir`. */
  readonly baseUrl: string;
  readonly headers: FhirRequestHeaders;
  /** Under which the log tells of the request; absent where there is no log. */
  readonly requestId?: string;
  /** Fires when the answer to a read is given up: what still goes on is in vain. */
  readonly givenUp?: AbortSignal;
}

/** Header values as they came; absent ones are undefined. */
export interface FhirRequestHeaders {
  readonly prefer?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
  readonly ifNoneExist?: string | undefined;
}

/** A FHIR answer. `body` is ready-made JSON: text, or bytes in pieces that are written one after the other. */
export interface FhirResponse {
  readonly status: number;
  /** `Location`, `ETag`, `Last-Modified` … ; the edge adds the content type and length. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | readonly Uint8Array[];
}

/** Answers a FHIR request; refusals are thrown as `OutcomeError`. */
export type Interaction = (request: FhirRequest) => Promise<FhirResponse>;
