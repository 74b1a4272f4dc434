import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from 'vitest';
import { canonicalJson } from '../support/oracle/canonical-json.mjs';
import type { OracleJob } from '../support/oracle/oracle-job.js';
import { Oracle } from '../support/oracle/oracle.js';
import { ComparisonTally, compareAnswers } from './compare-answers.js';
import { describeDifferences, describeTally } from './describe-difference.js';
import { generatedJob } from './differential-job.js';
import { Kit } from './kit-answers.js';
import { type Recording, packRecording, unpackRecording } from './recording.js';

/** Small projects: together they have config mappings, new-style layers, autotunes, stores, overrides and unknown conditions. */
const RECORDED_SEEDS = [12, 241, 300];
const RECORDED_USERS = 4;
const EXPOSED_USERS = 3;
const folder = new URL('./recorded/', import.meta.url);

/** Users without what JSON would change. */
function recordableJob(seed: number): OracleJob {
  const job = generatedJob(seed, RECORDED_USERS, EXPOSED_USERS);
  return { ...job, users: JSON.parse(JSON.stringify(job.users)) };
}

test.runIf(process.env['CONFORMANCE_RECORD'] === '1')('record the answers of the official core anew', async () => {
  mkdirSync(folder, { recursive: true });
  const oracle = new Oracle();
  for (const seed of RECORDED_SEEDS) {
    const job = recordableJob(seed);
    // oxlint-disable-next-line no-await-in-loop -- one process answers them in turn
    const recording = packRecording(job, await oracle.answer(job));
    writeFileSync(new URL(`seed-${seed}.json`, folder), `${JSON.stringify(recording)}\n`);
  }
  await oracle.close();
});

test('there is a recording for each seed', () => {
  expect(readdirSync(folder).toSorted()).toEqual(RECORDED_SEEDS.map((seed) => `seed-${seed}.json`).toSorted());
});

test.each(RECORDED_SEEDS)('the answers recorded for seed %i are still ours', async (seed) => {
  const recording: Recording = JSON.parse(readFileSync(new URL(`seed-${seed}.json`, folder), 'utf8'));
  const { job, theirs } = unpackRecording(recording, canonicalJson);
  const tally = new ComparisonTally();
  const kit = await Kit.start();
  compareAnswers(tally, job, { ours: await kit.answer(job), theirs });
  await kit.close();
  console.log(`seed ${seed}\n${describeTally(tally)}`);
  expect(tally.total).toBeGreaterThan(100);
  if (tally.unexplained.length > 0) {
    throw new Error(describeDifferences({ tally, originOf: () => `recorded seed ${seed}` }));
  }
});
