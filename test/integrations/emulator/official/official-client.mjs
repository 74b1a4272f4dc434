// The official package as a client of its own, in a process of its own: its native threads must not hold up the tests.
// Reads one job from its parent, evaluates it, logs the events asked for, shuts down, and answers.
import { createRequire } from 'node:module';

const { Statsig, StatsigUser } = createRequire(import.meta.url)('@statsig/statsig-node-core');

/** @param {import('./official-job.js').OfficialJob} job */
async function run({ sdkKey, urls, options, users, plan, events }) {
  const statsig = new Statsig(sdkKey, { ...urls, ...options, enableIdLists: true, outputLogLevel: 'none' });
  const initialized = await statsig.initialize();
  const silent = { disableExposureLogging: true };
  const built = users.map((fields) => new StatsigUser(fields));
  const answers = built.map((user) => ({
    gates: byName(plan.gates, (name) => {
      const { value, ruleID, details } = statsig.getFeatureGate(user, name, silent);
      return { value, ruleID, reason: details.reason };
    }),
    configs: byName(plan.configs, (name) => {
      const { value, ruleID, details } = statsig.getDynamicConfig(user, name, silent);
      return { value, ruleID, reason: details.reason };
    }),
    experiments: byName(plan.experiments, (name) => {
      const { value, ruleID, groupName, details } = statsig.getExperiment(user, name, silent);
      return { value, ruleID, groupName, reason: details.reason };
    }),
    layers: byName(Object.keys(plan.layers), (name) => {
      const layer = statsig.getLayer(user, name, silent);
      const value = byName(plan.layers[name], (parameter) => layer.getValue(parameter, null));
      return { value, ruleID: layer.ruleID, allocated: layer.allocatedExperimentName, reason: layer.details.reason };
    }),
    stores: byName(Object.keys(plan.stores), (name) => {
      const store = statsig.getParameterStore(user, name, silent);
      return byName(plan.stores[name], (parameter) => store.getValue(parameter, null));
    }),
  }));
  const [first] = built;
  if (first !== undefined) {
    for (const { name, value, metadata } of events) statsig.logEvent(first, name, value, metadata);
    if (events.length > 0) for (const name of plan.gates) statsig.checkGate(first, name);
  }
  await statsig.flushEvents();
  await statsig.shutdown();
  return { initialized, answers };
}

function byName(names, answer) {
  return Object.fromEntries(names.map((name) => [name, answer(name)]));
}

process.once('message', (job) => {
  void run(job)
    .catch((error) => ({ failure: String(error) }))
    .then((reply) => process.send(reply, () => process.exit(0)));
});
