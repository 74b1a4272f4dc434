/**
 * What a user agent tells of the browser and the operating system.
 *
 * The official SDK has a tokenizer of its own, and projects hold its names and versions in their conditions: `Mobile
 * Safari`, `Mac OS X`, Windows `10`. So this folder follows it word for word (evaluation §8), oddities included; no
 * public parser gives the same answers. What must not live here: whether a condition holds, and remembering.
 */
import { decideBrowser } from './decide-browser.js';
import { decideSystem } from './decide-system.js';
import { scanAgent } from './scan-agent.js';
import { versionText } from './version-text.js';

/** The four facts that conditions test. Names are `Other` and versions `0.0.0` where the agent does not tell. */
export interface ParsedUserAgent {
  readonly osName: string;
  readonly osVersion: string;
  readonly browserName: string;
  readonly browserVersion: string;
}

/**
 * The browser and the operating system of a user agent, as the official SDK names them.
 *
 * Takes time in proportion to the agent's length, whatever it holds. Never throws.
 */
export function parseUserAgent(agent: string): ParsedUserAgent {
  const scanned = scanAgent(agent);
  const system = decideSystem(scanned);
  const browser = decideBrowser(scanned);
  return {
    osName: system.name,
    osVersion: versionText(system),
    browserName: browser.name,
    browserVersion: versionText(browser),
  };
}
