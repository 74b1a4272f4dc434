import { createHmac } from 'node:crypto';

/** The answers that one variant of a page is for. */
export interface Answers {
  readonly gates: Readonly<Record<string, boolean>>;
  readonly groups: Readonly<Record<string, string | null>>;
}

/** The flags of a page: gates, and experiments with the groups that the page knows. */
export interface PageFlags {
  readonly gates: readonly string[];
  readonly experiments: Readonly<Record<string, readonly string[]>>;
}

/** Pages are rendered for all of them in each build, and every further gate doubles them. */
const mostVariants = 32;

/**
 * All combinations of answers.
 *
 * @throws TypeError when there are more than 32
 */
export function listVariants(page: string, { gates, experiments }: PageFlags): readonly Answers[] {
  const choices: readonly (readonly Answers[])[] = [
    ...gates.map((name) => [false, true].map((isOpen) => ({ gates: { [name]: isOpen }, groups: {} }))),
    ...Object.entries(experiments).map(([name, groups]) =>
      [null, ...new Set(groups)].map((group) => ({ gates: {}, groups: { [name]: group } })),
    ),
  ];
  const count = choices.reduce((product, { length }) => product * length, 1);
  if (count > mostVariants) {
    throw new TypeError(
      `The page ${JSON.stringify(page)} would have ${count} variants, and ${mostVariants} are the most. Name fewer gates and ` +
        'groups: what is small may be decided in the browser.',
    );
  }
  return choices.reduce<readonly Answers[]>(
    (variants, answers) =>
      variants.flatMap((variant) =>
        answers.map((answer) => ({
          gates: { ...variant.gates, ...answer.gates },
          groups: { ...variant.groups, ...answer.groups },
        })),
      ),
    [{ gates: {}, groups: {} }],
  );
}

/**
 * The text that stands for a variant in addresses: 16 characters (96 bits) that nobody can tell without the secret, so that nobody
 * can ask for a variant that is not meant for him. The same answers of the same page have the same text on every server.
 */
export function signVariant(secret: string, page: string, answers: Answers): string {
  const told = JSON.stringify(['statsig-nodekit.variant', page, sorted(answers.gates), sorted(answers.groups)]);
  return createHmac('sha256', secret).update(told).digest('base64url').slice(0, 16);
}

function sorted(record: Readonly<Record<string, unknown>>): unknown[] {
  return Object.entries(record).toSorted(([first], [second]) => (first < second ? -1 : 1));
}
