/** The vendor's own agenda software: a webhook. docs/declaration.md says what it gets. */
import type { Recipient } from './recipient.ts';

/**
 * Each message is one POST of JSON to `webhook`. A user and password in the URL become Basic authentication, so that
 * they are in no address that anybody logs; `Idempotency-Key` tells a message that comes twice.
 */
export function agendaRecipient(webhook: string): Recipient {
  const address = new URL(webhook);
  const { username, password } = address;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  address.username = '';
  address.password = '';
  return {
    destination: 'agenda',
    toRequest: async ({ id, body }) => ({
      method: 'POST',
      url: address.href,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': `"${id}"`,
        ...(username ? { authorization: `Basic ${credentials}` } : {}),
      },
      body,
    }),
  };
}
