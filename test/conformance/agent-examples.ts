// cspell:ignore KHTML Googlebot
/** What an agent says of its system and its browser, by name and version. */
export type AgentExample = readonly [row: number, agent: string, system: string, browser: string];

/** Answers of the official core on user agents. */
export const AGENT_EXAMPLES: readonly AgentExample[] = [
  [
    95,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'iOS 17.5.1',
    'Mobile Safari 17.5',
  ],
  [
    96,
    'Mozilla/5.0 (Windows NT 6.2; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36 Edg/109.0.1518.78',
    'Windows 0.0.0',
    'Edge 109.0.1518.78',
  ],
  [
    97,
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.71 Mobile Safari/537.36',
    'Android 14',
    'Chrome Mobile 126.0.6478.71',
  ],
  [
    98,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15',
    'Mac OS X 10.15.7',
    'Safari 17.4.1',
  ],
  [99, 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Other 0.0.0', 'Googlebot 2.1'],
  [100, 'curl/8.4.0', 'Other 0.0.0', 'Other 0.0.0'],
  [101, '', 'Other 0.0.0', 'Other 0.0.0'],
];
