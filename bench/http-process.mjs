import process from 'node:process';
import { clientOptions, contestants } from './contestants.mjs';
import { allThreadsMs } from './cpu-clock.mjs';
import { httpApps } from './http-apps.mjs';
import { smallProject } from './project.mjs';

/**
 * One application's process: serves until its parent goes away. Started as
 * `http-process.mjs <framework> <bare | ours | official> <origin of the specs>`; sends its port, and, whenever it is sent
 * something, the CPU time of all its threads so far.
 */

const [, , framework, name, origin] = process.argv;
const serve = httpApps[framework][name];
const gate = Object.keys(smallProject().feature_gates)[0];

async function start() {
  // In production Express does not look for templates and errors anew.
  process.env.NODE_ENV = 'production';
  if (name === 'bare') return serve();
  const { Statsig, StatsigUser } = await contestants[name].load();
  const client = new Statsig(`secret-bench-http-${name}`, clientOptions({ origin, project: 'small' }));
  const { isSuccess, error } = await client.initialize();
  if (!isSuccess) throw new Error(`${contestants[name].package} did not initialise: ${error}`);
  return serve({ client, StatsigUser, gate });
}

process.on('message', () => process.send({ spentMs: allThreadsMs() }));
process.on('disconnect', () => process.exit(0));
start().then(
  (server) => process.send({ port: server.address().port }),
  (error) => process.send({ failure: String(error?.stack ?? error) }),
);
