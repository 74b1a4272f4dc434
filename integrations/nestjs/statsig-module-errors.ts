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
