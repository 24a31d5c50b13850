import { isSameOrigin } from '../../../../src/http/booking/same-origin.ts';

const site = 'https://agenda.example.fr';

describe('a form', () => {
  it.each([
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, site],
    [{ origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }, undefined],
    [{ origin: 'https://AGENDA.test', host: 'Agenda.test' }, undefined],
    [{ origin: site, host: 'inside:8080' }, site],
    [{ host: 'inside:8080' }, site],
  ])('is of this site with %j', (headers, publicOrigin) => {
    expect(isSameOrigin(headers, publicOrigin)).toBe(true);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site', origin: site, host: 'agenda.example.fr' }, site],
    [{ 'sec-fetch-site': 'none' }, undefined],
    [{ origin: 'null', host: 'agenda.example.fr' }, site],
    [{ origin: 'https://agenda.example.fr.evil.example', host: 'agenda.example.fr' }, site],
    [{ origin: 'http://127.0.0.1:8081', host: '127.0.0.1:8080' }, undefined],
    [{ origin: 'https://agenda.example.fr' }, undefined],
  ])('is of another site with %j', (headers, publicOrigin) => {
    expect(isSameOrigin(headers, publicOrigin)).toBe(false);
  });
});
