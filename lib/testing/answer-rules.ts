import type { EvaluationKind } from '../evaluation/evaluation.js';
import type { RuleSpec, Spec } from '../specs/spec-snapshot.js';
import type { Answer } from './read-answer.js';

/** What an answer is given for. */
export interface AnsweredSpec {
  readonly kind: EvaluationKind;
  readonly name: string;
  /** What the given specs have under that name. */
  readonly base: Spec | undefined;
}

/** The condition that every answer's rule has: it holds for everyone. */
export const everyoneID = 'test:everyone';

/**
 * The rules that give the answers of a test. An answer has the same rule whenever it is given: an exposure of it is then a
 * duplicate, and after another answer it is not.
 */
export class AnswerRules {
  readonly #rules = new Map<string, RuleSpec>();
  readonly #takenIDs = new Set<string>();

  /** @throws TypeError for a group without values that the given specs do not have */
  ruleFor(target: AnsweredSpec, answer: Answer): RuleSpec {
    const key = JSON.stringify([target.kind, target.name, answer]);
    let rule = this.#rules.get(key);
    if (rule === undefined) this.#rules.set(key, (rule = this.#build(target, answer)));
    return rule;
  }

  #build(target: AnsweredSpec, answer: Answer): RuleSpec {
    switch (answer.kind) {
      case 'gate':
        return this.#rule(target, answer.value ? 'test_on' : 'test_off', { returnValue: answer.value });
      case 'values':
        return this.#rule(target, 'test_values', { returnValue: answer.values });
      case 'allocation':
        return this.#rule(target, 'test_allocation', { returnValue: {}, delegate: answer.experimentName });
      default:
        return this.#groupRule(target, answer);
    }
  }

  #groupRule(target: AnsweredSpec, { groupName, values }: Extract<Answer, { kind: 'group' }>): RuleSpec {
    const known = target.base?.rules.find((rule) => rule.groupName === groupName);
    if (values !== undefined) {
      return this.#rule(target, groupName, { returnValue: values, groupName, isExperimentGroup: true });
    }
    if (known === undefined) throw new TypeError(noSuchGroup(target, groupName));
    return this.#rule(target, known.id, { returnValue: known.returnValue, groupName, isExperimentGroup: true });
  }

  #rule(
    { kind, name, base }: AnsweredSpec,
    wantedID: string,
    fields: Pick<RuleSpec, 'returnValue'> & Partial<Pick<RuleSpec, 'groupName' | 'delegate' | 'isExperimentGroup'>>,
  ): RuleSpec {
    return {
      id: this.#freeID(`${kind} ${name}`, wantedID),
      passPercentage: 100,
      conditionIds: [everyoneID],
      idType: base?.idType ?? 'userID',
      salt: undefined,
      groupName: undefined,
      delegate: undefined,
      isExperimentGroup: undefined,
      samplingRate: undefined,
      ...fields,
    };
  }

  /** `treatment`, then `treatment_2` for the same group with other values. */
  #freeID(owner: string, wanted: string): string {
    let id = wanted;
    for (let number = 2; this.#takenIDs.has(`${owner} ${id}`); number++) id = `${wanted}_${number}`;
    this.#takenIDs.add(`${owner} ${id}`);
    return id;
  }
}

function noSuchGroup({ name, base }: AnsweredSpec, groupName: string): string {
  const groups = base?.rules.flatMap((rule) => rule.groupName ?? []) ?? [];
  const known = base === undefined ? 'there are no specs for it' : `the specs have the groups: ${groups.join(', ')}`;
  return `experiments.${name} is the group "${groupName}" without values, and ${known}. Give them: group('${groupName}', { … }).`;
}
