import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { OverrideControl } from '../../lib/client/override-control.js';
import { SpecStore } from '../../lib/client/spec-store.js';
import { loadCountryLookup } from '../../lib/countries/load-country-lookup.js';
import { type RememberedEvaluation, evaluate } from '../../lib/evaluation/evaluate.js';
import type { EvaluationContext } from '../../lib/evaluation/evaluation-context.js';
import { EvaluationRun } from '../../lib/evaluation/evaluation-run.js';
import type { EvaluationKind } from '../../lib/evaluation/evaluation.js';
import { IdList } from '../../lib/id-lists/id-list.js';
import { IdLists } from '../../lib/id-lists/id-lists.js';
import { loadPatternCompiler } from '../../lib/patterns/load-pattern-compiler.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../lib/users/statsig-user.js';
import { type GeneratedProject, generateProject } from '../support/generator/generate-project.js';
import { generateIdLists } from '../support/generator/id-lists.js';
import { type GeneratedUser, UserGenerator } from '../support/generator/generate-users.js';
import { Random } from '../support/generator/random.js';
import { unitIDText } from '../support/generator/unit-ids.js';
import { createRecordingLogger } from '../support/recording-logger.js';
import { readRunParameters } from './run-parameters.js';

const { seed: firstSeed } = readRunParameters();

const PROJECTS = 30;

/** Users are other objects each, and have some of a few IDs. */
const IDS = 4;
const USERS = 9;

/** How often everything is asked in one state of the client. */
const ROUNDS = 2;

/** What is asked for: by kind, a name. */
type Question = readonly [kind: EvaluationKind, name: string];

/** What the clock and chance of all contexts say; moved on with each question. */
const world = { nowMs: 1_767_000_000_000, chance: 0 };

/** A store with the specs of a project in use. */
async function storeOf({ project, options }: GeneratedProject): Promise<SpecStore> {
  const store = new SpecStore({
    environment: options.environment,
    globalCustomFields: options.globalCustomFields,
    isCountryLookupDisabled: false,
    isUserAgentParsingDisabled: false,
    logger: createRecordingLogger(),
    nowMs: () => world.nowMs,
    random: () => world.chance,
    loadPatternCompiler,
    loadCountryLookup,
  });
  const payload = { document: project, source: 'Bootstrap', sourceApi: undefined, isAlwaysTaken: true } as const;
  await store.apply({ kind: 'payload', ...payload });
  return store;
}

/** Changes ID lists in place, as a client does. */
function setLists(lists: IdLists, files: Readonly<Record<string, string>>): IdLists {
  for (const [name, text] of Object.entries(files)) {
    const list = new IdList();
    list.apply(text);
    lists.set(name, list);
  }
  return lists;
}

/** A random project in which most conditions look at no more of a user than what is shared by, with operators and targets of any. */
function projectOf(seed: number): GeneratedProject {
  const generated = generateProject(seed);
  const random = new Random(seed);
  const conditions = Object.entries(generated.project.condition_map).map(([id, condition]) => {
    const isChanged = ownTypes.has(condition.type) && random.chance(0.8);
    return [id, isChanged ? { ...condition, type: random.pick(sharedTypes) } : condition];
  });
  return { ...generated, project: { ...generated.project, condition_map: Object.fromEntries(conditions) } };
}

/** Types of conditions that look at what users have of their own, and of some that do not. */
const ownTypes: ReadonlySet<string> = new Set(['user_field', 'ip_based', 'ua_based', 'current_time']);
const sharedTypes = ['unit_id', 'unit_id', 'user_bucket', 'environment_field', 'target_app'] as const;

/** Values that the types forbid are among what is asked about. */
const userOf = (fields: GeneratedUser): StatsigUser => new StatsigUser(fields as unknown as StatsigUserArgs);

/** Users who have in common what answers are shared by, but for some who bring units or an environment of their own. */
function usersOf(random: Random, { project }: GeneratedProject): StatsigUser[] {
  const generator = new UserGenerator(random, project);
  const ids = Array.from({ length: IDS }, () => userOf(generator.generate()).userID ?? '');
  return Array.from({ length: USERS }, () => {
    const { customIDs, statsigEnvironment, ...others } = generator.generate();
    const user = userOf({
      ...others,
      userID: random.pick(ids),
      ...(random.chance(0.2) && { customIDs }),
      ...(random.chance(0.2) && { statsigEnvironment }),
    });
    // No user is made without any ID, but a setter can take it away.
    if (random.chance(0.1)) user.userID = null;
    return user;
  });
}

function questionsOf({ project }: GeneratedProject): Question[] {
  const asked = (kind: EvaluationKind, entities: object): Question[] =>
    [...Object.keys(entities), 'missing'].map((name) => [kind, name]);
  return [
    ...asked('gate', project.feature_gates),
    ...asked('dynamic-config', project.dynamic_configs),
    ...asked('experiment', { ...project.dynamic_configs, ...(project['cmab_configs'] as object | undefined) }),
    ...asked('layer', project.layer_configs),
  ];
}

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

/** Lets a setter change a user now and then, between two questions. */
function changeUser(random: Random, user: StatsigUser): void {
  const change = random.integer(0, 3);
  if (change === 0) user.userID = unitIDText(random);
  else if (change === 1) user.customIDs = random.pick([null, { companyID: unitIDText(random) }]);
  else if (change === 2) user.statsigEnvironment = random.pick([null, { tier: 'dev' }]);
  else user.custom = random.pick([null, { plan: 'pro', level: 5 }]);
}

const tally = { specs: 0, answers: 0, shared: 0, differences: [] as unknown[] };

/** Whose answer each was when it was given first. */
const owners = new WeakMap<RememberedEvaluation, StatsigUser>();

/** Asks everything of every user, in changing order, and compares with what is evaluated anew in `fresh`. */
function askAll(random: Random, { users, questions, context, fresh }: AskedProject, label: string): void {
  const asked = shuffled(
    random,
    users.flatMap((user) => questions.map((question) => ({ user, question }))),
  );
  for (const { user, question } of asked) {
    const [kind, name] = question;
    world.nowMs += random.integer(0, 100_000_000);
    world.chance = random.next();
    if (random.chance(0.002)) changeUser(random, user);
    const remembered = evaluate(kind, name, user, context);
    const expected = new EvaluationRun(userDataOf(user), fresh).conclude(kind, name);
    tally.answers += 1;
    const owner = owners.get(remembered);
    if (owner === undefined) owners.set(remembered, user);
    else if (owner !== user) tally.shared += 1;
    if (!isDeepStrictEqual(remembered.evaluation, expected)) {
      tally.differences.push({ label, kind, name, user: user.toJSON(), found: remembered.evaluation, expected });
    }
  }
}

interface AskedProject {
  readonly users: readonly StatsigUser[];
  readonly questions: readonly Question[];
  readonly context: EvaluationContext;
  /** Of the same state, with specs that were compiled apart. */
  readonly fresh: EvaluationContext;
}

async function compareProject(seed: number): Promise<void> {
  const generated = projectOf(seed);
  const random = new Random(seed);
  const users = usersOf(random, generated);
  const questions = questionsOf(generated);
  tally.specs += questions.length;
  const store = await storeOf(generated);
  const { specs } = (await storeOf(generated)).state.context;
  const control = new OverrideControl(store, createRecordingLogger());
  const ask = (state: string): void => {
    for (let round = 1; round <= ROUNDS; round++) {
      const { context } = store.state;
      const label = `CONFORMANCE_SEED=${seed}, ${state}, round ${round}`;
      askAll(random, { users, questions, context, fresh: { ...context, specs } }, label);
    }
  };
  const lists = new IdLists();
  store.setIdLists(setLists(lists, generated.idLists));
  ask('at first');
  store.setIdLists(setLists(lists, generateIdLists(random)));
  ask('with other ID lists');
  for (const [kind, name] of questions) {
    if (kind === 'gate' && random.chance(0.2)) {
      control.overrideGate(name, random.chance(0.5), random.pick([undefined, random.pick(users).userID ?? undefined]));
    }
  }
  ask('with overrides');
  control.removeAll();
  ask('without them');
}

test('shared answers are what a fresh evaluation gives, in every field', async () => {
  for (let index = 0; index < PROJECTS; index++) {
    // oxlint-disable-next-line no-await-in-loop -- the clock is that of one project at a time
    await compareProject(firstSeed + index);
  }
  const { differences, ...counts } = tally;
  console.log(counts);
  expect(differences.slice(0, 3)).toEqual([]);
  // Answers that nobody shares would show nothing.
  expect(counts.specs).toBeGreaterThan(1500);
  expect(counts.shared).toBeGreaterThan(3000);
  expect(counts.shared).toBeLessThan(counts.answers / 2);
});
