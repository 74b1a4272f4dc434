import { once } from 'node:events';
import { createServer } from 'node:http';
import { largeProject, smallProject } from './project.mjs';

/** Serves the two projects and takes events, on 127.0.0.1, outside the measured processes. */
export async function startServer() {
  const projects = {
    small: JSON.stringify(smallProject()),
    large: JSON.stringify(largeProject(2000)),
  };
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const [, project] = /^\/(small|large)\//.exec(request.url ?? '') ?? [];
      response.setHeader('content-type', 'application/json');
      response.end(project === undefined ? '{"success":true}' : projects[project]);
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
