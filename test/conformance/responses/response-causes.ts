import { parseSpecs } from 'statsig-nodekit';
import { hashedName } from './name-hashing.js';

type Snapshot = ReturnType<typeof parseSpecs>['snapshot'];
type Spec = NonNullable<ReturnType<Snapshot['featureGates']['get']>>;
type Rule = Spec['rules'][number];
type Kind = 'gate' | 'config' | 'layer';

/** The maps of a response that hold what was evaluated. */
export type EntityMap = 'feature_gates' | 'dynamic_configs' | 'layer_configs';

/** What the decision on one entity may come upon: only that may explain that two responses differ in it. */
export interface EntityCauses {
  /** The gates that its rules may ask for, and those in turn. */
  readonly gates: readonly Spec[];
  /** Whether a gate that does not exist may be asked for. */
  readonly hasMissingGates: boolean;
  /** Whether a gate that may be asked for can be redirected to another. */
  readonly hasRedirectedGates: boolean;
  /** Whether a local override is set for a gate that may be asked for. */
  readonly hasOverriddenGates: boolean;
  /** Whether a local override is set, by the name of a group, for an experiment that may decide. */
  readonly hasGroupOverrides: boolean;
  /** Whether the group that a user has in an experiment may be asked for. */
  readonly hasGroupConditions: boolean;
  /** Whether parameters of a layer may come from several rules: its rule then does not tell what an experiment decided. */
  readonly isNewLayer: boolean;
  /** Whether a contextual autotune decides, and whether one may in its place. */
  readonly isAutotune: boolean;
  readonly mayAutotuneDecide: boolean;
  /** Whether an experiment may decide in its place. */
  readonly hasDelegates: boolean;
  /** What is no object among the values that it may have. */
  readonly oddValues: ReadonlySet<unknown>;
}

const KINDS: Readonly<Record<EntityMap, Kind>> = {
  feature_gates: 'gate',
  dynamic_configs: 'config',
  layer_configs: 'layer',
};

/** What the entities of a project may come upon, by their hashed names. */
export class ResponseCauses {
  readonly snapshot: Snapshot;
  readonly #overridden: OverriddenNames;
  readonly #names = new Map<string, ReadonlyMap<string, string>>();
  readonly #causes = new Map<string, EntityCauses>();

  /** @param specs a project as JSON text @param overrides calls that set local overrides */
  constructor(specs: string, overrides: readonly (readonly unknown[])[] = []) {
    this.snapshot = parseSpecs(JSON.parse(specs)).snapshot;
    const namesOf = (setter: string): ReadonlySet<unknown> =>
      new Set(overrides.flatMap(([method, name]) => (method === setter ? [name] : [])));
    this.#overridden = { gates: namesOf('overrideGate'), groups: namesOf('overrideExperimentByGroupName') };
  }

  /** Whether an autotune may take the place of a config of its name. */
  get hasReplacedConfigs(): boolean {
    const { cmabs, dynamicConfigs } = this.snapshot;
    return [...cmabs.keys()].some((name) => dynamicConfigs.has(name));
  }

  /** Whether the decision on anything may ask for the group that a user has. */
  get hasGroupConditions(): boolean {
    return [...this.snapshot.conditions.values()].some(({ type }) => type === 'experiment_group');
  }

  /** What an entity may come upon. @throws RangeError when the project has none of that hashed name */
  of(map: EntityMap, hashed: string, algorithm: string): EntityCauses {
    const name = this.nameOf(hashed, algorithm);
    const key = `${map} ${name}`;
    let causes = this.#causes.get(key);
    if (causes === undefined) {
      this.#causes.set(key, (causes = new Walk(this.snapshot, this.#overridden).from(KINDS[map], name)));
    }
    return causes;
  }

  /** The name that has a hash. @throws RangeError when nothing in the project is called so */
  nameOf(hashed: string, algorithm: string): string {
    let names = this.#names.get(algorithm);
    if (names === undefined) {
      const { featureGates, dynamicConfigs, layerConfigs, cmabs } = this.snapshot;
      const all = [featureGates, dynamicConfigs, layerConfigs, cmabs].flatMap((specs) => [...specs.keys()]);
      this.#names.set(algorithm, (names = new Map(all.map((name) => [hashedName(name, algorithm), name]))));
    }
    const name = names.get(hashed);
    if (name === undefined) throw new RangeError(`Nothing in the project has the hash "${hashed}".`);
    return name;
  }

  /** Whether a gate of that hashed name exists. */
  hasGate(hashed: string, algorithm: string): boolean {
    return [...this.snapshot.featureGates.keys()].some((name) => hashedName(name, algorithm) === hashed);
  }
}

/** What local overrides are set for: gates, and experiments by the name of a group. */
interface OverriddenNames {
  readonly gates: ReadonlySet<unknown>;
  readonly groups: ReadonlySet<unknown>;
}

/** Goes through all that rules refer to, whether or not they would decide. */
class Walk {
  readonly #snapshot: Snapshot;
  readonly #overridden: OverriddenNames;
  readonly #seen = new Set<string>();
  readonly #gates = new Set<Spec>();
  readonly #oddValues = new Set<unknown>();
  #hasMissingGates = false;
  #hasRedirectedGates = false;
  #hasOverriddenGates = false;
  #hasGroupOverrides = false;
  #hasDelegates = false;
  #isNewLayer = false;
  #mayAutotuneDecide = false;
  #hasGroupConditions = false;

  constructor(snapshot: Snapshot, overridden: OverriddenNames) {
    this.#snapshot = snapshot;
    this.#overridden = overridden;
  }

  from(kind: Kind, name: string): EntityCauses {
    this.#visit(kind, name);
    return {
      gates: [...this.#gates],
      hasMissingGates: this.#hasMissingGates,
      hasRedirectedGates: this.#hasRedirectedGates,
      hasOverriddenGates: this.#hasOverriddenGates,
      hasGroupOverrides: this.#hasGroupOverrides,
      hasGroupConditions: this.#hasGroupConditions,
      isNewLayer: this.#isNewLayer,
      mayAutotuneDecide: this.#mayAutotuneDecide,
      isAutotune: kind === 'config' && this.#snapshot.cmabs.has(name),
      hasDelegates: this.#hasDelegates,
      oddValues: this.#oddValues,
    };
  }

  #visit(kind: Kind, name: string): void {
    const key = `${kind} ${name}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const { mappings, mappingRules, featureGates, dynamicConfigs, layerConfigs, cmabs } = this.#snapshot;
    for (const { newConfigName, rules } of mappings?.get(name) ?? []) {
      for (const { ruleName } of rules) this.#visitRule(mappingRules?.get(ruleName));
      this.#visit(kind, newConfigName);
      if (kind === 'gate') this.#addGate(newConfigName);
    }
    if (kind === 'config' && cmabs.has(name)) this.#mayAutotuneDecide = true;
    if (kind === 'config' && this.#overridden.groups.has(name)) this.#hasGroupOverrides = true;
    const targetingGate = kind === 'config' ? cmabs.get(name)?.targetingGate : undefined;
    if (targetingGate !== undefined) this.#visitGate(targetingGate);
    const spec = { gate: featureGates, config: dynamicConfigs, layer: layerConfigs }[kind].get(name);
    if (spec === undefined) return;
    if (kind === 'layer' && spec.usesNewLayerEvaluation) this.#isNewLayer = true;
    this.#noteValue(spec.defaultValue);
    for (const rule of spec.rules) this.#visitRule(rule);
  }

  #visitRule(rule: Rule | undefined): void {
    if (rule === undefined) return;
    this.#noteValue(rule.returnValue);
    for (const id of rule.conditionIds) {
      const condition = this.#snapshot.conditions.get(id);
      if (condition === undefined) continue;
      if (condition.type === 'experiment_group') this.#hasGroupConditions = true;
      if (condition.type === 'pass_gate' || condition.type === 'fail_gate') this.#visitGate(condition.targetValue);
    }
    if (rule.delegate === undefined) return;
    this.#hasDelegates = true;
    this.#visit('config', rule.delegate);
  }

  #visitGate(name: unknown): void {
    if (typeof name !== 'string' || !this.#snapshot.featureGates.has(name)) {
      this.#hasMissingGates = true;
      return;
    }
    this.#addGate(name);
    if (this.#snapshot.mappings?.has(name) === true) this.#hasRedirectedGates = true;
    this.#visit('gate', name);
  }

  #addGate(name: string): void {
    if (this.#overridden.gates.has(name)) this.#hasOverriddenGates = true;
    const spec = this.#snapshot.featureGates.get(name);
    if (spec !== undefined) this.#gates.add(spec);
  }

  #noteValue(value: unknown): void {
    if (typeof value !== 'object' || value === null) this.#oddValues.add(value);
  }
}
