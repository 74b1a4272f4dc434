import { defaultClientName, nearestName } from 'statsig-nodekit/request';
import type { ClientUse } from '../checks/client-uses.js';

/** Two `StatsigModule`s of one name are in the application: it cannot tell which of their services is meant. */
export class DuplicateStatsigModuleError extends Error {
  override readonly name = 'DuplicateStatsigModuleError';
  readonly code = 'module_duplicate';

  constructor(clientName: string) {
    super(
      `StatsigModule is set up twice under the name "${clientName}". Call forRoot (or forRootAsync) once, in the root ` +
        'module; its service can be injected everywhere. For a second client give each a name of its own: ' +
        "forRoot({ name: 'second', … }) and @InjectStatsig('second').",
    );
  }
}

/** A `StatsigModule` was given options from which no client can be made. The message names each. */
export class StatsigModuleOptionsError extends Error {
  override readonly name = 'StatsigModuleOptionsError';
  readonly code = 'module_options_invalid';
}

/** A decorator asks a client by a name that no `StatsigModule` of the application has. */
export class UnknownStatsigClientError extends Error {
  override readonly name = 'UnknownStatsigClientError';
  readonly code = 'client_unknown';

  constructor({ clientName, decorator, place }: ClientUse, known: readonly string[]) {
    const nearest = nearestName(clientName, known);
    const suggestion = nearest === undefined ? '' : ` (did you mean "${nearest}"?)`;
    const setUp =
      clientName === defaultClientName
        ? 'StatsigModule.forRoot({ … }) without a name'
        : `StatsigModule.forRoot({ name: '${clientName}', … })`;
    super(
      `${decorator} on ${place} asks the StatsigModule named "${clientName}", which the application does not have; it has ` +
        `${known.map((name) => `"${name}"`).join(' and ')}${suggestion}. Correct the name, or import ${setUp} in the root ` +
        'module.',
    );
  }
}

/** The application was told not to start without specs (`failFast`), and there were none in time. */
export class StatsigStartError extends Error {
  override readonly name = 'StatsigStartError';
  readonly code = 'start_failed';

  /** @param reason a sentence */
  constructor(reason: string) {
    super(
      `Statsig could not be initialised: ${reason} The application does not start because of \`failFast: true\`; ` +
        'without it, it would start with all gates off and take the specs up when they arrive.',
    );
  }
}
