import { describe, expect, it } from 'vitest';
import { parseUserAgent } from '../../../lib/user-agents/parse-user-agent.js';

/** The four facts in one line, as evaluation §20 writes them. */
function read(agent: string): string {
  const { osName, osVersion, browserName, browserVersion } = parseUserAgent(agent);
  return `${osName} ${osVersion}; ${browserName} ${browserVersion}`;
}

describe('parseUserAgent', () => {
  it.each([
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'iOS 17.5.1; Mobile Safari 17.5',
    ],
    [
      'Mozilla/5.0 (Windows NT 6.2; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36 Edg/109.0.1518.78',
      'Windows 0.0.0; Edge 109.0.1518.78',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.71 Mobile Safari/537.36',
      'Android 14; Chrome Mobile 126.0.6478.71',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4.1 Safari/605.1.15',
      'Mac OS X 10.15.7; Safari 17.4.1',
    ],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Other 0.0.0; Googlebot 2.1'],
    ['curl/8.4.0', 'Other 0.0.0; Other 0.0.0'],
    ['', 'Other 0.0.0; Other 0.0.0'],
  ])('reads "%s" as evaluation §20 does', (agent, facts) => {
    expect(read(agent)).toBe(facts);
  });

  it('names Windows by its marketed versions, of which 8 is missing', () => {
    const versions = ['5.1', '5.2', '6.0', '6.1', '6.2', '6.3', '10.0', '11.0'];
    expect(versions.map((version) => parseUserAgent(`(Windows NT ${version})`).osVersion)).toEqual([
      'XP',
      'XP',
      'Vista',
      '7',
      '0.0.0',
      '8.1',
      '10',
      '0.0.0',
    ]);
  });

  it('writes up to four parts of a version, the second cut to its digits', () => {
    expect(parseUserAgent('Chrome/1.2b3.4.5.6').browserVersion).toBe('1.2.4.5');
    expect(parseUserAgent('Chrome/1_2,3').browserVersion).toBe('1.2.3');
    expect(parseUserAgent('Chrome/12.').browserVersion).toBe('12');
    expect(parseUserAgent('OPR/1.2.3.4').browserVersion).toBe('1.2.3');
  });

  it('takes the first bot for the browser, until a browser with a version follows', () => {
    expect(read('fooBot/1 barBot/2')).toBe('Other 0.0.0; fooBot 1');
    expect(read('fooBot/1 GSA/5')).toBe('Other 0.0.0; Google 5');
  });

  it('unmasks browsers on iOS that claim to run on a Mac', () => {
    expect(read('(Macintosh; Intel Mac OS X 10_15) CriOS/120.1')).toBe('iOS 0.0.0; Chrome Mobile iOS 120.1');
  });

  it('is case sensitive', () => {
    expect(read('chrome/1 windows nt 10.0')).toBe('Other 0.0.0; Other 0.0.0');
  });

  it.each([
    ['spaces', ' '],
    ['brackets', '('],
    ['slashes', '/'],
    ['words of Apple devices', 'iPhone'],
    ['products', 'Chrome/1 '],
    ['bots', 'fooBot/1;'],
    ['versions', '1.'],
    ['systems with versions', 'Android 1 '],
    ['halves of characters', '\ud800'],
  ])('reads 100 kB of %s at once', (_, piece) => {
    const startedAt = performance.now();
    const { osName } = parseUserAgent(piece.repeat(100_000 / piece.length));
    expect(osName).toEqual(expect.any(String));
    // It takes about 10 ms; anything that is not linear takes seconds.
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
