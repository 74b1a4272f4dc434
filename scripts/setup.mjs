#!/usr/bin/env node
/**
 * Makes a clone ready for `npm start`, `npm test` or `npm run bench`: installs the dependencies when they are missing or
 * stale, then what else that command needs. Runs from `prestart`, `pretest` and `prebench`; a ready clone costs only the
 * checks. Written in plain Node, because nothing is installed when it first runs.
 *
 * `npm test` builds as one of its own steps, so that a build that fails is a line in its table and the other steps run.
 */
// @ts-check
import { ensureBuilt } from './build-package.mjs';
import { debianPackages, ensureDebianPackages, localSystem } from './debian-packages.mjs';
import { ensureDependencies } from './install-dependencies.mjs';
import { describeOldNode } from './node-version.mjs';

const purposes = ['start', 'test', 'bench'];

/** @param {string} line Goes to standard error: standard output belongs to the command that follows. */
const report = (line) => process.stderr.write(`${line}\n`);

async function setUp() {
  const purpose = (process.argv[2] ?? '').replace(/^--for=/, '');
  if (process.argv.length !== 3 || !purposes.includes(purpose)) {
    throw new Error(
      `Usage: node scripts/setup.mjs --for=${purposes.join('|')} (received: "${process.argv.slice(2).join(' ')}")`,
    );
  }
  const oldNode = describeOldNode(process.versions.node);
  if (oldNode !== undefined) throw new Error(oldNode);

  await ensureDependencies({ report });
  if (purpose === 'test') ensureDebianPackages(debianPackages, localSystem, report);
  else await ensureBuilt({ withSamples: purpose === 'start', report });
}

setUp().catch((error) => {
  report(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
