/** Renders the booking page, and the headers that hold it to itself. */
import { createHash } from 'node:crypto';
import { Eta } from 'eta/core';
import type { Response } from 'express';
import type { SlotText } from './describe-slot.ts';
import { type NoticeName, notices } from './notices.ts';
import { styles, templates } from './templates.ts';

const eta = new Eta({ autoEscape: true });
for (const [name, text] of Object.entries(templates)) eta.loadTemplate(`@${name}`, text);

const styleHash = createHash('sha256').update(styles).digest('base64');

/** Stricter than that of other pages: the one style sheet is known by its hash. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  'img-src data:',
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface OfferPage {
  readonly slot: SlotText;
  readonly slotId: string;
  /** The id of the appointment that the form makes: sent twice, it makes one. */
  readonly bookingId: string;
}

export interface ConfirmationPage {
  readonly title: string;
  readonly message: string;
  /** Whether the appointment is to take place. */
  readonly isLive: boolean;
  /** The appointment's identifier. */
  readonly number: string;
  readonly slot: SlotText;
}

/** The slot, and the button that books it. */
export const sendOffer = (response: Response, page: OfferPage): void => send(response, 200, '@offer', page);

/** An appointment as it is. */
export const sendConfirmation = (response: Response, page: ConfirmationPage): void =>
  send(response, 200, '@confirmation', page);

/** Why there is nothing to book; `slot` where it can be told. */
export function sendNotice(response: Response, name: NoticeName, slot?: SlotText): void {
  const notice = notices[name];
  send(response, notice.status, '@notice', { ...notice, slot });
}

function send(response: Response, status: number, template: string, data: object): void {
  const html = eta.render(template, data);
  response
    .status(status)
    .set({
      'Content-Security-Policy': policy,
      // With `no-referrer` a browser would send the form with `Origin: null`.
      'Referrer-Policy': 'same-origin',
      'Cache-Control': 'no-store',
    })
    .type('html')
    .send(html);
}
