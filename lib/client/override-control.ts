import type { Logger } from '../observability/logger.js';
import { LocalOverrides } from '../overrides/local-overrides.js';
import { parseParameterOverride } from '../specs/parse-param-store.js';
import type { JsonObject } from '../specs/json-value.js';
import { kindOf } from '../users/user-data.js';
import { isUserRecord, toUserValue } from '../users/user-value.js';
import { toName } from './caller-input.js';
import type { SpecStore } from './spec-store.js';

const logTag = 'Overrides';

/** Sets and removes local overrides as callers ask, and puts them into force. Bad input is reported and changes nothing. */
export class OverrideControl {
  readonly overrides = new LocalOverrides();
  readonly #store: SpecStore;
  readonly #logger: Logger;

  constructor(store: SpecStore, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  overrideGate(name: string, value: unknown, id: unknown): void {
    if (typeof value !== 'boolean') return this.#refuse('overrideGate', name, 'true or false', value);
    this.#change(name, (known) => this.overrides.gates.set(known, value, toId(id)));
  }

  overrideDynamicConfig(name: string, value: unknown, id: unknown): void {
    const values = toValues(value);
    if (values === undefined) return this.#refuse('overrideDynamicConfig', name, 'an object', value);
    this.#change(name, (known) => this.overrides.dynamicConfigs.set(known, values, toId(id)));
  }

  overrideExperiment(name: string, value: unknown, id: unknown): void {
    const values = toValues(value);
    if (values === undefined) return this.#refuse('overrideExperiment', name, 'an object', value);
    this.#change(name, (known) => this.overrides.experiments.set(known, { kind: 'values', values }, toId(id)));
  }

  overrideExperimentByGroupName(name: string, groupName: unknown, id: unknown): void {
    if (typeof groupName !== 'string') {
      return this.#refuse('overrideExperimentByGroupName', name, 'the name of a group', groupName);
    }
    const experiment = this.#store.state.context.specs.snapshot.dynamicConfigs.get(name);
    if (experiment !== undefined && !experiment.rules.some((rule) => rule.groupName === groupName)) {
      const known = experiment.rules.flatMap((rule) => rule.groupName ?? []).join(', ') || 'none';
      this.#logger.warn(logTag, `Experiment "${name}" has no group "${groupName}" now; its groups are: ${known}.`);
    }
    this.#change(name, (known) => this.overrides.experiments.set(known, { kind: 'group', groupName }, toId(id)));
  }

  overrideLayer(name: string, value: unknown, id: unknown): void {
    const values = toValues(value);
    if (values === undefined) return this.#refuse('overrideLayer', name, 'an object', value);
    this.#change(name, (known) => this.overrides.layers.set(known, values, toId(id)));
  }

  overrideParameterStore(name: string, value: unknown, id: unknown): void {
    const values = toValues(value);
    if (values === undefined) return this.#refuse('overrideParameterStore', name, 'an object', value);
    const parameters = new Map(Object.entries(values).map(([key, entry]) => [key, parseParameterOverride(entry)]));
    this.#change(name, (known) => this.overrides.parameterStores.set(known, parameters, toId(id)));
  }

  remove(
    kind: 'gates' | 'dynamicConfigs' | 'experiments' | 'layers' | 'parameterStores',
    name: string,
    id: unknown,
  ): void {
    this.#change(name, (known) => this.overrides[kind].remove(known, toId(id)));
  }

  removeAll(): void {
    this.#change('', () => this.overrides.clear());
  }

  #change(name: unknown, change: (name: string) => void): void {
    if (typeof name !== 'string') {
      this.#logger.warn(logTag, `An override needs a name, and was given a ${typeof name}; nothing was changed.`);
      return;
    }
    change(toName(name));
    this.#store.setOverrides(this.overrides);
  }

  #refuse(method: string, name: unknown, expected: string, found: unknown): void {
    this.#logger.warn(
      logTag,
      `${method}("${toName(name)}") needs ${expected}, and was given ${kindOf(found)}; nothing was changed.`,
    );
  }
}

function toId(id: unknown): string | undefined {
  return id === undefined || id === null ? undefined : toName(id);
}

/** A copy of an override's values, or undefined when they are no object. */
function toValues(value: unknown): JsonObject | undefined {
  if (typeof value !== 'object') return undefined;
  try {
    const copy = toUserValue(value);
    return isUserRecord(copy) ? copy : undefined;
  } catch {
    // A getter of the caller's threw: the values cannot be read, which is reported as not being an object.
    return undefined;
  }
}
