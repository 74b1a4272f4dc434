// The files of undici that `load-http-parts.ts` takes. Its own declarations describe what they export, under its main entry.

declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export default Agent;
}

declare module 'undici/lib/core/connect.js' {
  import { buildConnector } from 'undici';
  export default buildConnector;
}

declare module 'undici/lib/api/api-request.js' {
  import { type Dispatcher } from 'undici';
  export default function request(
    this: Dispatcher,
    options: Dispatcher.RequestOptions,
  ): Promise<Dispatcher.ResponseData>;
}

// What the others need, and is only loaded.
declare module 'undici/lib/dispatcher/client-h1.js';
declare module 'undici/lib/dispatcher/client-h2.js';
