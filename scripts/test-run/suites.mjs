// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from '../project-root.mjs';
import { tallyVitestReport } from './report.mjs';
import { runNode } from './run-command.mjs';

/** @import { StepResult } from './report.mjs' */

/** The vitest projects of `vitest.config.ts`, cheapest first. */
export const suites = /** @type {const} */ ([
  'unit',
  'contract',
  'redis',
  'browser',
  'conformance',
  'fuzz',
  'samples',
  'package',
]);

const limitMs = 600_000;

/**
 * @param {string} name One of `suites`.
 * @param {string} resultsFolder Where vitest's machine-readable report goes.
 * @returns {Promise<StepResult>}
 */
export async function runSuite(name, resultsFolder) {
  const reportPath = join(resultsFolder, `${name}.json`);
  const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
  const args = [
    vitest,
    'run',
    '--project',
    name,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportPath}`,
  ];
  const run = await runNode(args, { limitMs });
  const report = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, 'utf8')) : undefined;
  return { name, durationMs: run.durationMs, ...tallyVitestReport(report, { ...run, limitMs }) };
}
