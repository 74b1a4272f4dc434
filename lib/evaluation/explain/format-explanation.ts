import { describeCondition } from './describe-condition.js';
import type { Explanation, PercentageExplanation, RuleExplanation, SpecExplanation } from './explanation.js';
import { originOf } from './explanation-sentence.js';
import { quote, quoteInstant, quoteWhole } from './quote.js';

/** Gates within gates beyond this depth are left out of the text, where nobody could read them. */
const deepestLevel = 12;

/**
 * An explanation as text: the sentence, where the specs came from, then the tree, indented by two spaces a level. `+` marks
 * conditions that hold, `-` those that do not.
 */
export function formatExplanation(explanation: Explanation): string {
  const { sentence, details, decision, sticky } = explanation;
  const nothing = sticky?.step === 'kept' ? 'specs of an unknown time' : 'no specs';
  const age = details.lcut === null ? nothing : `specs of ${quoteInstant(details.lcut)}`;
  const without = sticky?.step === 'kept' ? ['Without the kept decision:'] : [];
  return [sentence, `Reason: ${details.reason}, ${age}.`, '', ...without, ...specLines(decision, 1)].join('\n');
}

function specLines(spec: SpecExplanation, level: number): string[] {
  const head = headOf(spec);
  const children = [
    ...spec.redirectRules.flatMap((rule) => ruleLines(rule, 'mapping rule', level)),
    ...(spec.redirectedTo === undefined ? [] : ['led to:', ...indent(specLines(spec.redirectedTo, level + 1))]),
    ...autotuneLines(spec, level),
    ...spec.rules.flatMap((rule) => ruleLines(rule, 'rule', level)),
    ...parameterLines(spec),
  ];
  if (children.length > 0 && level > deepestLevel) return [`${head} …`];
  return [head, ...indent(children)];
}

function headOf({ kind, name, value, ruleID, decidedBy, isEnabled, isRepeated }: SpecExplanation): string {
  const answer = kind === 'gate' ? (value ? 'open' : 'closed') : ruleID === '' ? 'no rule' : `rule ${quote(ruleID)}`;
  const state = isEnabled ? '' : ', switched off';
  const how = isRepeated ? 'as above' : `decided by ${decidedBy}${state}`;
  return `${kind.replace('-', ' ')} ${quote(name)}: ${answer}, ${how}`;
}

function ruleLines(rule: RuleExplanation, word: string, level: number): string[] {
  const group = rule.groupName === undefined ? '' : ` (group ${quote(rule.groupName)})`;
  const head = `${word} ${quote(rule.id)}${group}: ${rule.doConditionsHold ? 'matches' : 'does not match'}`;
  const conditions = rule.conditions.flatMap((condition) => [
    `${condition.holds ? '+' : '-'} ${describeCondition(condition)}`,
    ...(condition.hashInput === undefined ? [] : [`  bucket of SHA-256(${quoteWhole(condition.hashInput)})`]),
    ...(condition.consulted === undefined ? [] : indent(specLines(condition.consulted, level + 1))),
  ]);
  const delegate = rule.delegate === undefined ? [] : ['left to:', ...indent(specLines(rule.delegate, level + 1))];
  return [head, ...indent([...conditions, ...percentageLines(rule.percentage), ...delegate])];
}

function percentageLines(percentage: PercentageExplanation | undefined): string[] {
  if (percentage === undefined) return [];
  const { passPercentage, doesPass, hashInput, bucket, threshold } = percentage;
  const outcome = doesPass ? 'passes' : 'held back';
  if (hashInput === undefined) return [`${passPercentage} %: ${outcome}`];
  return [
    `${passPercentage} %: ${outcome}, bucket ${bucket} of SHA-256(${quoteWhole(hashInput)}), threshold ${threshold}`,
  ];
}

function autotuneLines({ autotune }: SpecExplanation, level: number): string[] {
  if (autotune === undefined) return [];
  const { targetingGate, hashInput, bucket, exploresBelow } = autotune;
  const split = exploresBelow === undefined ? 'not trained yet' : `explores below ${exploresBelow}`;
  return [
    ...(targetingGate === undefined ? [] : specLines(targetingGate, level + 1)),
    `contextual autotune: bucket ${bucket} of SHA-256(${quoteWhole(hashInput)}), ${split}`,
  ];
}

function parameterLines({ parameterRuleIDs }: SpecExplanation): string[] {
  return Object.entries(parameterRuleIDs ?? {}).map(
    ([parameter, ruleID]) => `parameter ${quote(parameter)}: from ${originOf(ruleID)}`,
  );
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
