import { describe, expect, it } from 'vitest';
import { HeldExposures } from '../../../integrations/next/exposures/held-exposures.js';
import { isRobot } from '../../../integrations/next/exposures/is-robot.js';
import { NeverExposed } from '../../../integrations/next/exposures/never-exposed.js';
import { awaitPage, confirmPage } from '../../../integrations/next/exposures/shown-pages.js';

/** Exposures that note in a list that they were logged. */
function exposures(...names: readonly string[]): { readonly logged: string[]; readonly logs: readonly (() => void)[] } {
  const logged: string[] = [];
  return { logged, logs: names.map((name) => () => void logged.push(name)) };
}

describe('exposures that are held', () => {
  it('are logged together, and those that come later at once', () => {
    const { logged, logs } = exposures('a', 'b', 'c');
    const held = new HeldExposures();
    for (const log of logs.slice(0, 2)) held.hold(log);
    expect(logged).toEqual([]);
    held.log();
    held.log();
    held.drop();
    for (const log of logs.slice(2)) held.hold(log);
    expect(logged).toEqual(['a', 'b', 'c']);
  });

  it('are dropped, those that come later too', () => {
    const { logged, logs } = exposures('a', 'b');
    const held = new HeldExposures();
    for (const log of logs.slice(0, 1)) held.hold(log);
    held.drop();
    held.log();
    for (const log of logs) held.hold(log);
    expect(logged).toEqual([]);
  });
});

describe('pages that wait for being shown', () => {
  it('are known for ten minutes', () => {
    const minuteMs = 60_000;
    const startMs = Date.now();
    const [early, late] = [awaitPage(startMs), awaitPage(startMs)];
    const { logged, logs } = exposures('early', 'late');
    for (const log of logs.slice(0, 1)) early.exposures.hold(log);
    for (const log of logs.slice(1)) late.exposures.hold(log);
    expect(confirmPage(early.id, startMs + 9 * minuteMs)).toBe(true);
    expect(confirmPage(late.id, startMs + 11 * minuteMs)).toBe(false);
    // The next page has them forgotten.
    awaitPage(startMs + 11 * minuteMs);
    expect([confirmPage(late.id, startMs), confirmPage('another', startMs), logged]).toEqual([false, false, ['early']]);
  });

  it('are given up when there are too many of them, the oldest first', () => {
    const nowMs = Date.now();
    const first = awaitPage(nowMs);
    const pages = Array.from({ length: 10_000 }, () => awaitPage(nowMs));
    expect([confirmPage(first.id, nowMs), confirmPage(pages.at(-1)?.id ?? '', nowMs)]).toEqual([false, true]);
  });
});

describe('flags that are never exposed', () => {
  const asked = { policy: 'client', kind: 'gates', name: 'sale' } as const;

  it('are those that the server leaves to a browser that has no values of them', () => {
    const page = new NeverExposed();
    page.noteQuestion(asked);
    page.noteQuestion(asked);
    page.noteQuestion({ policy: 'client', kind: 'experiments', name: 'color' });
    page.noteCarried({ experiments: new Set(['color']) });
    expect(page.complaints()).toEqual([
      expect.stringMatching(/^Gate "sale" was evaluated but is never exposed: the server leaves its exposure to the/),
    ]);
  });

  it('are none where the page carries all flags', () => {
    const page = new NeverExposed();
    page.noteQuestion(asked);
    page.noteCarried(undefined);
    expect(page.complaints()).toEqual([]);
  });

  it('are those that wait for a page to be shown that does not tell', () => {
    const page = new NeverExposed();
    page.noteQuestion({ ...asked, policy: 'deferred' });
    page.noteCarried(undefined);
    expect(page.complaints()).toEqual([expect.stringContaining('when the browser tells that the page is shown')]);
    page.noteShowing();
    expect(page.complaints()).toEqual([]);
  });
});

describe('robots', () => {
  it.each([
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1; +http://www.google.com/bot.html) Chrome/130 Safari/537.36',
    'Mozilla/5.0 (compatible; YandexBot/3.0)',
    'Mozilla/5.0 (compatible; Baiduspider/2.0)',
    'facebookexternalhit/1.1',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'WhatsApp/2.23.20.0',
  ])('are told by the name that they give: %s', (userAgent) => expect(isRobot(userAgent)).toBe(true));

  it.each([
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Linux; Android 13; CUBOT KINGKONG 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130 Mobile Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS]',
    '',
    null,
    undefined,
  ])('are not browsers: %s', (userAgent) => expect(isRobot(userAgent)).toBe(false));
});
