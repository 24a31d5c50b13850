/** Tests run as ES modules, the way the server itself runs: no build step in between. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  // Few take more than some seconds alone; machines may be several times slower, or stand still for a while.
  testTimeout: 120_000,
};
