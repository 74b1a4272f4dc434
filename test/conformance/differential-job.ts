import { isProbe } from '../support/generator/condition-probes.js';
import { generateProject } from '../support/generator/generate-project.js';
import { type ConditionSource, UserGenerator } from '../support/generator/generate-users.js';
import { Random } from '../support/generator/random.js';
import { stickyCalls, stickyProject } from '../support/generator/sticky-calls.js';
import type { OracleJob } from '../support/oracle/oracle-job.js';
import { type PlanSource, planFor } from '../support/oracle/plan-for.js';
import { EXPOSED_USERS } from './run-parameters.js';

/** Keeps the choices for users apart from those for their project. */
const USER_SEED_OFFSET = 0x5eed;

/** Keeps the choices for kept decisions apart from both. */
const STICKY_SEED_OFFSET = 0x571c;

/** A job with random users for a given payload. The first users have their exposures compared. */
export function jobFor(
  payload: PlanSource & ConditionSource,
  {
    seed,
    users,
    exposedUsers = EXPOSED_USERS,
    options = {},
    ...others
  }: Partial<Pick<OracleJob, 'options' | 'exposedUsers' | 'idLists' | 'overrides' | 'stickyCalls'>> & {
    readonly seed: number;
    readonly users: number;
  },
): OracleJob {
  const generator = new UserGenerator(new Random(seed + USER_SEED_OFFSET), payload);
  return {
    specs: JSON.stringify(payload),
    options,
    users: Array.from({ length: users }, (_user, index) =>
      generator.generate(index < exposedUsers ? String(index) : undefined),
    ),
    plan: planFor(payload, isProbe),
    exposedUsers,
    ...others,
  };
}

/** A job on a random project. */
export function generatedJob(seed: number, users: number, exposedUsers = EXPOSED_USERS): OracleJob {
  const { project, ...others } = generateProject(seed);
  return jobFor(project, { users, exposedUsers, ...others });
}

/** A job on a random project with a storage of decisions, and calls that are given some. */
export function stickyJob(seed: number, users: number, exposedUsers = EXPOSED_USERS): OracleJob {
  const { project, ...others } = generateProject(seed);
  const random = new Random(seed + STICKY_SEED_OFFSET);
  const started = stickyProject(random, project);
  const calls = Array.from({ length: users }, () => stickyCalls(random, started));
  return jobFor(started, { users, exposedUsers, ...others, stickyCalls: calls });
}
