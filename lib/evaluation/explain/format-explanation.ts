import { describeCondition } from './describe-condition.js';
import type { Explanation, RuleExplanation, SpecExplanation } from './explanation.js';

/** An explanation as text: the sentence, where the specs came from, then the tree, indented by two spaces a level. */
export function formatExplanation(explanation: Explanation): string {
  const { sentence, details, decision } = explanation;
  const origin = `Reason ${details.reason}; specs of ${dateOf(details.lcut)}.`;
  return [sentence, origin, ...specLines(decision)].join('\n');
}

function dateOf(instantMs: number | null): string {
  if (instantMs === null) return 'no date';
  // oxlint-disable-next-line no-restricted-globals -- writes an instant down and reads no clock
  const date = new Date(instantMs);
  return Number.isNaN(date.getTime()) ? String(instantMs) : date.toISOString();
}

function specLines(spec: SpecExplanation): string[] {
  const state = spec.isEnabled ? '' : ', switched off';
  const answer = spec.kind === 'gate' ? (spec.value ? 'open' : 'closed') : `rule ${spec.ruleID || '(none)'}`;
  const head = `${spec.kind} ${spec.name}: ${answer} (decided by ${spec.decidedBy}${state})`;
  const children = [
    ...spec.redirectRules.flatMap((rule) => ruleLines(rule, 'mapping rule')),
    ...(spec.redirectedTo === undefined ? [] : specLines(spec.redirectedTo)),
    ...spec.rules.flatMap((rule) => ruleLines(rule, 'rule')),
  ];
  return [head, ...indent(children)];
}

function ruleLines(rule: RuleExplanation, word: string): string[] {
  const group = rule.groupName === undefined ? '' : ` (group ${rule.groupName})`;
  const head = `${word} ${rule.id}${group}: ${rule.doConditionsHold ? 'matches' : 'does not match'}`;
  const conditions = rule.conditions.flatMap((condition) => [
    `${condition.holds ? '+' : '-'} ${describeCondition(condition)}`,
    ...(condition.consulted === undefined ? [] : indent(specLines(condition.consulted))),
  ]);
  return [head, ...indent([...conditions, ...percentageLines(rule), ...delegateLines(rule)])];
}

function percentageLines({ percentage }: RuleExplanation): string[] {
  if (percentage === undefined) return [];
  const { passPercentage, doesPass, hashInput, bucket, threshold } = percentage;
  const outcome = doesPass ? 'passes' : 'held back';
  if (hashInput === undefined) return [`${passPercentage} %: ${outcome}`];
  return [`${passPercentage} %: bucket ${bucket} of SHA-256("${hashInput}"), threshold ${threshold}: ${outcome}`];
}

function delegateLines({ delegate }: RuleExplanation): string[] {
  return delegate === undefined ? [] : ['left to the experiment:', ...indent(specLines(delegate))];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
