import { holdsCredentials, isMeantAsUri, withoutCredentials } from '../../src/uri-text.ts';

const uris = [
  'mongodb://sas:s3cr3t@a,b/sas?replicaSet=rs0',
  'mongodb+srv://sas:s3cr3t@a/sas',
  'MONGODB://sas:s3cr3t@a/sas',
  'mongodb:/sas:s3cr3t@a/sas',
  'mongodb:sas:s3cr3t@a/sas',
  'mongodb:///sas:s3cr3t@a/sas',
  'https://sas:s3cr3t@lga.example.fr/hook',
  'sas:s3cr3t@a/sas',
  // What should have been written as % and a code.
  'mongodb://sas:s3/cr3t@a/sas',
  'mongodb://sas:@s3cr3t@a/sas',
  'mongodb://sas:1 s3cr3t@a/sas',
];

describe('a text that is meant as a URI', () => {
  it.each(uris)('is known as such, and to hold credentials: %s', (uri) => {
    expect(isMeantAsUri(uri)).toBe(true);
    expect(holdsCredentials(uri)).toBe(true);
  });

  it('is known without credentials too', () => {
    expect(isMeantAsUri('mongodb://a/sas')).toBe(true);
    expect(holdsCredentials('mongodb://a/sas')).toBe(false);
  });

  it.each(['./data', '/data', 'data@home', 'C:\\data', 'a.ndjson', '-', './a:b@c.ndjson'])('is no path: %s', (path) => {
    expect(isMeantAsUri(path)).toBe(false);
    expect(holdsCredentials(path)).toBe(false);
  });
});

describe('a text for a person', () => {
  it.each(uris)('has no credentials: %s', (uri) => {
    const told = withoutCredentials(`error: got 2: ${uri}, x\n(Did you mean --y?)\nmail@example.fr`);
    expect(told).not.toMatch(/s3|cr3t/);
    expect(told).toMatch(/^error: got 2: .*\*\*\*@.*, x\n\(Did you mean --y\?\)\nmail@example\.fr$/);
  });

  it('keeps the scheme and the host of a URI, and quotes around it', () => {
    expect(withoutCredentials("option '--a=mongodb://sas:s3cr3t@a/sas'")).toBe("option '--a=mongodb://***@a/sas'");
    expect(withoutCredentials("unknown command 'sas:s3cr3t@a'")).toBe("unknown command '***@a'");
  });

  it.each([
    'PORT=x is no port',
    'https://agenda.example.fr/fhir is taken',
    'write to help@example.fr',
    'at run (file:///app/node_modules/@medplum/core/index.mjs:1:2)',
  ])('without any stays as it is: %s', (text) => {
    expect(withoutCredentials(text)).toBe(text);
  });
});
