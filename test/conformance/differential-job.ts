import { isProbe } from '../support/generator/condition-probes.js';
import { generateProject } from '../support/generator/generate-project.js';
import { consoleLines, customEvents, manualExposures, sampledProject } from '../support/generator/event-calls.js';
import { type ConditionSource, UserGenerator } from '../support/generator/generate-users.js';
import { Random } from '../support/generator/random.js';
import { stickyCalls, stickyProject } from '../support/generator/sticky-calls.js';
import type { OracleJob } from '../support/oracle/oracle-job.js';
import { EMPTY_PLAN, type PlanSource, planFor } from '../support/oracle/plan-for.js';
import { EXPOSED_USERS } from './run-parameters.js';

/** Keeps the choices for users apart from those for their project. */
const USER_SEED_OFFSET = 0x5eed;

/** Keeps the choices for kept decisions apart from both. */
const STICKY_SEED_OFFSET = 0x571c;

/** Keeps the choices for events apart from all of them. */
const EVENT_SEED_OFFSET = 0xe7e27;

/** A job with random users for a given payload. The first users have their exposures compared. */
export function jobFor(
  payload: PlanSource & ConditionSource,
  {
    seed,
    users,
    exposedUsers = EXPOSED_USERS,
    markedUsers = exposedUsers,
    options = {},
    ...others
  }: Partial<Pick<OracleJob, 'options' | 'exposedUsers' | 'idLists' | 'overrides' | 'stickyCalls' | 'eventCalls'>> & {
    readonly seed: number;
    readonly users: number;
    /** How many of the first users can be told apart in events. */
    readonly markedUsers?: number;
  },
): OracleJob {
  const generator = new UserGenerator(new Random(seed + USER_SEED_OFFSET), payload);
  return {
    specs: JSON.stringify(payload),
    options,
    users: Array.from({ length: users }, (_user, index) =>
      generator.generate(index < markedUsers ? String(index) : undefined),
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

/** A job on a random project that asks for samples, with events of the application's own. */
export function eventJob(seed: number, users: number, exposedUsers = EXPOSED_USERS): OracleJob {
  const { project, ...others } = generateProject(seed);
  const random = new Random(seed + EVENT_SEED_OFFSET);
  const job = jobFor(sampledProject(random, project), { users, exposedUsers, ...others });
  return { ...job, eventCalls: Array.from({ length: users }, () => customEvents(random)) };
}

/** A job on a random project with a client that captures the console, and lines on it between checks. */
export function captureJob(seed: number, users: number): OracleJob {
  const { project, options, ...others } = generateProject(seed);
  const random = new Random(seed + EVENT_SEED_OFFSET);
  const consoleCaptureOptions = {
    enabled: true,
    logLevels: random.pick([
      ['debug', 'log', 'info', 'warn', 'error'],
      ['warn', 'error'],
      ['log', 'info'],
    ] as const),
    ...(random.chance(0.5) && { user: { userID: 'shop-server' } }),
  };
  const job = jobFor(project, { users, exposedUsers: 0, ...others, options: { ...options, consoleCaptureOptions } });
  const eventCalls = Array.from({ length: users }, () => consoleLines(random));
  return { ...job, plan: EMPTY_PLAN, eventCalls };
}

/** A job on a random project that asks for samples, where all exposures are logged by hand. */
export function manualJob(seed: number, users: number): OracleJob {
  const { project, ...others } = generateProject(seed);
  const random = new Random(seed + EVENT_SEED_OFFSET);
  const job = jobFor(sampledProject(random, project), { users, exposedUsers: 0, markedUsers: users, ...others });
  const asked = new Set(
    Object.values(project.condition_map).map(({ type, field }) => type === 'experiment_group' && field),
  );
  const eventCalls = Array.from({ length: users }, () => manualExposures(random, job.plan, (name) => asked.has(name)));
  return { ...job, plan: EMPTY_PLAN, eventCalls };
}
