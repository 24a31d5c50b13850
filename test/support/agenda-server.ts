/** The whole server but its socket, over a store in memory and a clock that stands still. */
import { randomUUID } from 'node:crypto';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import type { Express } from 'express';
import supertest, { type Response } from 'supertest';
import { contentJudge, type ValidationMode } from '../../src/agenda/deciding/content-judge.ts';
import { judgeProfiles } from '../../src/agenda/deciding/judge-profiles.ts';
import { DirectoryMemory } from '../../src/agenda/directory-memory.ts';
import { projectSlot } from '../../src/agenda/render/slot.ts';
import { buildApp } from '../../src/app.ts';
import { loadCatalog } from '../../src/definitions/load-catalog.ts';
import { demoRegulator } from '../../src/demo/demo-regulator.ts';
import { type Issue, OutcomeError } from '../../src/fhir/outcome.ts';
import type { ValidationIssue } from '../../src/fhir/profile/validation-issue.ts';
import type { AgendaResource } from '../../src/fhir/resource-type.ts';
import { findDisplay } from '../../src/fhir/terminology.ts';
import { bookingRoutes } from '../../src/http/booking/booking-routes.ts';
import { buildLogger, type Logger } from '../../src/log.ts';
import { fhirApi } from '../../src/rest/fhir-api.ts';
import type { BookingSettings } from '../../src/rest/operations/operation-dependencies.ts';
import { type SelfCheckMode, selfChecked } from '../../src/rest/self-check.ts';
import type { ResourceStore } from '../../src/store/resource-store.ts';
import { SqliteResourceStore } from '../../src/store/sqlite/sqlite-resource-store.ts';
import { now } from './agenda-data.ts';
import { guideDefinitions, guideValidator } from './validation.ts';

/** Holds last five minutes. */
export const bookingSettings: BookingSettings = {
  holdMs: 300_000,
  identifierSystem: 'https://agenda.example.fr/appointment',
};

export const baseUrl = 'https://agenda.example.fr/fhir';

type Headers = Readonly<Record<string, string>>;

export interface AgendaServer {
  readonly app: Express;
  readonly store: ResourceStore;
  /** Answers to `GET <base>/<target>`; `target` is sent as it is. */
  readonly get: (target: string, headers?: Headers) => Promise<Response>;
  /** The Bundle of a search that must succeed. */
  readonly search: (target: string) => Promise<Bundle>;
  /** The OperationOutcome of a request that must be refused with this status. */
  readonly refusal: (status: number, target: string, headers?: Headers) => Promise<OperationOutcome>;
  readonly put: (...resources: readonly AgendaResource[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface AgendaServerOptions {
  readonly resources?: readonly AgendaResource[];
  /** Closed with the server. Default: a new one. */
  readonly store?: ResourceStore;
  /** Milliseconds since 1970. */
  readonly at?: number;
  /** Where time goes on in a test; instead of `at`. */
  readonly clock?: () => number;
  readonly acceptsClientIds?: boolean;
  readonly baseUrl?: string | undefined;
  /** How strictly writes are judged. Default: not at all. */
  readonly validation?: ValidationMode;
  /** Whether SAS Bundles are validated before they leave. Default: an invalid one fails the test. */
  readonly selfCheck?: SelfCheckMode;
  readonly onInvalid?: (errors: readonly ValidationIssue[]) => void;
  /** Told of what is written though it is not valid. */
  readonly onKept?: (resource: AgendaResource, issues: readonly Issue[]) => void;
  /** Makes ids; random ones unless given. */
  readonly newId?: () => string;
  /** False: the booking page needs a session. */
  readonly isDemo?: boolean;
  /** Silent unless given. */
  readonly logger?: Logger;
  /** How long a read may take, in milliseconds. Default: the server's own limit. */
  readonly readLimitMs?: number;
}

/** A server that holds `resources`. */
export async function openAgendaServer(options: AgendaServerOptions = {}): Promise<AgendaServer> {
  const clock = options.clock ?? (() => options.at ?? now);
  const store = options.store ?? new SqliteResourceStore({ file: ':memory:', projectSlot, clock });
  const { newId = randomUUID, readLimitMs } = options;
  const judgeContent = contentJudge({
    mode: options.validation ?? 'off',
    judge: () => judgeProfiles(guideValidator()),
    onKept: options.onKept ?? (() => {}),
  });
  const logger = options.logger ?? buildLogger({ level: 'silent', isPretty: false });
  const base = 'baseUrl' in options ? options.baseUrl : baseUrl;
  const writing = {
    store,
    clock,
    rules: { destinations: [], judgeContent },
    booking: bookingSettings,
    newId,
    acceptsClientIds: options.acceptsClientIds ?? true,
  };
  const operator = options.isDemo === false ? undefined : demoRegulator;
  const app = buildApp({
    interact: selfChecked(
      fhirApi({
        ...writing,
        version: '0.0.0-test',
        directory: new DirectoryMemory(store),
        validator: guideValidator,
        definitions: guideDefinitions,
        catalog: loadCatalog,
        readLimitMs,
        reportFailure: (error, where) => {
          logger.error({ ...where, err: error }, 'an entry of a Bundle failed');
          // Nobody looks at the log: the test fails.
          if (!options.logger && !(error instanceof OutcomeError)) throw error;
        },
      }),
      {
        mode: options.selfCheck ?? 'fail',
        validator: guideValidator,
        onInvalid: (_, errors) => options.onInvalid?.(errors),
      },
    ),
    isReady: async () => true,
    pages: bookingRoutes({
      ...writing,
      operator,
      logger,
      displayOf: ({ system = '', code = '' }) => findDisplay(guideDefinitions(), { system, code }),
      baseUrl: base,
      readLimitMs,
    }),
    logger,
    newRequestId: () => 'test-request',
    baseUrl: base,
  });
  const put = (...resources: readonly AgendaResource[]) => putAll(store, resources);
  await put(...(options.resources ?? []));
  const get = async (target: string, headers: Headers = {}) => supertest(app).get(`/fhir/${target}`).set(headers);
  return {
    app,
    store,
    get,
    put,
    search: async (target) => expectStatus<Bundle>(await get(target), 200),
    refusal: async (status, target, headers) => expectStatus<OperationOutcome>(await get(target, headers), status),
    close: () => store.close(),
  };
}

const putAll = (store: ResourceStore, resources: readonly AgendaResource[]): Promise<void> =>
  store.transact({
    sees: {},
    decide: () => ({
      changes: resources.map((resource) => ({ kind: 'put', method: 'PUT', resource })),
      answer: () => {},
    }),
  });

function expectStatus<Body>(response: Response, status: number): Body {
  if (response.status !== status) {
    throw new Error(`expected ${status}, got ${response.status}: ${response.text.slice(0, 500)}`);
  }
  return JSON.parse(response.text) as Body;
}

/** The resources of one type in a Bundle, in their order. */
export const resourcesOf = <Type extends Resource['resourceType']>(
  bundle: Bundle,
  type: Type,
): Extract<Resource, { resourceType: Type }>[] =>
  (bundle.entry ?? [])
    .map(({ resource }) => resource)
    .filter((resource): resource is Extract<Resource, { resourceType: Type }> => resource?.resourceType === type);

export const idsOf = (bundle: Bundle, type: Resource['resourceType']): string[] =>
  resourcesOf(bundle, type).map(({ id }) => id!);
