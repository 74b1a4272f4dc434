// @ts-check
import { fromRoot } from '../project-root.mjs';
import { runNode } from './run-command.mjs';

/** @import { StepResult } from './report.mjs' */

const limitMs = 300_000;
const installed = (/** @type {string[]} */ ...parts) => fromRoot('node_modules', ...parts);

/**
 * The checks that are not test suites, as arguments of `node`. The same commands as the npm scripts of these names.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const checks = {
  build: [fromRoot('scripts', 'build.mjs'), '--if-stale', '--samples'],
  typecheck: [installed('typescript', 'bin', 'tsc'), '--noEmit'],
  lint: [installed('oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings', '.'],
  format: [installed('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
  spelling: [installed('cspell', 'bin.mjs'), 'lint', '--no-progress', '--no-summary'],
};

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<StepResult>}
 */
export async function runCheck(name, args) {
  const { status, timedOut, durationMs } = await runNode(args, { limitMs });
  const notes = timedOut ? [`ended after its limit of ${limitMs / 60_000} minutes`] : [];
  const isClean = status === 0 && !timedOut;
  return { name, passed: isClean ? 1 : 0, failed: isClean ? 0 : 1, skipped: 0, durationMs, notes };
}
