/** URIs where a path or nothing was wanted, and the passwords in them, which are never told again. */

/** Whether it is no path: it has a scheme, whole or not, or a user with a password. */
export const isMeantAsUri = (text: string): boolean => /:\/\/|^mongodb(\+srv)?:|^[^/\\]+:[^/\\]*@/i.test(text);

/** Whether it is meant as a URI that may have a password in it. */
export const holdsCredentials = (text: string): boolean => isMeantAsUri(text) && text.includes('@');

/** Up to the last `@` of the line: in a password that was not written as % and codes anything may stand. */
const credentials = /(\b[a-z][a-z\d+.-]*:\/\/|mongodb(?:\+srv)?:\/?)(?=[^\s/]).*@|[^\s:/'"=]+:[^\s/]*@/gi;

/** A text for a person, `***@` instead of the credentials of what may be a URI. */
export const withoutCredentials = (text: string): string =>
  text.replace(credentials, (_, scheme: string | undefined) => `${scheme ?? ''}***@`);
