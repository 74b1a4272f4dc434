import { Statsig, StatsigUser } from 'statsig-nodekit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { type LoopbackService, startLoopbackService } from '../support/oracle/loopback-service.mjs';
import { rule, smallProject } from './small-project.js';

/** What is promised of evaluation: three times as fast. `npm run bench` measures some eight times as fast on these gates. */
const SLOWEST_ALLOWED_SHARE = 1 / 3;
const GATES = 2000;
/** Rounds that only prepare and warm up. */
const EARLY_ROUNDS = 5;
const ROUNDS = 7;
/** On a machine that does other things too, one attempt may be disturbed; a lost optimisation fails all of them. */
const ATTEMPTS = 6;

const project = smallProject({
  conditions: {
    staff: { type: 'user_field', field: 'email', operator: 'str_ends_with_any', targetValue: ['@statsig.com'] },
    countries: { type: 'user_field', field: 'country', operator: 'any', targetValue: ['US', 'CA', 'MX'] },
    grownUp: { type: 'user_field', field: 'age', operator: 'gte', targetValue: 18 },
    everyone: { type: 'public' },
  },
  gates: Object.fromEntries(
    Array.from({ length: GATES }, (_gate, index) => [
      `gate_${index}`,
      {
        salt: `salt-${index}`,
        rules: [
          rule('staff', ['staff', 'grownUp']),
          rule('countries', ['countries', 'grownUp'], { passPercentage: 20 }),
          rule('everyone', ['everyone'], { passPercentage: 50 }),
        ],
      },
    ]),
  ),
});

const attributes = { email: 'a@example.org', country: 'NZ', custom: { age: 33 } };
const quiet = { disableExposureLogging: true };

describe.runIf(isOracleInstalled())(`checkGate on a project of ${GATES} gates`, () => {
  let service: LoopbackService;
  beforeAll(async () => {
    service = await startLoopbackService();
  });
  afterAll(async () => service.close());

  const clientOptions = () => ({
    specsUrl: service.specsUrl,
    logEventUrl: service.logEventUrl,
    specsSyncIntervalMs: 3_600_000,
    outputLogLevel: 'none' as const,
  });

  /** Milliseconds to ask for every gate with a user who is new for each. */
  function timeOnePass(check: (userID: string, gate: string) => boolean): number {
    const startedAt = performance.now();
    for (let index = 0; index < GATES; index += 1) check(`user-${index}`, `gate_${index}`);
    return performance.now() - startedAt;
  }

  test('is at least three times as fast as the official core’s', async () => {
    const official = await import('@statsig/statsig-node-core');
    service.serve('secret-ours', JSON.stringify(project));
    service.serve('secret-official', JSON.stringify(project));
    const ours = new Statsig('secret-ours', clientOptions());
    const theirs = new official.Statsig('secret-official', clientOptions());
    expect((await ours.initialize()).isSuccess).toBe(true);
    expect((await theirs.initialize()).isSuccess).toBe(true);

    const checkOurs = (userID: string, gate: string): boolean =>
      ours.checkGate(new StatsigUser({ userID, ...attributes }), gate, quiet);
    const checkTheirs = (userID: string, gate: string): boolean =>
      theirs.checkGate(new official.StatsigUser({ userID, ...attributes }), gate, quiet);
    // Both in turn, so that what slows the machine down slows down both.
    const shareOfOneRound = (): number => timeOnePass(checkOurs) / timeOnePass(checkTheirs);
    for (let round = 0; round < EARLY_ROUNDS; round += 1) shareOfOneRound();
    const shares: number[] = [];
    while (shares.length < ATTEMPTS && !shares.some((share) => share < SLOWEST_ALLOWED_SHARE)) {
      shares.push(median(Array.from({ length: ROUNDS }, shareOfOneRound)));
    }
    await Promise.all([ours.shutdown(), theirs.shutdown()]);

    const share = Math.min(...shares);
    console.log(
      `checkGate, ${GATES} gates, new users: ours takes ${share.toFixed(3)} of the official core's time (attempt ${shares.length})`,
    );
    expect(share).toBeLessThan(SLOWEST_ALLOWED_SHARE);
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}
