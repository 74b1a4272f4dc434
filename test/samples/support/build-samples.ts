import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectRoot } from './run-program.js';

/** Builds the package and the samples where they are missing or older than their sources. */
export async function buildSamples(): Promise<void> {
  const options = { cwd: projectRoot };
  await promisify(execFile)(process.execPath, ['scripts/build.mjs', '--if-stale', '--samples'], options);
}
