import type { AgentDecision, AgentHint, AgentToken, ScannedAgent } from './scanned-agent.js';

/** The browser of a scanned agent (evaluation §8.3). */
export function decideBrowser({ browser, tokens, hints }: ScannedAgent): AgentDecision {
  if (browser !== undefined) return { name: browser.tag, ...browser };

  let android: AgentToken | undefined;
  let stated: AgentToken | undefined;
  let chrome: AgentToken | undefined;
  for (const token of tokens) {
    // These three are in many agents that are something else: they count when nothing stronger follows.
    if (token.tag === 'Android') android = token;
    else if (token.tag === 'Version') stated = token;
    else if (token.tag === 'Chrome') chrome = token;
    else {
      const decided = browserOf(token, hints);
      if (decided !== undefined) return decided;
    }
  }

  if (chrome !== undefined) return chromeLike(chrome, { android, stated, hints });
  if (android !== undefined) return { name: 'Android', ...android };
  if (hints.has('cfnetwork') && tokens[0] !== undefined) return applicationOf(tokens[0], tokens[1]);
  if (hints.has('safari')) {
    const name = hints.has('mobile') && !hints.has('mac') ? 'Mobile Safari' : 'Safari';
    return { name, tag: 'Version', version: stated?.version };
  }
  const name = hints.has('ios') ? 'Mobile Safari UI/WKWebView' : hints.has('crawler') ? 'crawler' : 'Other';
  return { name, tag: name, version: undefined };
}

/** Products that settle it wherever they stand. */
function browserOf({ tag, version }: AgentToken, hints: ReadonlySet<AgentHint>): AgentDecision | undefined {
  switch (tag) {
    case 'Firefox':
    case 'Edge':
    case 'Opera':
      return { name: hints.has('mobile') ? `${tag} Mobile` : tag, tag, version };
    case 'Silk':
      return hints.has('playstation')
        ? { name: 'NetFront NX', tag, version: undefined }
        : { name: 'Amazon Silk', tag, version };
    case 'YaBrowser':
      return { name: 'Yandex Browser', tag, version };
    case 'Yahoo! Slurp':
    case 'NetFront NX':
    case 'axios':
    case 'HeadlessChrome':
      return { name: tag, tag, version };
    default:
      return undefined;
  }
}

/** Chrome itself, or something built on it. */
function chromeLike(
  chrome: AgentToken,
  {
    android,
    stated,
    hints,
  }: {
    readonly android: AgentToken | undefined;
    readonly stated: AgentToken | undefined;
    readonly hints: ReadonlySet<AgentHint>;
  },
): AgentDecision {
  if (stated !== undefined) return { name: 'Chrome Mobile WebView', ...chrome };
  if (hints.has('mobile') && chrome.version !== undefined && !hints.has('huawei')) {
    return { name: 'Chrome Mobile', ...chrome };
  }
  if (chrome.version === undefined && android !== undefined) return { name: 'Android', ...android };
  return { name: 'Chrome', ...chrome };
}

/** Applications on iOS name themselves first, when they use the system's network library. */
function applicationOf(first: AgentToken, second: AgentToken | undefined): AgentDecision {
  if (first.tag === 'NetworkingExtension') return { name: 'CFNetwork', tag: 'CFNetwork', version: second?.version };
  return { name: first.tag, ...first };
}
