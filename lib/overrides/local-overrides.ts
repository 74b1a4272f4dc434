import type { JsonObject } from '../specs/json-value.js';
import type { ParameterSpec } from '../specs/spec-snapshot.js';
import { decimalText } from '../users/decimal-text.js';
import type { UserData } from '../users/user-data.js';

/**
 * Values that this process sets in place of the project's, for tests and for trying things out.
 *
 * What lives in this folder: the overrides and their precedence. What must not: what an override does to an evaluation
 * (that is `evaluation`).
 */

/** What stands in for an experiment: values, or one of the experiment's own groups by name. */
export type ExperimentOverride =
  { readonly kind: 'values'; readonly values: JsonObject } | { readonly kind: 'group'; readonly groupName: string };

/** The overrides of one kind of entity: by name, then by the id that they are for. */
export class OverridesOfKind<Value> {
  readonly #byName = new Map<string, { global: Value | undefined; byId: Map<string, Value> }>();

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#byName.size === 0;
  }

  /** Whether a name has an override, for whatever id. */
  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** Sets the override of a name, for one id (a `userID` or any custom ID) or, without one, for everybody. */
  set(name: string, value: Value, id: string | undefined): void {
    let entry = this.#byName.get(name);
    if (entry === undefined) this.#byName.set(name, (entry = { global: undefined, byId: new Map() }));
    if (id === undefined) entry.global = value;
    else entry.byId.set(id, value);
  }

  /** Removes the override for one id or, without one, every override of that name. */
  remove(name: string, id: string | undefined): void {
    if (id === undefined) {
      this.#byName.delete(name);
      return;
    }
    const entry = this.#byName.get(name);
    if (entry === undefined) return;
    entry.byId.delete(id);
    if (entry.byId.size === 0 && entry.global === undefined) this.#byName.delete(name);
  }

  clear(): void {
    this.#byName.clear();
  }

  /** The override for a user: by `userID`, else by any custom ID, else the one for everybody (evaluation §16). */
  find(name: string, user: Readonly<UserData>): Value | undefined {
    const entry = this.#byName.get(name);
    if (entry === undefined) return undefined;
    const { byId } = entry;
    if (byId.size > 0) {
      const own = user.userID === undefined ? undefined : byId.get(user.userID);
      if (own !== undefined) return own;
      for (const id of Object.values(user.customIDs ?? {})) {
        const found = byId.get(typeof id === 'number' ? decimalText(id) : id);
        if (found !== undefined) return found;
      }
    }
    return entry.global;
  }
}

/** The overrides of one client. */
export class LocalOverrides {
  readonly gates = new OverridesOfKind<boolean>();
  readonly dynamicConfigs = new OverridesOfKind<JsonObject>();
  readonly experiments = new OverridesOfKind<ExperimentOverride>();
  readonly layers = new OverridesOfKind<JsonObject>();
  readonly parameterStores = new OverridesOfKind<ReadonlyMap<string, ParameterSpec>>();

  /** Whether evaluations need not ask. Parameter stores do not count: they are looked up before anything is evaluated. */
  get isEmpty(): boolean {
    return this.gates.isEmpty && this.dynamicConfigs.isEmpty && this.experiments.isEmpty && this.layers.isEmpty;
  }

  clear(): void {
    this.gates.clear();
    this.dynamicConfigs.clear();
    this.experiments.clear();
    this.layers.clear();
    this.parameterStores.clear();
  }
}
