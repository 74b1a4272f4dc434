import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LoopbackService, startLoopbackService } from '../support/oracle/loopback-service.mjs';
import { readFuzzParameters } from './fuzz-parameters.js';
import { type SlowestCall, fuzzProject } from './fuzz-project.js';

const { seed, evaluations } = readFuzzParameters();

/** Far above what any evaluation needs, so that a busy machine does not fail the run. Unit: milliseconds. */
const LONGEST_ALLOWED_MS = 250;

let service: LoopbackService;
beforeAll(async () => {
  service = await startLoopbackService();
});
afterAll(async () => service.close());

test(`nothing in a user or in specs makes an evaluation throw or change its input, FUZZ_SEED=${seed}`, async () => {
  const reasons = new Map<string, number>();
  const faults: string[] = [];
  let slowest: SlowestCall = { durationMs: 0, label: 'nothing' };
  let slowestExplanation = slowest;
  let [made, projects, inUse] = [0, 0, 0];
  const startedAt = performance.now();
  while (made < evaluations) {
    // oxlint-disable-next-line no-await-in-loop -- one project after the other, so that times mean something
    const project = await fuzzProject(seed + projects, service);
    made += project.evaluations;
    projects += 1;
    if (project.isInUse) inUse += 1;
    slowest = slower(slowest, project.slowest);
    slowestExplanation = slower(slowestExplanation, project.slowestExplanation);
    for (const [reason, count] of project.reasons) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
    faults.push(...project.faults);
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    [
      `${made.toLocaleString('en')} evaluations of ${projects} projects (${inUse} in use) in ${seconds} s, FUZZ_SEED=${seed}`,
      `slowest: ${slowest.durationMs.toFixed(2)} ms, ${slowest.label}`,
      `slowest explanation: ${slowestExplanation.durationMs.toFixed(2)} ms, ${slowestExplanation.label}`,
      ...[...reasons].map(([reason, count]) => `  ${reason.padEnd(48)} ${count.toLocaleString('en')}`),
    ].join('\n'),
  );
  expect(faults.slice(0, 10)).toEqual([]);
  for (const { durationMs, label } of [slowest, slowestExplanation]) {
    expect(durationMs, label).toBeLessThan(LONGEST_ALLOWED_MS);
  }
  // Specs that are all refused, or users that stop every evaluation early, would test nothing.
  expect(inUse / projects).toBeGreaterThan(0.5);
  expect([...reasons.keys()].filter((reason) => reason.endsWith(':Recognized'))).not.toEqual([]);
  expect(reasons.has('Error:Statsig Evaluation Depth Exceeded')).toBe(true);
});

const slower = (one: SlowestCall, other: SlowestCall): SlowestCall => (other.durationMs > one.durationMs ? other : one);
