import type { EvaluationPlan } from '../oracle/evaluation-plan.mjs';
import type { ConsoleCall, EventCall } from '../oracle/event-plan.mjs';
import type { Random } from './random.js';
import { oddValue, parameterValues } from './rules.js';
import type { Json, JsonObject, WireProject } from './wire-types.js';

/** Longer than any run, so that the time that one takes decides nothing. Unit: milliseconds. */
const NEVER = 3_600_000;

/**
 * The same project, which asks for samples in most cases. In the mode that logs all of them: which ones it leaves out in the
 * other is the private choice of each contestant.
 */
export function sampledProject(
  random: Random,
  project: WireProject,
): WireProject & { readonly sdk_configs: JsonObject } {
  return {
    ...project,
    sdk_configs: {
      sampling_mode: random.pick(['shadow', 'shadow', 'shadow', 'none', 'SHADOW']),
      exposure_dedupe_ttl_ms: random.pick<Json>([NEVER, String(NEVER)]),
      exposure_spec_sampling_ttl_ms: NEVER,
      ...random.pick<JsonObject>([
        {},
        { special_case_sampling_rate: 101 },
        { special_case_sampling_rate: '7' },
        { special_case_sampling_rate: 1.9 },
        { special_case_sampling_rate: 0 },
        { special_case_sampling_rate: -1 },
        { special_case_sampling_rate: 'x' },
        { special_case_sampling_rate: null },
      ]),
    },
  };
}

/**
 * Exposures by hand of a third of a plan, in any order, some of them twice: of gates and layers, of configs, or of the experiments
 * that conditions ask for. The official core may take what a condition asks for and what is logged by hand for the same exposure.
 */
export function manualExposures(
  random: Random,
  { gates, configs, layers }: EvaluationPlan,
  isAskedFor: (name: string) => boolean,
): EventCall[] {
  const ofConfigs = (areAskedFor: boolean): EventCall[] =>
    configs
      .filter(({ name }) => isAskedFor(name) === areAskedFor)
      .flatMap(({ name }) => [
        ['manuallyLogDynamicConfigExposure', name] as const,
        ['manuallyLogExperimentExposure', name] as const,
      ]);
  const calls = random.pick<() => EventCall[]>([
    () => [
      ...gates.map((name) => ['manuallyLogFeatureGateExposure', name] as const),
      ...layers.flatMap(({ name, parameters }) =>
        parameters.map((parameter) => ['manuallyLogLayerParamExposure', name, parameter] as const),
      ),
    ],
    () => ofConfigs(false),
    () => ofConfigs(true),
  ])();
  const again = calls.filter(() => random.chance(0.2));
  return [...calls, ...again]
    .map((call) => ({ call, place: random.next() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ call }) => call);
}

/** Lines of the console, of everything but errors and traces, which are known to differ. */
export function consoleLines(random: Random): ConsoleCall[] {
  const value = (): unknown =>
    random.pick<unknown>([
      'text',
      '',
      'ünïcode 🎉\n"quoted"',
      'a placeholder %s',
      'x'.repeat(5000),
      0,
      -1.5,
      1e21,
      Number.NaN,
      true,
      null,
      undefined,
      {},
      [],
      { deep: { list: [1, 'x', null, [{}]] }, missing: undefined },
      parameterValues(random),
      'one of Statsig:: itself',
    ]);
  return random.many(1, 4, (): ConsoleCall => {
    const method = random.pick<ConsoleCall[1]>(['debug', 'log', 'info', 'warn', 'error']);
    return ['console', method, ...random.many(0, 3, value)];
  });
}

/** Events of an application's own, with values and metadata of all kinds that JSON can say, and some that it cannot. */
export function customEvents(random: Random): EventCall[] {
  return random.many(1, 4, (): EventCall => {
    const name = random.pick(['bought', 'an event', 'ünïcode 🎉', 'a "quoted"\n\u2028name', random.token(80)]);
    const value = (): unknown =>
      random.pick<unknown>([undefined, null, 'text', '', ' ', '5', 0, 1, -1.5, 1e21, 2 ** 53, true, { a: 1 }, [1]]);
    const metadata = (): unknown =>
      random.pick<unknown>([
        undefined,
        null,
        {},
        'text',
        5,
        ['a'],
        { sku: 'a', n: 1, b: true, nothing: null, missing: undefined, deep: { list: [1, 'x', null, [{}]] } },
        { '': '', ' ': 1, ünïcode: '🎉', quote: '"\\\n' },
        parameterValues(random),
        { odd: oddValue(random) },
      ]);
    const level = (): string =>
      random.pick(['trace', 'debug', 'log', 'info', 'warn', 'error', 'warning', 'err', 'WARN', 'Info', 'no level', '']);
    const lineValue = (): unknown => random.pick<unknown>([undefined, null, '', 'A line', 'ünïcode 🎉\n"quoted"']);
    const lineMetadata = (): unknown =>
      random.pick<unknown>([
        undefined,
        null,
        {},
        { pod: 'shop-1' },
        { status: 'mine', log_level: 'mine', source: 'mine', other: '' },
        { '': '', ünïcode: '🎉', quote: '"\\\n' },
      ]);
    return random.weighted<EventCall>([
      [1, () => ['identify']],
      [1, () => ['forwardLogLineEvent', level()]],
      [3, () => ['forwardLogLineEvent', level(), lineValue(), lineMetadata()]],
      [1, () => ['logEvent', name]],
      [2, () => ['logEvent', name, value()]],
      [4, () => ['logEvent', name, value(), metadata()]],
    ]);
  });
}
