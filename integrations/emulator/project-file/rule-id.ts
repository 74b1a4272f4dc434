/** The id that a rule is reported under: its own, else its name, else its position (`rule_1` is the first). */
export function ruleIdOf(rule: { readonly id?: string; readonly name?: string }, index: number): string {
  return rule.id ?? rule.name ?? `rule_${index + 1}`;
}
