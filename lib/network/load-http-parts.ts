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
 * Loads the HTTP library: only the files that are needed, a quarter of it, and those in a few pieces. The whole would stall the
 * process for 75 ms, which is longer than all else that starts with a client; the largest piece takes 10. When a version of the
 * library keeps its files elsewhere, all of it is loaded.
 */
export async function loadHttpParts(): Promise<HttpParts> {
  try {
    // In this order, each loads its share of what the next one needs.
    const { default: connect } = await import('undici/lib/core/connect.js');
    const { default: request } = await import('undici/lib/api/api-request.js');
    await import('undici/lib/dispatcher/client-h1.js');
    await import('undici/lib/dispatcher/client-h2.js');
    const { default: AgentPart } = await import('undici/lib/dispatcher/agent.js');
    return {
      Agent: AgentPart,
      buildConnector: connect,
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
