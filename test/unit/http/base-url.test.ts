import type { IncomingMessage } from 'node:http';
import { OutcomeError } from '../../../src/fhir/outcome.ts';
import { readBaseUrl } from '../../../src/http/base-url.ts';

const asked = (headers: Record<string, string>, httpVersion = '1.1') =>
  ({ headers, httpVersion }) as unknown as IncomingMessage;

describe('the FHIR base of a request', () => {
  it.each(['127.0.0.1:8080', 'localhost', 'agenda.example.fr', '[::1]:8080', 'sas_vendor-1:80'])(
    'is made of the Host %s',
    (host) => {
      expect(readBaseUrl(asked({ host }), undefined)).toBe(`http://${host}/fhir`);
    },
  );

  it('is the configured one when there is one, whatever the Host', () => {
    const base = 'https://agenda.example.fr/fhir';
    expect(readBaseUrl(asked({ host: '10.0.0.1' }), base)).toBe(base);
    expect(readBaseUrl(asked({}, '1.0'), base)).toBe(base);
  });

  it('does not believe X-Forwarded-Host', () => {
    const request = asked({ host: 'localhost', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' });
    expect(readBaseUrl(request, undefined)).toBe('http://localhost/fhir');
  });

  it.each(['', 'a b', 'a/b', 'a"b', 'user@host', 'host:port', '<script>', '[::1', 'a?b'])(
    'refuses the Host "%s"',
    (host) => {
      expect(() => readBaseUrl(asked({ host }), undefined)).toThrow(OutcomeError);
    },
  );

  it('refuses a request of HTTP/1.1 without Host, and one of HTTP/1.0 when no base is configured', () => {
    expect(() => readBaseUrl(asked({}), 'https://agenda.example.fr/fhir')).toThrow(OutcomeError);
    expect(() => readBaseUrl(asked({}, '1.0'), undefined)).toThrow(OutcomeError);
  });
});
