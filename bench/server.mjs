import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { mixedProject } from './mixed-project.mjs';
import { FIRST_REVISION, largeProject, smallProject, wholeProject } from './project.mjs';

const makers = {
  small: smallProject,
  large: () => largeProject(2000),
  lean: () => wholeProject(1, { largeValues: 0 }),
  mixed: mixedProject,
  whole1: () => wholeProject(1),
  whole10: () => wholeProject(10),
  whole50: () => wholeProject(50),
};

/** Projects of this name are another revision at each request: one gate of them has changed. */
const CHANGING = 'changing';

/** Where a process learns how many of its events have arrived: `/events_received/<its SDK key>`. */
const RECEIVED = '/events_received/';

/**
 * Serves projects and takes events, on 127.0.0.1, outside the measured processes. `onEvents` is given the requests with events
 * before they are answered.
 */
export async function startServer({ projects = Object.keys(makers), onEvents = async () => {} } = {}) {
  // Written beforehand, or the first to ask would wait for it.
  const texts = new Map(projects.map((project) => [project, JSON.stringify(makers[project]())]));
  /** By SDK key. */
  const received = new Map();
  let revision = 0;
  const nextRevision = () => {
    revision += 1;
    return texts
      .get('whole10')
      .replaceAll(FIRST_REVISION, `revision-${revision}`)
      .replace(/"time":(\d+)/, (_match, time) => `"time":${Number(time) + revision}`);
  };
  const takeEvents = async (request, body) => {
    await onEvents(request, body);
    const { 'statsig-api-key': key, 'statsig-event-count': count } = request.headers;
    received.set(key, (received.get(key) ?? 0) + Number(count));
  };
  const answer = async (request) => {
    const body = await buffer(request);
    const { url = '' } = request;
    const [, project] = /^\/(\w+)\//.exec(url) ?? [];
    if (url.startsWith(RECEIVED)) return String(received.get(url.slice(RECEIVED.length)) ?? 0);
    if (project === CHANGING) return nextRevision();
    if (texts.has(project)) return texts.get(project);
    if (url.endsWith('/log_event')) await takeEvents(request, body);
    return '{"success":true}';
  };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    answer(request).then(
      (text) => response.end(text),
      // The process that asked has ended, or sent what it should not.
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
