#!/usr/bin/env node
/**
 * `npm test`: the build, the static checks and every test suite, one after the other; all of them run even when one
 * fails. Ends with a table and, last and alone on its line, `N passed, N failed, N skipped`. `npm test -- unit lint`
 * runs the named steps only.
 *
 * A suite fails when a test fails, when the runner fails for another reason, and when no test ran. Checks count as one
 * test each.
 */
// @ts-check
import { rmSync } from 'node:fs';
import { checks, runCheck } from './test-run/checks.mjs';
import { formatTable, sumTallies } from './test-run/report.mjs';
import { runSuite, suites } from './test-run/suites.mjs';
import { fromRoot } from './project-root.mjs';

/** @import { StepResult } from './test-run/report.mjs' */

async function runTests() {
  const known = [...Object.keys(checks), ...suites];
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(`Unknown step "${unknown[0]}". Steps: ${known.join(', ')}\n`);
    process.exitCode = 1;
    return;
  }

  const resultsFolder = fromRoot('.cache', 'test-results', String(process.pid));
  /** @type {StepResult[]} */
  const results = [];
  for (const name of asked.length > 0 ? asked : known) {
    process.stdout.write(`\n── ${name} ──\n`);
    const check = checks[name];
    // oxlint-disable-next-line no-await-in-loop -- steps share two cores and the terminal
    results.push(await (check === undefined ? runSuite(name, resultsFolder) : runCheck(name, check)));
  }
  rmSync(resultsFolder, { recursive: true, force: true });

  const total = sumTallies(results);
  process.stdout.write(`\n${formatTable(results)}\n\n`);
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

await runTests();
