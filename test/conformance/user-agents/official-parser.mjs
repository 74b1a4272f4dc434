import { once } from 'node:events';
import process from 'node:process';
import { Statsig, StatsigUser } from '@statsig/statsig-node-core';

/**
 * The official core's user agent parser in a process of its own: one message with agents comes in, one with what the
 * core makes of them goes out.
 */
const client = new Statsig('secret-user-agents', { disableNetwork: true, outputLogLevel: 'none' });
const [agents] = await once(process, 'message');
process.send(
  agents.map((userAgent) => client.getParsedUserAgentValueForUser(new StatsigUser({ userID: 'u', userAgent }))),
  () => process.exit(0),
);
