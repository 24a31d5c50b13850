#!/usr/bin/env node
// The installed command. Runs the command line in this process when its Node is recent enough, else on the Node that the
// package brings with it; says in one sentence when neither will do. Plain old JavaScript, so that any Node can read it.
'use strict';
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');

const oldest = 20;
const own = 24;

const major = Number(process.versions.node.split('.')[0]);
if (major < oldest) {
  console.error(`sas needs Node.js ${oldest} or later; this is ${process.versions.node}.`);
  process.exit(1);
}

// A clone has the sources, the package only what was built of them.
const source = join(__dirname, '..', 'src', 'cli', 'sas.ts');
const entry = existsSync(source) ? source : join(__dirname, '..', 'dist', 'cli', 'sas.js');
if (major >= own) import(pathToFileURL(entry).href).catch(fail);
else {
  try {
    runOnBroughtNode();
  } catch (error) {
    fail(error);
  }
}

/** In a process of its own, which gets the signals that this one gets and whose end is this one's. */
function runOnBroughtNode() {
  const { spawn } = require('node:child_process');
  const child = spawn(findBroughtNode(), [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  child.on('error', fail);
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function findBroughtNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(dirname(require.resolve('node/package.json')), 'bin', name);
  if (existsSync(path)) return path;
  // It comes by an install script, which some machines do not run.
  throw new Error(`this is Node.js ${process.versions.node}, and ${own} was not installed with the package`);
}

function fail(error) {
  console.error(`sas could not start: ${error.message}`);
  process.exit(1);
}
