import type { BootstrapUser } from 'statsig-nodekit';

/** What a page's browser client starts from, as plain data: it travels as a property of the page. */
export interface PageBootstrap {
  /** The values as JSON text, as the browser's client takes them. */
  readonly values: string;
  /** The user that they are for, without private attributes. */
  readonly user: BootstrapUser;
  /** The client key of the page. */
  readonly clientSdkKey: string;
  /** Where the browser asks for values and sends events, when that is the application's own server. */
  readonly networkConfig?: { readonly initializeUrl: string; readonly logEventUrl: string };
  /** What the browser tells when it shows the page, for exposures that wait for it. */
  readonly confirmation?: PageConfirmation;
}

/** How a browser tells that it shows a page. */
export interface PageConfirmation {
  /** The path that it posts to. */
  readonly url: string;
  /** What it posts. */
  readonly id: string;
}
