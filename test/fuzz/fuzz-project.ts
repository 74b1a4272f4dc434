import process from 'node:process';
import { Statsig, type StatsigOptions, type UserInput } from 'statsig-nodekit';
import type { ConditionSource } from '../support/generator/generate-users.js';
import { Random } from '../support/generator/random.js';
import type { LoopbackService } from '../support/oracle/loopback-service.mjs';
import { type HostileCall, HostileCallGenerator } from './hostile-calls.js';
import { hostileSpecs } from './hostile-specs.js';
import { hostileStorage } from './hostile-sticky.js';
import { HostileUserGenerator } from './hostile-users.js';
import { firstChange, freezeDeeply, shapeOf } from './unchanged.js';

const USERS = 120;
const CALLS_PER_USER = 60;

/** What a client said when an evaluation failed within it. Users never see it: they get the default. */
const FAILURE = /failed; its default is served/;

/** The evaluation of a run that took longest. */
export interface SlowestCall {
  readonly durationMs: number;
  /** What was called, and the seed of its project. */
  readonly label: string;
}

/** What came of one project. */
export interface FuzzedProject {
  readonly evaluations: number;
  /** Whether the specs were taken into use; those that were mutated may not be. */
  readonly isInUse: boolean;
  /** How often each reason was given. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly slowest: SlowestCall;
  /** The same of explanations, which copy what they tell of. */
  readonly slowestExplanation: SlowestCall;
  /** Exceptions, failures that were hidden from the caller, and inputs that were changed: each with what led to it. */
  readonly faults: readonly string[];
}

/**
 * Evaluates a hostile project for hostile users. Half of the projects come over HTTP and log exposures, the others are
 * handed over as a frozen object to a client that logs nothing.
 */
export async function fuzzProject(seed: number, service: LoopbackService): Promise<FuzzedProject> {
  const random = new Random(seed);
  const specs = hostileSpecs(seed);
  const isRemote = random.chance(0.5);
  const faults: string[] = [];
  const client = makeClient(specs, { seed, service, isRemote, faults });
  const { isSuccess } = await client.initialize();

  const payload: unknown = JSON.parse(specs);
  const users = new HostileUserGenerator(random, conditionsOf(payload));
  const calls = new HostileCallGenerator(random, client, payload);
  const reasons = new Map<string, number>();
  let slowest: SlowestCall = { durationMs: 0, label: 'nothing' };
  let slowestExplanation = slowest;
  for (let index = 0; index < USERS; index += 1) {
    const isExposed = index % 20 === 0;
    const fields = users.fields();
    if (random.chance(0.5)) freezeDeeply(fields);
    const before = shapeOf(fields);
    const user = users.callerInput(fields) as UserInput;
    // oxlint-disable-next-line no-await-in-loop -- each user is loaded and then asked about
    if (index % 10 === 0) await client.loadPersistedValues(user);
    for (let count = 0; count < CALLS_PER_USER; count += 1) {
      const call = calls.next(isExposed);
      const label = `${call.label} of seed ${seed} for user ${index}`;
      const elapsedMs = startClock();
      const reason = attempt(call, user, (error) => faults.push(`${label} threw ${String(error)}`));
      const durationMs = elapsedMs();
      if (call.label.startsWith('explain')) {
        if (durationMs > slowestExplanation.durationMs) slowestExplanation = { durationMs, label };
      } else if (durationMs > slowest.durationMs) {
        slowest = { durationMs, label };
      }
      if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    if (firstChange(before, shapeOf(fields)) >= 0) faults.push(`user ${index} of seed ${seed} was changed`);
  }
  const { pending, dropped } = await client.shutdown(30_000);
  if (pending + dropped > 0) faults.push(`${pending + dropped} events of seed ${seed} were not delivered`);
  service.take(keyOf(seed));
  return { evaluations: USERS * CALLS_PER_USER, isInUse: isSuccess, reasons, slowest, slowestExplanation, faults };
}

/**
 * Starts to measure: by the wall clock or by the processor's time, whichever is less. Another program that runs in
 * between lengthens the first, collecting garbage on other threads the second.
 */
function startClock(): () => number {
  const startedAt = performance.now();
  const cpuAtStart = process.cpuUsage();
  return () => {
    const wallMs = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuAtStart);
    return Math.min(wallMs, (user + system) / 1000);
  };
}

const keyOf = (seed: number): string => `secret-fuzz-${seed}`;

function makeClient(
  specs: string,
  {
    seed,
    service,
    isRemote,
    faults,
  }: {
    readonly seed: number;
    readonly service: LoopbackService;
    readonly isRemote: boolean;
    readonly faults: string[];
  },
): Statsig {
  const hear = (_tag: string, message: string): void => {
    if (FAILURE.test(message)) faults.push(`${message} (seed ${seed})`);
  };
  const common: StatsigOptions = {
    outputLogLevel: 'warn',
    outputLoggerProvider: { warn: hear, error: hear },
    // Its choices are made at any time, so they are no part of the project's.
    ...(seed % 3 === 0 ? { persistentStorage: hostileStorage(new Random(seed)) } : {}),
  };
  if (isRemote) {
    service.serve(keyOf(seed), specs);
    const { specsUrl, logEventUrl } = service;
    return new Statsig(keyOf(seed), { ...common, specsUrl, logEventUrl, specsSyncIntervalMs: 3_600_000 });
  }
  const bootstrapSpecs: object = JSON.parse(specs);
  freezeDeeply(bootstrapSpecs);
  return new Statsig(keyOf(seed), { ...common, bootstrapSpecs, disableNetwork: true });
}

function attempt(call: HostileCall, user: UserInput, onError: (error: unknown) => void): string | undefined {
  try {
    return call.make(user);
  } catch (error) {
    onError(error);
    return undefined;
  }
}

/** The conditions of a payload that may have lost some. */
function conditionsOf(payload: unknown): ConditionSource {
  const conditions = Object.entries(Object(Object(payload).condition_map)).filter(
    ([, condition]) => typeof Object(condition).type === 'string',
  );
  return { condition_map: Object.fromEntries(conditions) as ConditionSource['condition_map'] };
}
