import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
import process from 'node:process';

/**
 * The official core as a client in a process of its own, for as long as its parent wants: told to start, it answers each
 * further message with the gates that are open for these users.
 */
let client;

async function answer({ sdkKey, options, userIDs, gates }) {
  if (client === undefined) {
    client = new Statsig(sdkKey, { ...options, outputLogLevel: 'none' });
    await client.initialize();
  }
  const quiet = { disableExposureLogging: true };
  return userIDs.map((userID) => {
    const user = new StatsigUser({ userID });
    return gates.filter((gate) => client.checkGate(user, gate, quiet));
  });
}

process.on('message', (question) => {
  void answer(question).then((open) => process.send({ open }));
});
process.on('disconnect', () => process.exit(0));
