import { ConfigError, findUnknownSettings, isLoopback, readConfig, readSetting, settings } from '../../src/config.ts';
import { guideVersions } from '../../src/definitions/load-definitions.ts';

describe('the configuration', () => {
  it('has a value for every setting in an empty environment', () => {
    expect(readConfig({})).toEqual({
      clientIds: true,
      validation: 'strict',
      igVersion: '1.1.0',
      selfCheck: 'off',
      port: 8080,
      host: '127.0.0.1',
      dataDir: './data',
      baseUrl: undefined,
      demo: 'auto',
      holdMinutes: 5,
      appointmentSystem: 'https://sas-interop.org/fhir/identifier/appointment',
      logLevel: 'info',
    });
  });

  it('takes each setting from its variable', () => {
    const environment = {
      PORT: '0',
      HOST: '0.0.0.0',
      SAS_DATA_DIR: '/data',
      MONGODB_URI: 'mongodb://sas:secret@a,b/agenda?replicaSet=rs0',
      SAS_BASE_URL: 'https://agenda.example.fr/fhir',
      SAS_DEMO: 'off',
      SAS_CLIENT_IDS: 'off',
      SAS_VALIDATION: 'warn',
      SAS_PLATFORM_URL: 'https://sas.example.fr/fhir/',
      SAS_AGENDA_WEBHOOK: 'https://user:secret@lga.example.fr/hook?key=1',
      SAS_IG_VERSION: '1.2.0',
      SAS_SELF_CHECK: 'fail',
      SAS_HOLD_MINUTES: '2.5',
      SAS_APPOINTMENT_SYSTEM: 'urn:oid:1.2.250.1.999',
      LOG_LEVEL: 'WARN',
    };
    expect(readConfig(environment)).toEqual({
      port: 0,
      host: '0.0.0.0',
      dataDir: '/data',
      mongodbUri: 'mongodb://sas:secret@a,b/agenda?replicaSet=rs0',
      baseUrl: 'https://agenda.example.fr/fhir',
      demo: 'off',
      clientIds: false,
      validation: 'warn',
      platformUrl: 'https://sas.example.fr/fhir',
      agendaWebhook: 'https://user:secret@lga.example.fr/hook?key=1',
      igVersion: '1.2.0',
      selfCheck: 'fail',
      holdMinutes: 2.5,
      appointmentSystem: 'urn:oid:1.2.250.1.999',
      logLevel: 'warn',
    });
  });

  it('takes an empty or blank variable as an absent one', () => {
    expect(readConfig({ PORT: '', SAS_BASE_URL: ' ' })).toMatchObject({ port: 8080, baseUrl: undefined });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it('drops the slash at the end of the base, and keeps its path', () => {
    expect(readConfig({ SAS_BASE_URL: 'https://example.fr/a/fhir/' }).baseUrl).toBe('https://example.fr/a/fhir');
    expect(readConfig({ SAS_PLATFORM_URL: 'https://example.fr' }).platformUrl).toBe('https://example.fr');
  });

  it('names everything that is wrong in one message', () => {
    const read = () =>
      readConfig({ PORT: '99999', HOST: 'a b', SAS_DEMO: 'yes', LOG_LEVEL: 'loud', SAS_BASE_URL: 'x' });
    expect(read).toThrow(ConfigError);
    for (const wrong of ['PORT=99999', 'HOST=a b', 'SAS_DEMO=yes', 'LOG_LEVEL=loud', 'SAS_BASE_URL=x']) {
      expect(read).toThrow(wrong);
    }
  });

  it.each(['0', '-5', '1441', 'five', '1e3'])('refuses %s as the minutes of a hold', (SAS_HOLD_MINUTES) => {
    expect(() => readConfig({ SAS_HOLD_MINUTES })).toThrow(/minutes above 0/);
  });

  it.each(['appointment', 'ftp://example.fr', 'urn:a b'])('refuses %s as the system of appointments', (text) => {
    expect(() => readConfig({ SAS_APPOINTMENT_SYSTEM: text })).toThrow(/no URL and no URN/);
  });

  it.each(['-1', '1.5', '0x50', '65536', 'http'])('refuses %s as a port', (PORT) => {
    expect(() => readConfig({ PORT })).toThrow(/from 0 to 65535/);
  });

  it.each([
    '/fhir',
    'https://example.fr',
    'https://example.fr:8443/',
    'ftp://example.fr/fhir',
    'https://example.fr/fhir?a=b',
    'https://example.fr/fhir#a',
    'https://user:secret@example.fr/fhir',
  ])('refuses %s as a base', (SAS_BASE_URL) => {
    expect(() => readConfig({ SAS_BASE_URL })).toThrow(ConfigError);
  });

  it('takes each version of the guide whose profiles are here', () => {
    const versions = guideVersions.map((version) => readConfig({ SAS_IG_VERSION: version }).igVersion);
    expect(versions).toEqual(guideVersions);
    expect(() => readConfig({ SAS_IG_VERSION: '0' })).toThrow(guideVersions.join(', '));
  });

  it('never shows what may hold a password', () => {
    const read = () => readConfig({ SAS_AGENDA_WEBHOOK: 'htps://user:secret@lga.example.fr' });
    expect(read).toThrow('SAS_AGENDA_WEBHOOK=*** is no absolute http or https URL');
  });

  it.each(['me:50%off', '50%off:secret', 'me:%E9t%E9'])('refuses %s as the user and password of the webhook', (who) => {
    const read = () => readConfig({ SAS_AGENDA_WEBHOOK: `https://${who}@lga.example.fr` });
    const wanted = '"%" begins no code of UTF-8: "%" itself is written "%25"';
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(`SAS_AGENDA_WEBHOOK=*** has a user or password in which a ${wanted}`);
  });

  it('takes codes in the user and password of the webhook', () => {
    const SAS_AGENDA_WEBHOOK = 'https://m%C3%A9:50%25off@lga.example.fr/100%';
    expect(readConfig({ SAS_AGENDA_WEBHOOK }).agendaWebhook).toBe(SAS_AGENDA_WEBHOOK);
  });

  it.each([
    ['http://sas:secret@a/sas', 'is no URI that begins with mongodb:// or mongodb+srv://'],
    ['mongodb+srv://', 'names no server'],
    ['mongodb://sas:secret@a/bad name', 'holds a space or a line break: in a URI that is written as % and its code'],
  ])('says what is wrong with the URI of a MongoDB, and does not show it: %s', (MONGODB_URI, what) => {
    expect(() => readConfig({ MONGODB_URI })).toThrow(`MONGODB_URI=*** ${what}`);
  });

  it('finds variables that look like settings and are none', () => {
    expect(findUnknownSettings({ SAS_DATADIR: 'x', SAS_DEMO: 'on', PATH: '/bin' })).toEqual(['SAS_DATADIR']);
  });

  it('knows which hosts only this machine reaches', () => {
    expect(['127.0.0.1', '127.1.2.3', 'localhost', '::1'].every(isLoopback)).toBe(true);
    expect(['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.example.fr'].some(isLoopback)).toBe(false);
  });
});

describe('one setting', () => {
  const environment = { SAS_DATA_DIR: '/data ', SAS_PLATFORM_URL: 'https://sas.example.fr/fhir' };

  it('is what was given on the command line, else what the environment says', () => {
    expect(readSetting(settings.dataDir, environment, '/other')).toBe('/other');
    expect(readSetting(settings.dataDir, environment)).toBe('/data');
    expect(readSetting(settings.platformUrl, {})).toBeUndefined();
  });

  it('is read alike wherever it stands: trimmed, and what is empty stands for nothing', () => {
    expect(readSetting(settings.dataDir, environment, ' /other ')).toBe('/other');
    expect(readSetting(settings.dataDir, environment, '')).toBe('./data');
    expect(readSetting(settings.platformUrl, environment, ' ')).toBeUndefined();
  });

  it('that cannot be used is told by its name, and not shown where it may hold a password', () => {
    expect(() => readSetting(settings.validation, {}, 'maybe')).toThrow(
      'SAS_VALIDATION=maybe is none of strict, warn, off',
    );
    expect(() => readSetting(settings.agendaWebhook, {}, 'secret')).toThrow('SAS_AGENDA_WEBHOOK=*** is no absolute');
  });
});
