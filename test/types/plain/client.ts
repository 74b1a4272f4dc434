import {
  type DynamicConfig,
  type DynamicConfigName,
  type DynamicConfigValues,
  type Experiment,
  type ExperimentName,
  type GateName,
  type Layer,
  type LayerName,
  type ParameterStore,
  type ParameterStoreName,
  Statsig,
} from 'statsig-nodekit';
import { Experiment as InjectExperiment, Gate, StatsigService } from 'statsig-nodekit/nestjs';

import { expectType } from '../expect-type.js';

const statsig = new Statsig('secret-types');
const user = { userID: 'u' };
declare const anyText: string;

expectType<string>()({} as GateName);
expectType<string>()({} as DynamicConfigName);
expectType<string>()({} as ExperimentName);
expectType<string>()({} as LayerName);
expectType<string>()({} as ParameterStoreName);
declare const anyValues: DynamicConfigValues<'anything'>;
expectType<Record<string, unknown>>()(anyValues);

expectType<boolean>()(statsig.checkGate(user, anyText));
expectType<DynamicConfig>()(statsig.getDynamicConfig(user, 'anything'));
expectType<Experiment>()(statsig.getExperiment(user, anyText));
expectType<Layer>()(statsig.getLayer(user, 'anything'));
expectType<ParameterStore>()(statsig.getParameterStore(user, 'anything'));

// The types come from the fallback, as with the official SDK.
const config = statsig.getDynamicConfig(user, 'anything');
expectType<number>()(config.get<number>(anyText, 1));
expectType<string[]>()(config.get('list', ['a']));
expectType<unknown>()(config.getValue('key'));
expectType<unknown>()(config.getValue());
expectType<string | null>()(config.getString(anyText));
expectType<boolean | undefined>()(config.getBool('key', undefined));
const values: Record<string, unknown> = config.value;
expectType<unknown>()(values['key']);
expectType<unknown>()(statsig.getLayer(user, 'l').peek(anyText));
expectType<number>()(statsig.getParameterStore(user, 's').getValue<number>(anyText, 1));
expectType<unknown>()(statsig.getParameterStore(user, 's').get('key'));
config.get('guarded', 'a', (value): value is string | null => typeof value === 'string');

statsig.overrideDynamicConfig(anyText, { anything: [1] });
statsig.overrideParameterStore(anyText, { anything: [1], other: { gate_name: 'g' } });
statsig.removeExperimentOverride(anyText, null);
statsig.explainLayer(user, anyText);
statsig.manuallyLogFeatureGateExposure(user, anyText);
statsig.manuallyLogLayerParamExposure(user, anyText, anyText);

// What is wrong without declarations stays wrong.
// @ts-expect-error -- no name
statsig.checkGate(user, 5);
// @ts-expect-error -- no object
statsig.overrideLayer('l', 5);
// @ts-expect-error -- a fallback is needed
config.get('key');
// @ts-expect-error -- not known to be a text
expectType<string>()(config.getValue('key'));

// Whoever takes any config takes each.
const itemsOf = (any: DynamicConfig): number => any.getNumber('items', 0);
itemsOf(config);

Gate(anyText);
InjectExperiment(anyText, anyText, 'fallback', { exposure: false });
export const ask = (service: StatsigService): boolean => service.checkGate(user, anyText);
