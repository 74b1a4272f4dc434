import type { CompiledSpecs } from '../evaluation/compile-specs.js';
import { type ResponseSubject, ResponseEvaluations } from '../evaluation/evaluate-for-response.js';
import type { Evaluation, EvaluationKind } from '../evaluation/evaluation.js';
import type { CmabSpec, Spec } from '../specs/spec-snapshot.js';
import type { HashAlgorithm } from './client-initialize-options.js';
import { Fragments } from './fragments.js';
import { WrittenOutcome } from './written-outcome.js';

/** An entity that a response may hold. */
export interface ResponseEntity<Definition> {
  readonly name: string;
  readonly spec: Definition;
  readonly subject: ResponseSubject<WrittenOutcome>;
}

/** What all responses on the same specs share: the entities in question, what they came to, and how that was written. */
export class KeptParts {
  readonly specs: CompiledSpecs;
  readonly gates: readonly ResponseEntity<Spec>[];
  readonly configs: readonly ResponseEntity<Spec>[];
  readonly cmabs: readonly ResponseEntity<CmabSpec>[];
  readonly layers: readonly ResponseEntity<Spec>[];
  readonly evaluations: ResponseEvaluations<WrittenOutcome>;
  readonly #fragments = new Map<HashAlgorithm, Fragments>();

  constructor(specs: CompiledSpecs) {
    const { featureGates, dynamicConfigs, cmabs, layerConfigs } = specs.snapshot;
    const evaluations = new ResponseEvaluations(specs, (evaluation: Evaluation) => new WrittenOutcome(evaluation));
    this.specs = specs;
    this.evaluations = evaluations;
    const entityOf = <Definition>(kind: EvaluationKind, [name, spec]: readonly [string, Definition]) => ({
      name,
      spec,
      subject: evaluations.subject(kind, name),
    });
    this.gates = shown(featureGates).map((entry) => entityOf('gate', entry));
    this.configs = shown(dynamicConfigs).map((entry) =>
      entityOf(entry[1].entity === 'dynamic_config' ? 'dynamic-config' : 'experiment', entry),
    );
    this.cmabs = [...cmabs].map((entry) => entityOf('experiment', entry));
    this.layers = shown(layerConfigs).map((entry) => entityOf('layer', entry));
  }

  /** Something by name, be it among the entities or not. */
  subject(kind: EvaluationKind, name: string): ResponseSubject<WrittenOutcome> {
    return this.evaluations.subject(kind, name);
  }

  fragmentsFor(algorithm: HashAlgorithm): Fragments {
    let fragments = this.#fragments.get(algorithm);
    if (fragments === undefined) this.#fragments.set(algorithm, (fragments = new Fragments(algorithm)));
    return fragments;
  }
}

/** Without segments and holdouts: browsers do not ask for them. */
function shown(specs: ReadonlyMap<string, Spec>): (readonly [string, Spec])[] {
  return [...specs].filter(([, { entity }]) => entity !== 'segment' && entity !== 'holdout');
}
