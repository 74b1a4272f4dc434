import { PathPattern } from './path-pattern.js';
import {
  checkRuleOptions,
  type RewriteDecision,
  type RewriteQuestion,
  type RewriteRule,
  type RewriteRuleOptions,
} from './rewrite-rule.js';

/** The pages among which a rule chooses. */
export interface ChosenPages<Answer> {
  /** What visitors ask for. */
  readonly from: string;
  /** Where each answer leads. An answer that is missing leads where the request leads anyway. */
  readonly pages: ReadonlyMap<Answer, string>;
  readonly options: RewriteRuleOptions;
  /** The answer for the user of a request. */
  readonly answer: (question: RewriteQuestion) => Answer;
}

/**
 * A rule that leads from one page to another by an answer, and hides those that it leads to from whom it does not lead there.
 *
 * @throws TypeError for a path that is none, for `/*` on one side alone, and for options that do not exist
 */
export function chooseAmongPages<Answer>({ from, pages, options, answer }: ChosenPages<Answer>): RewriteRule {
  checkRuleOptions(options);
  const source = new PathPattern(from);
  const targets = new Map([...pages].map(([key, path]) => [key, new PathPattern(path)]));
  for (const target of targets.values()) {
    if (target.hasRest !== source.hasRest) {
      throw new TypeError(`A rewrite has "/*" at the end of both paths or of none; one was ${JSON.stringify(from)}.`);
    }
  }
  // What leads to the very page that is asked for changes nothing, and hides nothing.
  const hidden = [...targets.values()].filter((target) => source.pathWith('') !== target.pathWith(''));
  const isHidden = (path: string): boolean =>
    options.direct !== 'everyone' && hidden.some((target) => target.restOf(path) !== undefined);
  return {
    concerns: (path) => source.restOf(path) !== undefined || isHidden(path),
    decide: (question): RewriteDecision => {
      const { path } = question;
      const target = targets.get(answer(question));
      if (isHidden(path)) return target?.restOf(path) === undefined ? 'not-found' : undefined;
      const rest = source.restOf(path);
      const to = rest === undefined ? undefined : target?.pathWith(rest);
      return to === undefined || source.restOf(to) === rest ? undefined : { to };
    },
  };
}
