import { attempt, experimentFacts, layerFacts, readParameter } from './evaluation-plan.mjs';

/**
 * Calls with kept decisions, for both contestants, and a storage that notes what they keep and forget.
 */

/** In every project that keeps decisions: whatever was noted before its own change is complete. */
export const SENTINEL = { experiment: 'sticky_sentinel', userID: 'sentinel' };

export function stickyLabels(calls) {
  return calls.flatMap(({ api, name, parameters }) => [
    { api, name },
    ...(api === 'getLayer' ? parameters.map((parameter) => ({ api: 'layer.get', name, parameter })) : []),
  ]);
}

/** Each change must have left for the storage before the next call, or a later one could take its place. */
const changesHaveLeft = () => new Promise((resolve) => setImmediate(resolve));

export async function answerSticky(client, user, calls, isLogged) {
  const answers = [];
  await changesHaveLeft();
  for (const { api, name, parameters, options } of calls) {
    const all = isLogged ? options : { ...options, disableExposureLogging: true };
    if (api === 'getExperiment') {
      answers.push(attempt(() => experimentFacts(client.getExperiment(user, name, all), parameters)));
    } else {
      let layer;
      answers.push(attempt(() => layerFacts((layer = client.getLayer(user, name, all)))));
      answers.push(...parameters.map((parameter) => attempt(() => readParameter(layer, parameter))));
    }
    // oxlint-disable-next-line no-await-in-loop -- the calls are made one after the other
    await changesHaveLeft();
  }
  return answers;
}

/** A storage that keeps nothing, and notes each change. */
export function notingStorage() {
  const changes = [];
  return {
    changes,
    storage: {
      load: () => null,
      save: (key, configName, data) => void changes.push({ key, configName, data }),
      delete: (key, configName) => void changes.push({ key, configName, data: null }),
    },
  };
}

/** Waits until all changes so far are noted: the official core calls the storage some time after the call. */
export async function allNoted(client, user, changes) {
  client.getExperiment(user, SENTINEL.experiment, { disableExposureLogging: true });
  const isNoted = () => changes.at(-1)?.key.startsWith(`${SENTINEL.userID}:`) === true;
  // oxlint-disable-next-line no-await-in-loop -- there is no other way to know
  while (!isNoted()) await new Promise((resolve) => setTimeout(resolve, 1));
  changes.pop();
}
