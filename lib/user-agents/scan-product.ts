import type { ScannedAgent } from './scanned-agent.js';

/** Products that are browsers, by the name under which they are reported. */
const browsers: ReadonlyMap<string, string> = new Map([
  ['FxiOS', 'Firefox iOS'],
  ['EdgiOS', 'Edge Mobile'],
  ['CriOS', 'Chrome Mobile iOS'],
  ['GSA', 'Google'],
  ['YisouSpider', 'YisouSpider'],
  ['ChatGPT-User', 'ChatGPT-User'],
  ['OAI-SearchBot', 'OAI-SearchBot'],
  ['Electron', 'Electron'],
  ['SamsungBrowser', 'Samsung Internet'],
  ['NX', 'NetFront NX'],
  ['IEMobile', 'IE Mobile'],
]);

/** Marks in a product's name that make it a bot. */
const botMarks = ['Bot', 'bot', 'crawler', 'Crawler'];

/** Notes `tag/version` (the tag table of evaluation §8.1). The order of the questions matters. */
export function scanProduct(tag: string, version: string | undefined, scanned: ScannedAgent): void {
  const { hints } = scanned;
  if (tag === 'Kindle') {
    if (version !== undefined) {
      scanned.system ??= { tag, version };
      scanned.browser = { tag, version };
    }
    scanned.add(tag, version);
    return;
  }

  const browser = browsers.get(tag);
  if (browser !== undefined) {
    if (tag === 'CriOS') hints.add('ios');
    if (tag === 'CriOS' || tag === 'EdgiOS') scanned.unmaskMac();
    scanned.addBrowser(browser, version);
    return;
  }

  switch (tag) {
    case 'Edg':
    case 'Edge':
      scanned.add('Edge', version);
      return;
    case 'OPR':
      scanned.add('Opera', version);
      return;
    case 'HuaweiBrowser':
      hints.add('huawei');
      scanned.add(tag, version);
      return;
    default:
  }

  if (botMarks.some((mark) => tag.includes(mark))) {
    scanned.addBot(tag, version);
    return;
  }

  switch (tag) {
    case 'Mobile':
      hints.add('mobile');
      scanned.add(tag, version);
      return;
    case 'Safari':
      hints.add('safari');
      scanned.add(tag, version);
      return;
    case 'CFNetwork':
      hints.add('cfnetwork');
      hints.add('ios');
      return;
    default:
  }

  if (version?.includes('crawler') === true) hints.add('crawler');
  else if (tag === 'OculusBrowser') scanned.system = { tag: 'Android', version: undefined };
  else scanned.add(tag, version);
}
