import { describe, expect, it } from 'vitest';
import { fromRoot } from '../../scripts/project-root.mjs';
import { formatTable, sumTallies, tallyVitestReport } from '../../scripts/test-run/report.mjs';

const finished = { status: 0, timedOut: false, limitMs: 600_000 };
const test = (status: string, fullName = `a ${status} test`): { status: string; fullName: string } => ({
  status,
  fullName,
});
const reportOf = (
  ...assertionResults: { status: string; fullName: string; failureMessages?: string[] }[]
): unknown => ({
  testResults: [{ name: 'some.test.ts', status: 'passed', assertionResults }],
});

describe('tallyVitestReport', () => {
  it('counts passed and skipped tests and names the skipped', () => {
    const report = reportOf(test('passed'), test('passed'), test('skipped'), test('pending'), test('todo'));
    expect(tallyVitestReport(report, finished)).toEqual({
      passed: 2,
      failed: 0,
      skipped: 3,
      notes: ['skipped: a skipped test', 'skipped: a pending test', 'skipped: a todo test'],
    });
  });

  it('counts and names failed tests', () => {
    const report = reportOf(test('passed'), test('failed', 'adds two numbers'));
    expect(tallyVitestReport(report, { ...finished, status: 1 })).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      notes: ['failed: adds two numbers'],
    });
  });

  it('says why a test failed, in a few lines without colours, and where', () => {
    const failureMessages = [
      `AssertionError: expected \u001B[31m1\u001B[39m to be 2\n\n- 2\n+ 1\n\nfour\nfive\n` +
        `    at library (file://${fromRoot('node_modules/a.js')}:1:2)\n    at file://${fromRoot('test/sums.test.ts')}:3:4`,
    ];
    const report = reportOf({ ...test('failed', 'adds two numbers'), failureMessages });
    expect(tallyVitestReport(report, { ...finished, status: 1 }).notes).toEqual([
      'failed: adds two numbers',
      '  AssertionError: expected 1 to be 2',
      '  - 2',
      '  + 1',
      '  four',
      '  at test/sums.test.ts:3:4',
    ]);
  });

  it.each([
    ['a suite without files', undefined, 1, 'vitest wrote no report'],
    ['a suite without tests', { testResults: [] }, 0, 'ran no test'],
    ['a suite whose tests are all skipped', reportOf(test('skipped')), 0, 'ran no test'],
    [
      'a run that ended badly though its tests passed',
      reportOf(test('passed')),
      1,
      'vitest ended with status 1 though no test failed; see its output above',
    ],
  ])('fails %s', (_, report, status, note) => {
    const tally = tallyVitestReport(report, { ...finished, status });
    expect(tally.failed).toBe(1);
    expect(tally.notes[0]).toBe(note);
  });

  it('fails a file that did not load', () => {
    const report = {
      testResults: [{ name: fromRoot('test', 'broken.test.ts'), status: 'failed', assertionResults: [] }],
    };
    expect(tallyVitestReport(report, { ...finished, status: 1 })).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
      notes: ['did not load or finish: test/broken.test.ts'],
    });
  });

  it('fails a run that was ended at its limit', () => {
    const tally = tallyVitestReport(reportOf(test('passed')), { status: null, timedOut: true, limitMs: 600_000 });
    expect(tally).toMatchObject({ failed: 1, notes: ['ended after its limit of 10 minutes'] });
  });
});

describe('the closing table', () => {
  it('has a line per step with its notes below', () => {
    const table = formatTable([
      { name: 'lint', passed: 1, failed: 0, skipped: 0, durationMs: 1_234, notes: [] },
      { name: 'conformance', passed: 12, failed: 1, skipped: 0, durationMs: 61_000, notes: ['failed: x'] },
    ]);
    expect(table).toBe(
      [
        '        step         passed  failed  skipped  seconds',
        'ok      lint              1       0        0      1.2',
        'FAILED  conformance      12       1        0     61.0',
        '          failed: x',
      ].join('\n'),
    );
  });

  it('adds up the counts', () => {
    const tallies = [
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    ];
    expect(sumTallies(tallies)).toEqual({ passed: 11, failed: 22, skipped: 33 });
  });
});
