import { type Statsig, type UserInput, formatExplanation } from 'statsig-nodekit';
import type { Random } from '../support/generator/random.js';
import { isHostileEntity } from './hostile-specs.js';
import { HOSTILE_NAMES } from './hostile-texts.js';
import { hostileStickyOptions } from './hostile-sticky.js';
import { hostileValue } from './hostile-values.js';

/** One evaluation. */
export interface HostileCall {
  /** What is called, for reports. */
  readonly label: string;
  /** Makes the call and reads from what it gives. Returns the reason of the answer, where the call tells one. */
  readonly make: (user: UserInput) => string | undefined;
}

const FALLBACKS = ['', 0, true, [], {}, null, undefined] as const;

/** Draws calls for what a payload holds, and for names that it does not hold or that are no names. */
export class HostileCallGenerator {
  readonly #random: Random;
  readonly #client: Statsig;
  readonly #gates: Names;
  readonly #configs: Names;
  readonly #layers: Names;
  readonly #stores: Names;

  constructor(random: Random, client: Statsig, payload: unknown) {
    this.#random = random;
    this.#client = client;
    const namesIn = (map: string): Names => {
      const all = Object.keys(Object(Object(payload)[map]));
      // Of the chain of a thousand gates a few do.
      const hostile = all.filter((name) => isHostileEntity(name) && !/^deep_(?!0$|699$|70[0-2]$|1000$)/.test(name));
      return {
        usual: ['no_such_name', ...all.filter((name) => !isHostileEntity(name))],
        hostile: ['mapped_a', 'mapped_c', ...hostile, ...HOSTILE_NAMES],
      };
    };
    this.#gates = namesIn('feature_gates');
    this.#configs = namesIn('dynamic_configs');
    this.#layers = namesIn('layer_configs');
    this.#stores = namesIn('param_stores');
  }

  /** @param isExposed - whether exposures are logged. */
  next(isExposed: boolean): HostileCall {
    const random = this.#random;
    const client = this.#client;
    const options = isExposed ? {} : { disableExposureLogging: true };
    const key = random.pick(['color', 'a', 'title', 'parameter_0', 'parameter_3', ...HOSTILE_NAMES]);
    const fallback = random.pick<unknown>(FALLBACKS);

    const gate = this.#name(this.#gates);
    const config = this.#name(this.#configs);
    const layer = this.#name(this.#layers);
    const store = this.#name(this.#stores);
    const sticky = (name: unknown): object => ({ ...options, ...hostileStickyOptions(random, name) });
    return random.weighted<HostileCall>([
      [
        10,
        () => ({
          label: `checkGate(${show(gate)})`,
          make: (user) => void client.checkGate(user, gate, options),
        }),
      ],
      [
        8,
        () => ({
          label: `getFeatureGate(${show(gate)})`,
          make: (user) => client.getFeatureGate(user, gate, options).details.reason,
        }),
      ],
      [
        4,
        () => ({
          label: `getDynamicConfig(${show(config)})`,
          make: (user) => readAll(client.getDynamicConfig(user, config, options), key, fallback),
        }),
      ],
      [
        5,
        () => ({
          label: `getExperiment(${show(config)})`,
          make: (user) => readAll(client.getExperiment(user, config, sticky(config)), key, fallback),
        }),
      ],
      [
        5,
        () => ({
          label: `getLayer(${show(layer)})`,
          make: (user) => readAll(client.getLayer(user, layer, sticky(layer)), key, fallback),
        }),
      ],
      [
        2,
        () => ({
          label: `getParameterStore(${show(store)})`,
          make: (user) => readAll(client.getParameterStore(user, store, options), key, fallback),
        }),
      ],
      [
        0.5,
        () => ({
          label: `manuallyLogFeatureGateExposure(${show(gate)})`,
          make: (user) => {
            client.manuallyLogFeatureGateExposure(user, gate);
          },
        }),
      ],
      [
        0.5,
        () => ({
          label: `manuallyLogExperimentExposure(${show(config)})`,
          make: (user) => {
            client.manuallyLogExperimentExposure(user, config);
          },
        }),
      ],
      [
        0.5,
        () => ({
          label: `manuallyLogLayerParamExposure(${show(layer)}, ${show(key)})`,
          make: (user) => {
            client.manuallyLogLayerParamExposure(user, layer, key);
          },
        }),
      ],
      [
        0.3,
        () => ({
          label: `explainGate(${show(gate)})`,
          make: (user) => void formatExplanation(client.explainGate(user, gate)),
        }),
      ],
      [
        0.3,
        () => ({
          label: `explainLayer(${show(layer)})`,
          make: (user) => void formatExplanation(client.explainLayer(user, layer, sticky(layer))),
        }),
      ],
    ]);
  }

  #name({ usual, hostile }: Names): string {
    const random = this.#random;
    return random.weighted<string>([
      [70, () => random.pick(usual)],
      [28, () => random.pick(hostile)],
      // Types forbid what is no name; a caller can pass it all the same.
      [2, () => hostileValue(random) as string],
    ]);
  }
}

/** Names of one kind of entity, those of `hostileSpecs` apart. */
interface Names {
  readonly usual: readonly string[];
  readonly hostile: readonly string[];
}

interface Readable {
  readonly details: { readonly reason: string };
  get(key: string, fallback: unknown): unknown;
  getValue(key: string, fallback?: unknown): unknown;
}

function readAll(source: Readable, key: string, fallback: unknown): string {
  source.get(key, fallback);
  source.getValue(key);
  return source.details.reason;
}

function show(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}…` : name) : typeof name;
}
