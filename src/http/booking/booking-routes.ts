/**
 * The vendor's booking page, where `Slot.comment` leads (SPEC §3, §6): `GET /rdv?slot=ID` shows the slot, its form books
 * it, `GET /rdv/ID` shows the appointment. Without JavaScript; links are relative, so that a proxy's path does no harm.
 */
import type { Appointment, Identifier } from '@medplum/fhirtypes';
import express, { type ErrorRequestHandler, type NextFunction, type Request, type Response, Router } from 'express';
import { isUuid } from '../../agenda/booking/booking-id.ts';
import { judgeSlotState, loadSlotSheet, type SlotSheet } from '../../agenda/booking/slot-sheet.ts';
import { OutcomeError } from '../../fhir/outcome.ts';
import { parseReference } from '../../fhir/reference.ts';
import type { Logger } from '../../log.ts';
import type { OperationDependencies } from '../../rest/operations/operation-dependencies.ts';
import { withinReadLimit } from '../../rest/read-limit.ts';
import { allowOnly } from '../allow-only.ts';
import { parseMediaType } from '../media-type.ts';
import { bookOnPage } from './book-on-page.ts';
import { type DisplayOf, describeSlot } from './describe-slot.ts';
import { type NoticeName, noticeOf } from './notices.ts';
import { sendConfirmation, sendNotice, sendOffer } from './pages.ts';
import { isSameOrigin } from './same-origin.ts';

export interface BookingRoutesDependencies extends OperationDependencies {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Who books where nobody signs in: the demonstration's regulator. Undefined: a session is needed. */
  readonly operator: Identifier | undefined;
  readonly logger: Logger;
  readonly displayOf: DisplayOf;
  /** The FHIR base as clients see it, where that is a setting. */
  readonly baseUrl?: string | undefined;
  /** How long what a page shows may take to be read, in milliseconds. Default: that of `withinReadLimit`. */
  readonly readLimitMs?: number | undefined;
}

/** The routes, to be mounted at the root. */
export function bookingRoutes(deps: BookingRoutesDependencies): Router {
  // Strict: below `/rdv/` the form's relative address would lead elsewhere.
  const router = Router({ strict: true });
  const { operator } = deps;
  router.use('/rdv', (_request, response, next) => (operator ? next() : sendNotice(response, 'no-session')));
  router
    .route('/rdv')
    .get((request, response) => showSlot(deps, request, response))
    .post(demandForm, readForm, (request: Request, response: Response) => bookSlot(deps, request, response))
    .all(allowOnly('GET', 'HEAD', 'POST'));
  router.all('/rdv/', (request, response) => response.redirect(308, `../rdv${searchOf(request)}`));
  router
    .route('/rdv/:id')
    .get((request, response) => showAppointment(deps, request.params.id, response))
    .all(allowOnly('GET', 'HEAD'));
  router.use('/rdv', (_request, response) => sendNotice(response, 'no-appointment'));
  router.use('/rdv', showError(deps.logger));
  return router;
}

/** The query as it was asked, with its `?`; empty when there is none. */
const searchOf = ({ originalUrl }: Request): string => /\?.*/s.exec(originalUrl)?.[0] ?? '';

/** A request that says nothing of its content is no wrong form but an incomplete one. */
function demandForm(request: Request, response: Response, next: NextFunction): void {
  const { type } = parseMediaType(request.headers['content-type'] ?? '');
  if (type !== '' && type !== 'application/x-www-form-urlencoded') sendNotice(response, 'no-form');
  else next();
}

const readForm = express.urlencoded({ extended: false, limit: '4kb' });

async function showSlot(deps: BookingRoutesDependencies, request: Request, response: Response): Promise<void> {
  const slotId = readSlotId(new URL(request.originalUrl, 'http://page').searchParams.get('slot'));
  if (slotId === undefined) return sendNotice(response, 'incomplete');
  const sheet = await readSheet(deps, slotId);
  if (!sheet) return sendNotice(response, 'hidden');
  const state = judgeSlotState(sheet, deps.clock());
  if (state !== 'open') return sendState(response, { state, sheet, displayOf: deps.displayOf });
  sendOffer(response, { slot: describeSlot(sheet, deps.displayOf), slotId, bookingId: deps.newId() });
}

/** @throws OutcomeError `transient` when the base is too slow. */
const readSheet = ({ store, readLimitMs }: BookingRoutesDependencies, slotId: string): Promise<SlotSheet | undefined> =>
  withinReadLimit(() => loadSlotSheet(store, slotId), readLimitMs);

/** What stands before a `?` that somebody put in the middle (`?slot=1?origin=sas`). */
const readSlotId = (text: unknown): string | undefined =>
  typeof text === 'string' ? /^([A-Za-z0-9\-.]{1,64})(\?|$)/.exec(text)?.[1] : undefined;

interface ToldSlot {
  readonly state: Parameters<typeof noticeOf>[0];
  readonly sheet: SlotSheet;
  readonly displayOf: DisplayOf;
}

function sendState(response: Response, { state, sheet, displayOf }: ToldSlot): void {
  const isNobodys = state === 'hidden' || state === 'unattended';
  sendNotice(response, noticeOf(state), isNobodys ? undefined : describeSlot(sheet, displayOf));
}

async function bookSlot(deps: BookingRoutesDependencies, request: Request, response: Response): Promise<void> {
  const publicOrigin = deps.baseUrl === undefined ? undefined : new URL(deps.baseUrl).origin;
  if (!isSameOrigin(request.headers, publicOrigin)) return sendNotice(response, 'foreign');
  const { slot, rdv } = (request.body ?? {}) as { slot?: unknown; rdv?: unknown };
  const slotId = readSlotId(slot);
  if (slotId === undefined) return sendNotice(response, 'incomplete');
  const sheet = await readSheet(deps, slotId);
  if (!sheet) return sendNotice(response, 'hidden');
  const id = typeof rdv === 'string' && isUuid(rdv) ? rdv.toLowerCase() : deps.newId();
  try {
    await bookOnPage(deps, { id, sheet, operator: deps.operator! });
  } catch (error) {
    if (!(error instanceof OutcomeError) || error.status >= 500) throw error;
    return sendRefusal(deps, error, { slotId, response });
  }
  // Relative to /rdv.
  response.redirect(303, `rdv/${id}`);
}

interface Refused {
  readonly slotId: string;
  readonly response: Response;
}

/** Tells what the slot has become meanwhile. */
async function sendRefusal(deps: BookingRoutesDependencies, error: OutcomeError, { slotId, response }: Refused) {
  const sheet = await readSheet(deps, slotId);
  const state = sheet ? judgeSlotState(sheet, deps.clock()) : 'hidden';
  if (sheet && state !== 'open') return sendState(response, { state, sheet, displayOf: deps.displayOf });
  sendNotice(response, error.status === 409 ? 'taken' : 'refused', sheet && describeSlot(sheet, deps.displayOf));
}

async function showAppointment(deps: BookingRoutesDependencies, id: string, response: Response): Promise<void> {
  const booked = await withinReadLimit(() => findBooked(deps, id), deps.readLimitMs);
  if (!booked) return sendNotice(response, 'no-appointment');
  const { appointment, sheet } = booked;
  const isLive = appointment.status === 'booked' || appointment.status === 'pending';
  sendConfirmation(response, {
    ...(statusTexts[appointment.status] ?? statusTexts.booked!),
    isLive,
    number: appointment.identifier?.[0]?.value ?? id,
    slot: describeSlot(sheet, deps.displayOf),
  });
}

interface Booked {
  readonly appointment: Appointment;
  /** Of its first slot. */
  readonly sheet: SlotSheet;
}

async function findBooked({ store }: BookingRoutesDependencies, id: string): Promise<Booked | undefined> {
  if (!isUuid(id)) return undefined;
  const stored = await store.read({ type: 'Appointment', id: id.toLowerCase() });
  if (stored?.json === undefined) return undefined;
  const appointment = JSON.parse(stored.json) as Appointment;
  const slotId = parseReference(appointment.slot?.[0]?.reference)?.id;
  const sheet = slotId === undefined ? undefined : await loadSlotSheet(store, slotId);
  return sheet && { appointment, sheet };
}

const statusTexts: Readonly<Record<string, { readonly title: string; readonly message: string }>> = {
  pending: { title: 'Rendez-vous demandé', message: 'La demande est enregistrée ; elle attend une confirmation.' },
  booked: {
    title: 'Rendez-vous confirmé',
    message: 'Le créneau est réservé. Notez le numéro du rendez-vous, puis fermez cette page.',
  },
  cancelled: { title: 'Rendez-vous annulé', message: 'Ce rendez-vous a été annulé.' },
  fulfilled: { title: 'Rendez-vous honoré', message: 'Le patient est venu à ce rendez-vous.' },
  noshow: { title: 'Rendez-vous non honoré', message: 'Le patient n’est pas venu à ce rendez-vous.' },
};

/** What a person is told of a request that is at fault; of any other status, that it cannot be read. */
const noticeByStatus: Readonly<Record<number, NoticeName>> = { 405: 'no-method', 413: 'too-large', 415: 'no-form' };

/** A person gets a page, whatever happened; the log has the rest. */
function showError(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const status = (error as { status?: unknown } | undefined)?.status;
    const isClients = typeof status === 'number' && status < 500;
    if (response.headersSent) return next(error);
    if (error instanceof OutcomeError) response.set(error.headers);
    if (isClients) return sendNotice(response, noticeByStatus[status] ?? 'unreadable');
    logger.error({ requestId: response.locals.requestId, err: error }, 'request failed');
    sendNotice(response, status === 503 ? 'busy' : 'failed');
  };
}
