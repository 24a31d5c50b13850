/** Imports point one way (docs/architecture.md): what each part of `src` may import. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const source = join(import.meta.dirname, '../../src');

/** Parts of the program, each with those that it may import besides itself. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  fhir: [],
  definitions: ['fhir'],
  store: ['fhir'],
  'store/sqlite': ['fhir', 'store'],
  'store/mongo': ['fhir', 'store'],
  agenda: ['fhir', 'store'],
  demo: ['fhir', 'store'],
  import: ['fhir', 'store', 'agenda'],
  declaration: ['fhir', 'store', 'agenda', 'log'],
  rest: ['fhir', 'store', 'agenda'],
  http: ['fhir', 'agenda', 'rest', 'log', 'version'],
  version: [],
  'uri-text': [],
  'setting-values': ['uri-text'],
  config: ['setting-values', 'uri-text'],
  log: ['config'],
  server: ['http', 'log'],
  app: ['http', 'rest', 'log'],
  serve: ['app', 'server', 'http', 'rest', 'config', 'log'],
  application: [
    'fhir',
    'definitions',
    'store',
    'store/sqlite',
    'store/mongo',
    'agenda',
    'demo',
    'declaration',
    'rest',
    'http',
    'serve',
    'config',
    'log',
    'uri-text',
    'version',
  ],
  cli: [
    'fhir',
    'definitions',
    'store',
    'agenda',
    'demo',
    'import',
    'declaration',
    'application',
    'serve',
    'config',
    'log',
    'uri-text',
    'version',
  ],
  main: ['cli'],
};

/** The folders of the agenda in which a write is decided: each may import those before it. */
const writeFolders = ['writing', 'booking', 'declared', 'deciding'];

/** What is kept to one place or few, and where that is. */
const homes: Readonly<Record<string, readonly string[]>> = {
  express: ['http', 'app'],
  'node:sqlite': ['store/sqlite'],
  mongodb: ['store/mongo'],
  'node:http': ['http', 'server'],
  'node:net': ['server'],
  undici: ['declaration'],
  commander: ['cli'],
  pino: ['log'],
  'node:fs': ['store/sqlite', 'definitions', 'cli', 'version'],
  'node:fs/promises': ['definitions', 'cli'],
};

/** The libraries of the kernel and of the domain: none of them does any I/O. */
const pure: Readonly<Record<string, readonly string[]>> = {
  fhir: ['@medplum/fhirtypes', 'fhirpath', 'lossless-json', 'luxon', 'node:util'],
  store: ['@medplum/fhirtypes'],
  agenda: ['@medplum/fhirtypes', 'libphonenumber-js', 'lru-cache', 'node:crypto', 'node:util'],
};

/** What reaches the surroundings without an import: a clock, chance, the environment. */
const surroundings =
  /\b(process\.|Date\.now\b|Math\.random\b|new Date\(\)|performance\.|setInterval\b|setTimeout\b|fetch\()/;

/** Parts whose clock and chance are passed in. */
const withoutSurroundings = ['fhir', 'store', 'agenda', 'import', 'demo'];

interface SourceFile {
  readonly path: string;
  readonly part: string;
  readonly code: string;
  readonly imports: readonly string[];
}

function partOf(path: string): string {
  const [first = '', second = '', third] = path.replace(/\.ts$/, '').split('/');
  return first === 'store' && third !== undefined ? `store/${second}` : first;
}

const files: readonly SourceFile[] = globSync('**/*.ts', { cwd: source }).map((path) => {
  const text = readFileSync(join(source, path), 'utf8');
  const code = text.replace(/\/\*.*?\*\//gs, '').replace(/(?<!:)\/\/.*$/gm, '');
  const found = code.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g);
  return { path, part: partOf(path), code, imports: [...found].map(([, name]) => name!) };
});

const isLocal = (name: string): boolean => name.startsWith('.');
const partImported = ({ path }: SourceFile, name: string): string =>
  partOf(relative(source, join(source, dirname(path), name)));
const libraryOf = (name: string): string =>
  name.startsWith('node:')
    ? name
    : name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/');

/** `file: name` of each import that is not allowed. */
const offences = (isAllowed: (file: SourceFile, name: string) => boolean): string[] =>
  files.flatMap((file) => file.imports.filter((name) => !isAllowed(file, name)).map((name) => `${file.path}: ${name}`));

describe('imports', () => {
  it('are found in every part of the program', () => {
    expect(new Set(files.map(({ part }) => part))).toEqual(new Set(Object.keys(arrows)));
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(500);
  });

  it('between parts point one way, as the table says', () => {
    const isAllowed = (file: SourceFile, name: string) =>
      !isLocal(name) || [file.part, ...arrows[file.part]!].includes(partImported(file, name));
    expect(offences(isAllowed)).toEqual([]);
  });

  it('of the table make no circle', () => {
    const reached = (part: string, path: readonly string[] = []): readonly string[] =>
      path.includes(part) ? [...path, part] : arrows[part]!.flatMap((next) => reached(next, [...path, part]));
    expect(Object.keys(arrows).flatMap((part) => reached(part))).toEqual([]);
  });

  it('between the folders in which a write is decided point one way', () => {
    const orderOf = (path: string) => writeFolders.indexOf(/^agenda\/([^/]+)\//.exec(path)?.[1] ?? '');
    expect(new Set(files.map(({ path }) => orderOf(path))).size).toBe(writeFolders.length + 1);
    const isAllowed = ({ path }: SourceFile, name: string) =>
      orderOf(path) < 0 || orderOf(join(dirname(path), name)) <= orderOf(path);
    expect(offences(isAllowed)).toEqual([]);
  });

  it('of Express, of a database, of sockets and files stand where they belong', () => {
    const isAllowed = ({ part }: SourceFile, name: string) => homes[libraryOf(name)]?.includes(part) ?? true;
    expect(offences(isAllowed)).toEqual([]);
  });

  it('of the kernel, the ports and the domain are libraries without I/O', () => {
    const isAllowed = ({ part }: SourceFile, name: string) =>
      isLocal(name) || (pure[part]?.includes(libraryOf(name)) ?? true);
    expect(offences(isAllowed)).toEqual([]);
  });
});

it('the kernel and the domain ask nobody for the time, chance or environment', () => {
  const offenders = files.filter(({ part, code }) => withoutSurroundings.includes(part) && surroundings.test(code));
  expect(offenders.map(({ path }) => path)).toEqual([]);
});
