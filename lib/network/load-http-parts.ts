// oxlint-disable-next-line triple-slash-reference -- what has no types can only be declared, and a declaration not imported
/// <reference path="./undici-parts.d.ts" />

import type { Agent, Dispatcher, buildConnector } from 'undici';

/** What requests are sent with. */
export interface HttpParts {
  readonly Agent: typeof Agent;
  readonly buildConnector: typeof buildConnector;
  readonly request: (agent: Agent, options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;
}

/**
 * Loads the HTTP library: only the files that are needed, a quarter of it, because the whole stalls the process for 75 ms, which
 * is longer than all else that starts with a client. When a version of the library keeps them elsewhere, all of it is loaded.
 */
export async function loadHttpParts(): Promise<HttpParts> {
  try {
    const [{ default: AgentPart }, { default: buildConnectorPart }, { default: request }] = await Promise.all([
      import('undici/lib/dispatcher/agent.js'),
      import('undici/lib/core/connect.js'),
      import('undici/lib/api/api-request.js'),
    ]);
    return {
      Agent: AgentPart,
      buildConnector: buildConnectorPart,
      request: (agent, options) => request.call(agent, options),
    };
  } catch {
    // Whatever the reason: the main entry is what the library promises.
    const undici = await import('undici');
    return {
      Agent: undici.Agent,
      buildConnector: undici.buildConnector,
      request: (agent, options) => agent.request(options),
    };
  }
}
