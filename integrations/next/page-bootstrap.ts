import type { BootstrapUser } from 'statsig-nodekit';

/** What a page's browser client starts from, as plain data: it travels as a property of the page. */
export interface PageBootstrap {
  /** The values as JSON text, as the browser's client takes them. */
  readonly values: string;
  /** The user that they are for, without private attributes. */
  readonly user: BootstrapUser;
  /** The client key of the page. */
  readonly clientSdkKey: string;
}
