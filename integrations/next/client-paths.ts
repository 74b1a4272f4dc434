/** Where the browser's requests to the application's own server go. */
export interface ClientPaths {
  /** Answers with the values of a user. */
  readonly initializeUrl: string;
  /** Takes events. */
  readonly logEventUrl: string;
  /** Hears that a page is shown. */
  readonly shownUrl: string;
}

/** Unless `clientBase` says otherwise. */
const defaultBase = '/app-state';

/** The paths below a base: names that no blocklist takes offence at. */
export function clientPaths(base: string = defaultBase): ClientPaths {
  return { initializeUrl: `${base}/values`, logEventUrl: `${base}/notes`, shownUrl: `${base}/seen` };
}
