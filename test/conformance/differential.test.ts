import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateIdLists } from '../support/generator/id-lists.js';
import { Random } from '../support/generator/random.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { describeDifferences, describeTally } from './describe-difference.js';
import { generatedJob, jobFor } from './differential-job.js';
import { Kit } from './kit-answers.js';
import { KNOWN_DIFFERENCES } from './known-differences.js';
import { readPayload } from './read-payload.js';
import { type DifferentialRun, type PlannedJob, runDifferential } from './run-differential.js';
import { EXPOSED_USERS, isContinuousIntegration, readRunParameters } from './run-parameters.js';

/** What a run of the usual size compares at least. */
const FULL_RUN = { specs: 300, users: 60, comparisons: 1_000_000 };

const { seed, specs, users } = readRunParameters();

/** The ID lists that real projects ask for. */
const ID_LISTS_OF_FIXTURES = ['company_id_list'];

/** Real projects, where they are at hand. Which exposures a sampled project logs is the core's private choice. */
const FIXTURES = [
  { file: 'eval_proj_dcs.json', exposedUsers: EXPOSED_USERS },
  { file: 'dcs_missing_gates.json', exposedUsers: EXPOSED_USERS },
  { file: 'dcs_target_app_filtering.json', exposedUsers: EXPOSED_USERS },
  { file: 'dcs_user_agent_versions.json', exposedUsers: EXPOSED_USERS },
  { file: 'dcs_with_sampling.json', exposedUsers: 0 },
].map((fixture) => ({ ...fixture, url: new URL(`../../../shared/fixtures/${fixture.file}`, import.meta.url) }));

test('the official package is here to compare with', ({ skip }) => {
  if (!isContinuousIntegration && !isOracleInstalled()) {
    skip('@statsig/statsig-node-core has no binary here: NOTHING IS COMPARED WITH THE OFFICIAL CORE IN THIS RUN');
  }
  expect(isOracleInstalled()).toBe(true);
});

describe.runIf(isOracleInstalled())('every answer and every exposure is the official core’s', () => {
  let oracle: Oracle;
  let kit: Kit;
  beforeAll(async () => {
    oracle = new Oracle({ processes: 2 });
    kit = await Kit.start();
  });
  afterAll(async () => {
    await oracle.close();
    await kit.close();
  });

  async function expectNoDifferences(title: string, jobs: readonly PlannedJob[]): Promise<DifferentialRun> {
    const startedAt = performance.now();
    const run = await runDifferential({ kit, oracle }, jobs);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${title}: ${jobs.length} projects × ${users} users in ${seconds} s\n${describeTally(run.tally)}`);
    expect(run.tally.total).toBeGreaterThan(0);
    expect(run.tally.rejectedUsers).toBe(0);
    if (run.tally.unexplained.length > 0) throw new Error(describeDifferences(run));
    return run;
  }

  for (const { file, url, exposedUsers } of FIXTURES) {
    test.skipIf(!existsSync(url))(`on the real project ${file}`, async () => {
      const payload = readPayload(readFileSync(url, 'utf8'));
      const idLists = generateIdLists(new Random(seed), ID_LISTS_OF_FIXTURES);
      await expectNoDifferences(file, [
        { origin: file, make: () => jobFor(payload, { seed, users, exposedUsers, idLists }) },
        {
          origin: `${file} with an environment`,
          make: () =>
            jobFor(payload, {
              seed: seed + 1,
              users,
              exposedUsers,
              idLists,
              options: { environment: 'production', globalCustomFields: { level: 5 } },
            }),
        },
      ]);
    });
  }

  test(`on ${specs} generated projects, seed ${seed}`, { timeout: 60_000 + specs * 2000 }, async () => {
    const jobs = Array.from({ length: specs }, (_job, index) => ({
      origin: `npm run test:conformance -- differential --seed ${seed + index} --specs 1 --users ${users}`,
      make: () => generatedJob(seed + index, users),
    }));
    const { tally } = await expectNoDifferences('generated', jobs);
    // Small runs may miss one or the other by chance.
    if (specs >= FULL_RUN.specs && users >= FULL_RUN.users) {
      expect(tally.total).toBeGreaterThanOrEqual(FULL_RUN.comparisons);
      // A listed difference that no longer occurs must leave the list.
      const expected = KNOWN_DIFFERENCES.filter(({ shownBy }) => shownBy === 'differential').map(({ id }) => id);
      expect(expected.filter((id) => !tally.knownDifferences.has(id))).toEqual([]);
    }
  });
});
