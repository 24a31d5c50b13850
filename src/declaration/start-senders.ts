/** The senders that a configuration asks for: one for each system that is told of appointments. */
import type { Destination } from '../agenda/declared/describe-appointment.ts';
import type { Logger } from '../log.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { agendaRecipient } from './agenda-recipient.ts';
import { buildHttpClient } from './http-client.ts';
import { platformRecipient } from './platform-recipient.ts';
import type { Recipient } from './recipient.ts';
import { Sender, senderLimits } from './sender.ts';

/** The addresses of those who are told; absent, they are not. */
export interface OutboxSettings {
  readonly platformUrl: string | undefined;
  readonly agendaWebhook: string | undefined;
}

export interface SenderDependencies {
  readonly settings: OutboxSettings;
  readonly store: ResourceStore;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** Whom changes of appointments are told: those for whom messages are queued. */
export const destinationsOf = ({ platformUrl, agendaWebhook }: OutboxSettings): readonly Destination[] => [
  ...(platformUrl ? (['platform'] as const) : []),
  ...(agendaWebhook ? (['agenda'] as const) : []),
];

/** Starts a sender for each destination; returns how to stop them, which takes no more than a few seconds. */
export function startSenders({ settings, store, ...others }: SenderDependencies): () => Promise<void> {
  const { timeoutMs, concurrency } = senderLimits;
  const client = buildHttpClient({ timeoutMs, connections: concurrency });
  const senders = recipientsOf(settings, store).map(
    (recipient) => new Sender({ recipient, outbox: store.outbox, client, ...others }),
  );
  return async () => {
    await Promise.all(senders.map((sender) => sender.stop()));
    await client.close();
  };
}

const recipientsOf = ({ platformUrl, agendaWebhook }: OutboxSettings, store: ResourceStore): Recipient[] => [
  ...(platformUrl ? [platformRecipient({ url: platformUrl, store })] : []),
  ...(agendaWebhook ? [agendaRecipient(agendaWebhook)] : []),
];
