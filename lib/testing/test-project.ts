import { countryLookup } from '../countries/country-lookup.js';
import type { CountryLookup } from '../countries/load-country-lookup.js';
import { CompileOnUse } from '../evaluation/compile-on-use.js';
import { type CompiledSpec, type CompiledSpecs, compileInSteps, findNeeds } from '../evaluation/compile-specs.js';
import { patternCompiler } from '../patterns/pattern-compiler.js';
import { runToEnd } from '../specs/run-to-end.js';
import type { Spec, SpecSnapshot } from '../specs/spec-snapshot.js';
import { AnswerRules } from './answer-rules.js';
import { answerConditions, defineSpec, type SpecDefinition } from './define-spec.js';
import { defineStore } from './define-store.js';
import { type DefinedKind, keyOfKind, type TestDefinitions } from './test-definitions.js';

/** What a test client answers with. */
export interface TestSpecs {
  readonly specs: CompiledSpecs;
  readonly countryOf: CountryLookup;
}

/** What a {@link TestProject} needs. */
export interface TestProjectSettings {
  /** Specs of a real project, which answer what the test does not define. Of time 0 when there are none. */
  readonly base: SpecSnapshot;
  readonly nowMs: () => number;
  /** Told of what a function of the test threw, or gave that is no answer. */
  readonly noteFailure: (error: unknown) => void;
}

type Definitions = Readonly<Record<DefinedKind, ReadonlyMap<string, unknown>>>;

/** The project of a test: given specs, and what the test defines in their place. */
export class TestProject {
  readonly #settings: TestProjectSettings;
  readonly #rules = new AnswerRules();
  readonly #compilePattern = patternCompiler();
  readonly #countryOf: CountryLookup;
  #definitions = noDefinitions;
  /** The given specs as compiled last, without what definitions stand in for. */
  #rest: CompiledSpecs | undefined;

  constructor(settings: TestProjectSettings) {
    this.#settings = settings;
    // Unpacking the table takes 25 ms and 20 MB.
    this.#countryOf = runToEnd(findNeeds(settings.base)).countries ? countryLookup() : () => undefined;
  }

  /**
   * Adds definitions, in place of earlier ones of the same names; undefined takes one away.
   *
   * @throws TypeError, and nothing is changed, for what is no answer of its kind
   */
  define(definitions: TestDefinitions): TestSpecs {
    return this.#take(joined(this.#definitions, definitions));
  }

  /** Goes back to these definitions alone. */
  restart(definitions: TestDefinitions): TestSpecs {
    return this.#take(joined(noDefinitions, definitions));
  }

  #take(definitions: Definitions): TestSpecs {
    const specs = this.#compile(definitions);
    this.#definitions = definitions;
    return { specs, countryOf: this.#countryOf };
  }

  #compile(definitions: Definitions): CompiledSpecs {
    const { base, nowMs } = this.#settings;
    const isDefined = (name: string): boolean => kinds.some((kind) => definitions[kind].has(name));
    // Autotunes and redirections come before the specs of their names, so they have to go.
    const remaining: SpecSnapshot = {
      ...base,
      cmabs: without(base.cmabs, (name) => definitions.experiment.has(name)),
      mappings: base.mappings === undefined ? undefined : without(base.mappings, isDefined),
      // Every exposure is recorded, whatever samples the project asks for.
      sdkConfigs: new Map(),
      diagnosticRates: new Map(),
    };
    const rest = runToEnd(compileInSteps(remaining, { compilePattern: this.#compilePattern, previous: this.#rest }));
    this.#rest = rest;
    const define = (kind: SpecDefinition['kind'], from: CompileOnUse<Spec, CompiledSpec>): Map<string, CompiledSpec> =>
      new Map(
        [...definitions[kind]].map(([name, given]) => [
          name,
          defineSpec(
            { kind, name, given, base: from.get(name) },
            { rules: this.#rules, noteFailure: this.#settings.noteFailure },
          ),
        ]),
      );
    const gates = define('gate', rest.gates);
    const configs = new Map([...define('config', rest.configs), ...define('experiment', rest.configs)]);
    const layers = define('layer', rest.layers);
    const snapshot: SpecSnapshot = {
      ...remaining,
      // Of time 0 are the responses of a client that has no specs yet.
      time: base.time > 0 ? base.time : nowMs(),
      checksum: undefined,
      conditions: new Map([...base.conditions, ...answerConditions]),
      featureGates: withSpecs(base.featureGates, gates),
      dynamicConfigs: withSpecs(base.dynamicConfigs, configs),
      layerConfigs: withSpecs(base.layerConfigs, layers),
      paramStores: new Map([
        ...base.paramStores,
        ...[...definitions.parameterStore].map(([name, given]) => [name, defineStore(name, given)] as const),
      ]),
    };
    checkAllocations(layers, snapshot);
    return {
      ...rest,
      snapshot,
      gates: compileFrom(snapshot.featureGates, gates, rest.gates),
      configs: compileFrom(snapshot.dynamicConfigs, configs, rest.configs),
      layers: compileFrom(snapshot.layerConfigs, layers, rest.layers),
    };
  }
}

const kinds: readonly DefinedKind[] = ['gate', 'config', 'experiment', 'layer', 'parameterStore'];

const noDefinitions: Definitions = {
  gate: new Map(),
  config: new Map(),
  experiment: new Map(),
  layer: new Map(),
  parameterStore: new Map(),
};

function joined(earlier: Definitions, added: TestDefinitions): Definitions {
  const merge = (kind: DefinedKind): ReadonlyMap<string, unknown> => {
    const all = new Map([...earlier[kind], ...Object.entries(added[keyOfKind[kind]] ?? {})]);
    return without(all, (name) => all.get(name) === undefined);
  };
  const definitions = {
    gate: merge('gate'),
    config: merge('config'),
    experiment: merge('experiment'),
    layer: merge('layer'),
    parameterStore: merge('parameterStore'),
  };
  for (const name of definitions.config.keys()) {
    if (!definitions.experiment.has(name)) continue;
    throw new TypeError(`"${name}" is defined as a dynamic config and as an experiment, which share their names.`);
  }
  return definitions;
}

function without<Value>(
  entries: ReadonlyMap<string, Value>,
  isUnwanted: (name: string) => boolean,
): Map<string, Value> {
  return new Map([...entries].filter(([name]) => !isUnwanted(name)));
}

function withSpecs(specs: ReadonlyMap<string, Spec>, defined: ReadonlyMap<string, CompiledSpec>): Map<string, Spec> {
  return new Map([...specs, ...[...defined].map(([name, { spec }]) => [name, spec] as const)]);
}

function compileFrom(
  specs: ReadonlyMap<string, Spec>,
  defined: ReadonlyMap<string, CompiledSpec>,
  rest: CompileOnUse<Spec, CompiledSpec>,
): CompileOnUse<Spec, CompiledSpec> {
  return new CompileOnUse(specs, (spec) => defined.get(spec.name) ?? rest.get(spec.name) ?? { spec, rules: [] });
}

/** Experiments that functions name are only known when they are asked. */
function checkAllocations(
  layers: ReadonlyMap<string, CompiledSpec>,
  { dynamicConfigs }: Pick<SpecSnapshot, 'dynamicConfigs'>,
): void {
  for (const [name, { rules }] of layers) {
    for (const { spec } of rules) {
      if (spec.delegate === undefined || dynamicConfigs.has(spec.delegate)) continue;
      throw new TypeError(`layers.${name} is allocated to the experiment "${spec.delegate}"; define that as well.`);
    }
  }
}
