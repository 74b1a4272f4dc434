import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Statsig } from 'statsig-nodekit';
import { onTestFinished, vi } from 'vitest';
import { memberKey } from '../../../lib/evaluation/operators/segment-lists.js';
import { respond, startHttpServer } from '../../support/http-server.js';
import { type IdListServer, type ServedList, startIdListServer } from '../../support/id-list-server.js';
import { rule, smallProject } from '../small-project.js';

/** The lists that gates ask, and the users who may be on them. */
const listNames = ['one', 'two'];
const letters = 'abcdef'.split('');

/** Lines of a list file: `+a`, `-b`, with the member keys of these users. */
export const lines = (...changes: string[]): string =>
  changes.map((change) => `${change.charAt(0)}${memberKey(change.slice(1))}\n`).join('');

/** Who is on which list as a client sees it, while the server's lists change. */
export interface WatchedLists {
  readonly server: IdListServer;
  /** Serves other lists, waits until the client has looked at them, and tells who is on the two lists: `ab/c`. */
  readonly membersAfter: (lists: Readonly<Record<string, ServedList>>) => Promise<string>;
}

/** Which gates are open for each user. */
type AskClient = () => Promise<readonly (readonly string[])[]>;

const specs = smallProject({
  conditions: Object.fromEntries(
    listNames.map((name) => [name, { type: 'unit_id', operator: 'in_segment_list', targetValue: name }]),
  ),
  gates: Object.fromEntries(listNames.map((name) => [name, { rules: [rule('r', [name])] }])),
});

/** Starts lists and a client of them, ours or the official one; both end with the test. */
export async function watchLists(of: 'ours' | 'official'): Promise<WatchedLists> {
  const specsServer = await startHttpServer((response) => respond(response, 200, specs));
  const server = await startIdListServer();
  const options = {
    specsUrl: `${specsServer.url}/v2`,
    logEventUrl: `${specsServer.url}/log_event`,
    specsSyncIntervalMs: 3_600_000,
    enableIdLists: true,
    idListsUrl: server.idListsUrl,
    // A second is the shortest that the official core accepts.
    idListsSyncIntervalMs: of === 'ours' ? 50 : 1000,
  };
  let ask: AskClient | undefined;
  const looks = (): number => server.requests.filter(({ path }) => path.startsWith('/v1/get_id_lists')).length;
  return {
    server,
    membersAfter: async (lists) => {
      server.lists = { ...lists };
      const looksBefore = looks();
      if (ask === undefined) ask = of === 'ours' ? await startOurs(options) : startOfficial(options);
      // One look may have begun before the change; when the third begins, one that began after it is over.
      else await vi.waitFor(() => expectMore(looks(), looksBefore + 2), { timeout: 60_000, interval: 50 });
      const open = await ask();
      return listNames
        .map((name) => letters.filter((_letter, index) => open[index]?.includes(name) === true).join(''))
        .join('/');
    },
  };
}

function expectMore(count: number, least: number): void {
  if (count <= least) throw new Error(`${count} looks, waiting for more than ${least}`);
}

async function startOurs(options: object): Promise<AskClient> {
  const client = new Statsig('secret-watched-lists', { ...options, outputLogLevel: 'none' });
  onTestFinished(async () => {
    await client.shutdown();
  });
  await client.initialize();
  const quiet = { disableExposureLogging: true };
  return async () => letters.map((userID) => listNames.filter((gate) => client.checkGate({ userID }, gate, quiet)));
}

/** Started at the first question, like ours when the lists are served. */
function startOfficial(options: object): AskClient {
  const child = fork(fileURLToPath(new URL('./official-client.mjs', import.meta.url)), { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return async () => {
    child.send({ sdkKey: 'secret-watched-lists', options, userIDs: letters, gates: listNames });
    const [{ open }] = (await once(child, 'message')) as [{ open: string[][] }];
    return open;
  };
}
