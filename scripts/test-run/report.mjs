// @ts-check
import { join, relative, sep } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { projectRoot } from '../project-root.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 * @typedef {Tally & { name: string, durationMs: number, notes: string[] }} StepResult
 *   `notes` say what the counts alone do not: why a step failed without a failing test, which tests were skipped.
 */

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sumTallies(tallies) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/**
 * The closing table: one line per step, its notes indented below.
 * @param {readonly StepResult[]} results
 */
export function formatTable(results) {
  const rows = [
    ['', 'step', 'passed', 'failed', 'skipped', 'seconds'],
    ...results.map(({ name, passed, failed, skipped, durationMs }) => [
      failed === 0 ? 'ok' : 'FAILED',
      name,
      String(passed),
      String(failed),
      String(skipped),
      (durationMs / 1000).toFixed(1),
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .flatMap((row, index) => [
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
      ...(results[index - 1]?.notes.map((note) => `          ${note}`) ?? []),
    ])
    .join('\n');
}

/**
 * What vitest's JSON report says, with everything that is not a passing run counted as at least one failure: a file
 * that did not load, an error outside any test, a suite without tests.
 * @param {unknown} report The parsed report, `undefined` when vitest wrote none.
 * @param {{ status: number | null, timedOut: boolean, limitMs: number }} run
 * @returns {Tally & { notes: string[] }}
 */
export function tallyVitestReport(report, { status, timedOut, limitMs }) {
  const files = /** @type {{ testResults?: VitestFile[] }} */ (report ?? {}).testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  const count = (/** @type {(state: string) => boolean} */ matches) =>
    tests.filter((test) => matches(test.status)).length;
  const passed = count((state) => state === 'passed');
  const skipped = count(
    (state) => state === 'skipped' || state === 'pending' || state === 'todo' || state === 'disabled',
  );
  let failed = tests.length - passed - skipped;

  const notes = tests
    .filter((test) => test.status !== 'passed')
    .flatMap((test) =>
      test.status === 'failed' ? [`failed: ${test.fullName}`, ...reasonOf(test)] : [`skipped: ${test.fullName}`],
    );
  for (const file of files.filter(
    (one) => one.status === 'failed' && one.assertionResults.every((test) => test.status !== 'failed'),
  )) {
    failed += 1;
    notes.push(`did not load or finish: ${relative(projectRoot, file.name)}`);
  }
  const fail = (/** @type {string} */ reason) => {
    failed += 1;
    notes.unshift(reason);
  };
  if (timedOut) fail(`ended after its limit of ${limitMs / 60_000} minutes`);
  else if (passed + failed === 0) fail(report === undefined ? 'vitest wrote no report' : 'ran no test');
  else if (status !== 0 && failed === 0)
    fail(`vitest ended with status ${status} though no test failed; see its output above`);
  return { passed, failed, skipped, notes };
}

/**
 * Why a test failed, in short, for those who see the end of the output only: the message and where it comes from.
 * @param {VitestTest} test
 */
function reasonOf({ failureMessages = [] }) {
  const lines = stripVTControlCharacters(failureMessages.join('\n')).split('\n');
  const place = lines
    .find((line) => /^\s+at .*[/\\]test[/\\]/.test(line))
    ?.replace('file://', '')
    .replace(join(projectRoot, sep), '');
  const message = lines.filter((line) => line.trim() !== '' && !/^\s+at /.test(line)).slice(0, reasonLines);
  return [...message, ...(place === undefined ? [] : [place.trim()])].map((line) => `  ${line.slice(0, 300)}`);
}

const reasonLines = 4;

/**
 * @typedef {{ fullName: string, status: string, failureMessages?: string[] }} VitestTest
 * @typedef {{ name: string, status: string, assertionResults: VitestTest[] }} VitestFile
 */
