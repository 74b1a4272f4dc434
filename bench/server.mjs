import { once } from 'node:events';
import { createServer } from 'node:http';
import { FIRST_REVISION, largeProject, smallProject, wholeProject } from './project.mjs';

const makers = {
  small: smallProject,
  large: () => largeProject(2000),
  whole1: () => wholeProject(1),
  whole10: () => wholeProject(10),
  whole50: () => wholeProject(50),
};

/** Projects of this name are another revision at each request: one gate of them has changed. */
const CHANGING = 'changing';

/** Serves projects and takes events, on 127.0.0.1, outside the measured processes. */
export async function startServer() {
  // Written beforehand, or the first to ask would wait for it.
  const texts = new Map(Object.entries(makers).map(([project, make]) => [project, JSON.stringify(make())]));
  let revision = 0;
  const nextRevision = () => {
    revision += 1;
    return texts
      .get('whole10')
      .replaceAll(FIRST_REVISION, `revision-${revision}`)
      .replace(/"time":(\d+)/, (_match, time) => `"time":${Number(time) + revision}`);
  };
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const [, project] = /^\/(\w+)\//.exec(request.url ?? '') ?? [];
      response.setHeader('content-type', 'application/json');
      if (project === CHANGING) response.end(nextRevision());
      else response.end(texts.get(project) ?? '{"success":true}');
    });
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
