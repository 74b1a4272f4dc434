/** A product that an agent names: `Chrome/109.0` is the tag `Chrome` with a version. */
export interface AgentToken {
  readonly tag: string;
  /** Undefined when the agent states none. */
  readonly version: string | undefined;
}

/** What a word gives away besides a product. Hints hold for the whole agent, wherever they stood. */
export type AgentHint =
  'cfnetwork' | 'crawler' | 'huawei' | 'ios' | 'linux' | 'mac' | 'mobile' | 'playstation' | 'safari' | 'windows';

/** A decision: what is reported, and the token whose version it carries. */
export interface AgentDecision {
  readonly name: string;
  /** Decides how the version is written. */
  readonly tag: string;
  readonly version: string | undefined;
}

/** What was gathered from an agent's words. Lives for one parse. */
export class ScannedAgent {
  readonly tokens: AgentToken[] = [];
  readonly hints = new Set<AgentHint>();
  /** The product that settles the operating system: the first with a version. */
  system: AgentToken | undefined;
  /** The product that settles the browser: the last with a version. */
  browser: AgentToken | undefined;
  #hasBot = false;

  /** Notes a product. */
  add(tag: string, version?: string): void {
    this.tokens.push({ tag, version });
  }

  /** Notes a product that names the operating system. */
  addSystem(tag: string, version: string | undefined): void {
    if (version !== undefined) this.system ??= { tag, version };
    this.add(tag, version);
  }

  /** Notes a product that names the browser. */
  addBrowser(tag: string, version: string | undefined): void {
    if (version !== undefined) this.browser = { tag, version };
    this.add(tag, version);
  }

  /** Notes a bot: the first is the browser, until another browser follows. */
  addBot(tag: string, version?: string): void {
    if (this.#hasBot) return;
    this.#hasBot = true;
    this.browser = { tag, version };
  }

  /** Browsers on iOS that ask for the desktop's page claim to run on a Mac. */
  unmaskMac(): void {
    if (this.system?.tag === 'Mac OS X') this.system = { tag: 'iOS', version: undefined };
  }
}
