/**
 * Whether a `Slot.comment` is a path that stands for a page of this server (`/rdv?slot=1`): a letter or digit behind the
 * slash, no blanks, quotes or backslashes. A remark such as `/!\ Apporter la carte Vitale` is none. It may be given as it
 * stands in a JSON text.
 */
export const isSitePath = (comment: string | undefined): comment is string =>
  comment !== undefined && /^\/\w[^\s"\\]*$/.test(comment);
