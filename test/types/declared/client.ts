import {
  type DynamicConfigName,
  type DynamicConfigValues,
  type ExperimentName,
  type GateName,
  type LayerName,
  type ParameterStoreName,
  type PersistResult,
  type PersistentStorage,
  Statsig,
  type StickyValues,
  type UserPersistedValues,
} from 'statsig-nodekit';

import { expectType } from '../expect-type.js';
import type { Limits } from './limits.js';

const statsig = new Statsig('secret-types');
const user = { userID: 'u' };
declare const anyText: string;

// Names
expectType<'new_checkout' | 'free_shipping'>()({} as GateName);
expectType<'limits' | 'prices'>()({} as DynamicConfigName);
expectType<'button_color'>()({} as ExperimentName);
expectType<'promo'>()({} as LayerName);
expectType<'checkout'>()({} as ParameterStoreName);
expectType<Limits>()({} as DynamicConfigValues<'limits'>);

expectType<boolean>()(statsig.checkGate(user, 'new_checkout'));
// @ts-expect-error -- misspelt
statsig.checkGate(user, 'new_chekout');
// @ts-expect-error -- may be any name
statsig.checkGate(user, anyText);
// @ts-expect-error -- a config's name
statsig.getFeatureGate(user, 'limits');

// Dynamic configs
const limits = statsig.getDynamicConfig(user, 'limits');
expectType<Partial<Limits>>()(limits.value);
expectType<number>()(limits.get('items', 10));
expectType<number | null>()(limits.get('items', null));
expectType<string>()(limits.get('label', 'none'));
expectType<number | null>()(limits.getValue('items'));
expectType<number>()(limits.getValue('items', 5));
expectType<string | null>()(limits.getString('label'));
expectType<string>()(limits.getString('label', 'none'));
expectType<number | undefined>()(limits.getNumber('items', undefined));
expectType<unknown[] | null>()(limits.getArray('tags'));
// @ts-expect-error -- misspelt
limits.get('item', 10);
// @ts-expect-error -- a fallback of another type
limits.get('items', 'ten');
// @ts-expect-error -- misspelt
limits.getValue('item');
// @ts-expect-error -- no text
limits.getString('items');
// @ts-expect-error -- no boolean at all
limits.getBool('label');
// @ts-expect-error -- misspelt
statsig.getDynamicConfig(user, 'limit');
expectType<Record<string, number>>()(statsig.getDynamicConfig(user, 'prices').get('table', {}));
statsig.getDynamicConfig(user, 'prices').getMap('table');
expectType<string[]>()(limits.get('tags', []));
expectType<string[] | null>()(limits.getValue('tags'));

// Experiments
const color = statsig.getExperiment(user, 'button_color');
expectType<'blue' | 'red'>()(color.get('color', 'blue'));
expectType<boolean>()(color.getBoolean('isBold', false));
expectType<'blue' | 'red' | null>()(statsig.getExperimentByGroupName('button_color', 'control').getValue('color'));
statsig.getExperimentByGroupIdAdvanced('button_color', 'rule').get('isBold', true);
// @ts-expect-error -- no value of the parameter
color.get('color', 'green');
// @ts-expect-error -- misspelt
statsig.getExperiment(user, 'button_colour');
// @ts-expect-error -- misspelt
statsig.getExperimentGroups('button_colour');

// Layers
const promo = statsig.getLayer(user, 'promo');
expectType<string>()(promo.get('color', 'blue'));
expectType<string | null>()(promo.get('cta', null));
// A null in the console counts as missing.
expectType<string>()(promo.get('cta', 'Buy'));
expectType<string | null>()(promo.peek('color'));
expectType<string>()(promo.getString('cta', 'Buy'));
// @ts-expect-error -- misspelt
promo.peek('colour');
// @ts-expect-error -- misspelt
statsig.getLayer(user, 'promos');

statsig.manuallyLogLayerParamExposure(user, 'promo', 'color');
statsig.manuallyLogLayerParameterExposure(user, 'promo', 'cta');
// @ts-expect-error -- misspelt
statsig.manuallyLogLayerParamExposure(user, 'promo', 'colour');
// @ts-expect-error -- misspelt
statsig.manuallyLogGateExposure(user, 'new_chekout');

// Parameter stores
const checkout = statsig.getParameterStore(user, 'checkout');
expectType<string>()(checkout.get('title', 'Checkout'));
expectType<number | null>()(checkout.getValue('items'));
expectType<number>()(checkout.getInteger('items', 1));
// @ts-expect-error -- a fallback of another type
checkout.getValue('items', 'one');
// @ts-expect-error -- no number
checkout.getNumber('title');
// @ts-expect-error -- misspelt
statsig.getParameterStore(user, 'check_out');

// Explanations and introspection
statsig.explainGate(user, 'free_shipping');
statsig.explainConfig(user, 'limits');
statsig.explainExperiment(user, 'button_color');
statsig.explainLayer(user, 'promo');
// @ts-expect-error -- misspelt
statsig.explainGate(user, 'fre_shipping');
// @ts-expect-error -- a layer's name
statsig.explainExperiment(user, 'promo');
// @ts-expect-error -- misspelt
statsig.getFieldsNeededForLayer('promos');

// Overrides
statsig.overrideGate('new_checkout', true, 'u');
statsig.overrideDynamicConfig('limits', { items: 5 });
statsig.overrideExperiment('button_color', { color: 'red' });
statsig.overrideLayer('promo', { cta: null });
statsig.overrideParameterStore('checkout', {
  title: 'x',
  items: { ref_type: 'static', param_type: 'number', value: 1 },
});
statsig.removeGateOverride('new_checkout');
// @ts-expect-error -- misspelt
statsig.overrideGate('new_chekout', true);
// @ts-expect-error -- a value of another type
statsig.overrideDynamicConfig('limits', { items: 'five' });
// @ts-expect-error -- a parameter that is not there
statsig.overrideExperiment('button_color', { colour: 'red' });
// @ts-expect-error -- a value of another type
statsig.overrideLayer('promo', { color: 5 });
// @ts-expect-error -- neither a value nor a reference
statsig.overrideParameterStore('checkout', { items: { gate_name: 'g' } });
// @ts-expect-error -- misspelt
statsig.removeLayerOverride('promos');

// Kept decisions
declare const kept: StickyValues;
const storage: PersistentStorage = { load: () => null, save: () => undefined, delete: async () => {} };
expectType<Promise<UserPersistedValues>>()(statsig.loadPersistedValues(user));
expectType<Promise<PersistResult>>()(statsig.flushPersistedValues());
void new Statsig('secret-types', { persistentStorage: storage });
statsig.getExperiment(user, 'button_color', { userPersistedValues: { button_color: kept }, enforceTargeting: true });
statsig.getLayer(user, 'promo', { userPersistedValues: null, enforceOverrides: false, disableExposureLogging: true });
statsig.explainExperiment(user, 'button_color', { userPersistedValues: {}, showPrivateAttributes: true });
void statsig.loadPersistedValues(user, 'companyID', { timeoutMs: 50 });
// @ts-expect-error -- gates keep nothing
statsig.checkGate(user, 'new_checkout', { userPersistedValues: {} });
// @ts-expect-error -- nor do dynamic configs
statsig.getDynamicConfig(user, 'limits', { userPersistedValues: {} });
// @ts-expect-error -- no decision
statsig.getExperiment(user, 'button_color', { userPersistedValues: { button_color: { value: true } } });
// @ts-expect-error -- the values are awaited
statsig.getLayer(user, 'promo', { userPersistedValues: statsig.loadPersistedValues(user) });
// @ts-expect-error -- without a way to forget
void new Statsig('secret-types', { persistentStorage: { load: () => null, save: () => undefined } });
