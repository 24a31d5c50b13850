/** The store's hot query, with what tests of other things do not care about. */
import type { AgendaQuery } from '../../src/store/agenda-query.ts';
import { minute, nine } from './resources.ts';

/** The slots of schedule `x` in the hour from nine on, unless told otherwise. */
export const agendaQuery = (more: Partial<AgendaQuery> = {}): AgendaQuery => ({
  form: 'practitioner',
  scheduleIds: ['x'],
  zoneOf: () => 'Europe/Paris',
  from: nine,
  to: nine + 60 * minute,
  criteria: [],
  profile: 'http://profile',
  searchMode: 'match',
  baseUrl: 'https://x.fr/fhir',
  siteUrl: 'https://x.fr',
  ...more,
});
