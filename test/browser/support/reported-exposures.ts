import type { Statsig, StatsigUserArgs } from 'statsig-nodekit';
import { canonicalJson } from '../../support/oracle/canonical-json.mjs';
import type { FlagNames } from './flag-answers.js';

/**
 * What exposures among events say, each as one text, sorted: for comparing those of a page with those of the server. Of gates
 * that were consulted, each is named once. Whether the rule of an experiment passed, servers alone report.
 */
export function reportedExposures(events: readonly unknown[]): string[] {
  return (events as readonly ExposureEvent[])
    .filter(({ eventName }) => eventName.endsWith('_exposure'))
    .map(({ eventName, metadata, secondaryExposures }) => {
      const { gate, gateValue, config, ruleID, parameterName, allocatedExperiment, isExplicitParameter } = metadata;
      const consulted = (secondaryExposures ?? []).map((one) => `${one.gate} ${one.gateValue} ${one.ruleID}`);
      return canonicalJson({
        eventName,
        gate,
        gateValue,
        config,
        ruleID,
        parameterName,
        allocatedExperiment,
        isExplicitParameter,
        consulted: [...new Set(consulted)],
      });
    })
    .toSorted();
}

/** Reads flags on the server, which logs their exposures, as `read` in `pages/probe.ts` does. */
export function exposeOnServer(statsig: Statsig, input: object, names: FlagNames): void {
  // Generated users hold what the types forbid.
  const user = input as StatsigUserArgs;
  for (const name of names.gates) statsig.checkGate(user, name);
  for (const name of names.configs) statsig.getDynamicConfig(user, name);
  for (const name of names.experiments) statsig.getExperiment(user, name);
  for (const { name, parameters } of names.layers) {
    const layer = statsig.getLayer(user, name);
    for (const parameter of parameters) layer.getValue(parameter);
  }
}

interface ExposureEvent {
  readonly eventName: string;
  readonly metadata: Readonly<Record<string, string | undefined>>;
  readonly secondaryExposures?: readonly Readonly<Record<'gate' | 'gateValue' | 'ruleID', string>>[] | null;
}
