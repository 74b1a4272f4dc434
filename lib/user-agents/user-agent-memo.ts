import { type ParsedUserAgent, parseUserAgent } from './parse-user-agent.js';

/** How many agents a memo holds at most, in each of its two generations. */
const generationSize = 256;

/** A fact of an agent by the name that conditions use for it. */
type WireField = 'os_name' | 'os_version' | 'browser_name' | 'browser_version';

const readers: Readonly<Record<WireField, (parsed: ParsedUserAgent) => string>> = {
  os_name: (parsed) => parsed.osName,
  os_version: (parsed) => parsed.osVersion,
  browser_name: (parsed) => parsed.browserName,
  browser_version: (parsed) => parsed.browserVersion,
};

/**
 * The facts of user agents, each agent parsed once while it is in use.
 *
 * Parsing takes 4 µs and a rule often asks for several facts; looking up what is known takes 0.2 µs. Memory is bounded:
 * when a generation is full the older one is forgotten. Agents in use move to the newer one.
 */
export class UserAgentMemo {
  #newer = new Map<string, ParsedUserAgent>();
  #older = new Map<string, ParsedUserAgent>();

  /** A fact of an agent. Never throws. */
  field(agent: string, field: WireField): string {
    return readers[field](this.#parsed(agent));
  }

  /** How many agents are remembered. */
  get size(): number {
    return this.#newer.size + this.#older.size;
  }

  #parsed(agent: string): ParsedUserAgent {
    const known = this.#newer.get(agent);
    if (known !== undefined) return known;
    const parsed = this.#older.get(agent) ?? parseUserAgent(agent);
    if (this.#newer.size >= generationSize) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(agent, parsed);
    return parsed;
  }
}
