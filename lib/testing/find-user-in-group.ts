import { AssertionError } from 'node:assert';
import { evaluate } from '../evaluation/evaluate.js';
import type { EvaluationContext } from '../evaluation/evaluation-context.js';
import { explain } from '../evaluation/explain/explain.js';
import type { SpecsOrigin } from '../evaluation/evaluation-details.js';
import { StatsigUser, type StatsigUserFields, userDataOf } from '../users/statsig-user.js';

/** How many ids are tried. A group of a thousandth of all users is missed in one search of 20,000. */
const mostTries = 10_000;

/** What {@link findUserInGroup} looks for. */
export interface GroupSearch {
  readonly experimentName: string;
  readonly groupName: string;
  /** What the user has besides the id that is looked for. */
  readonly fields: StatsigUserFields;
  readonly origin: SpecsOrigin;
  readonly context: EvaluationContext;
}

/**
 * A user whom the specs put into a group: of `test-user-1`, `test-user-2` and so on the first, so the same one each time. The
 * id is of the type by which the experiment tells users apart. Nothing is logged.
 *
 * @throws AssertionError when there is no such group, or nobody gets into it
 */
export function findUserInGroup({ experimentName, groupName, fields, origin, context }: GroupSearch): StatsigUser {
  const spec = context.specs.configs.get(experimentName);
  if (spec === undefined) {
    const message = `There is no experiment "${experimentName}". Define it, or give specs that have it.`;
    throw new AssertionError({ message });
  }
  const { idType } = spec.spec;
  let user = candidate(1, idType, fields);
  const seen = new Set<string>();
  for (let number = 1; number <= mostTries; number++) {
    user = candidate(number, idType, fields);
    const { value, groupName: found } = evaluate('experiment', experimentName, user, context).evaluation;
    // A rule whose percentage turns the user away leaves the name of its group behind.
    if (!value || found === null) continue;
    if (found === groupName) return user;
    seen.add(found);
  }
  const others = seen.size === 0 ? 'none got into any group' : `they got into: ${[...seen].join(', ')}`;
  const { sentence } = explain({
    kind: 'experiment',
    name: experimentName,
    user: userDataOf(user),
    origin,
    context,
    showPrivateAttributes: false,
    look: undefined,
  });
  throw new AssertionError({
    message: `Of ${mostTries} users none is in the group "${groupName}" of the experiment "${experimentName}"; ${others}. The last one: ${sentence}`,
  });
}

function candidate(number: number, idType: string, fields: StatsigUserFields): StatsigUser {
  const id = `test-user-${number}`;
  if (idType.toLowerCase() === 'userid') return new StatsigUser({ ...fields, userID: id });
  return new StatsigUser({ ...fields, customIDs: { ...fields.customIDs, [idType]: id } });
}
