#!/usr/bin/env node
// The installed command: runs the command line on a Node that is recent enough, or says in one sentence that it is not.
'use strict';
const { spawnSync } = require('node:child_process');
const { dirname, join } = require('node:path');

/** The Node that the package brings with it, else the one that runs this file. */
function findNode() {
  try {
    const packageFile = require.resolve('node/package.json');
    return join(dirname(packageFile), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return process.execPath;
  }
}

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`sas needs Node.js 20 or later; this is ${process.versions.node}.`);
  process.exit(1);
}
const dist = join(__dirname, '..', 'dist', 'cli', 'sas.js');
const entry = require('node:fs').existsSync(dist) ? dist : join(__dirname, '..', 'src', 'cli', 'sas.ts');
const run = spawnSync(findNode(), [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
if (run.error) {
  console.error(`sas could not start Node.js: ${run.error.message}`);
  process.exit(1);
}
process.exit(run.status ?? 1);
