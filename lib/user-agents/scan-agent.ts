import { agentWords, startsWithDigit, trimWord } from './agent-words.js';
import { scanProduct } from './scan-product.js';
import { ScannedAgent } from './scanned-agent.js';

/** Bots whose names are several words. `Compilance` is how that bot spells itself. */
const longBotNames: readonly (readonly [string, string, string])[] = [
  ['Better', 'Uptime', 'Bot'],
  ['Radius', 'Compilance', 'Bot'],
  ['Uptime', 'Monitoring', 'Bot'],
];

/** Gathers products and hints from an agent, word by word (evaluation §8.1). The order of the questions matters. */
export function scanAgent(agent: string): ScannedAgent {
  const words = agentWords(agent);
  const scanned = new ScannedAgent();
  for (let index = 0; index < words.length; index += 1) {
    if (words[index] !== '') index += scanWord(words, index, scanned);
  }
  return scanned;
}

/** Scans the word at an index; says how many of the following words it used up. */
function scanWord(words: readonly string[], index: number, scanned: ScannedAgent): number {
  const word = words[index] ?? '';
  const next = words[index + 1] ?? '';
  const afterNext = words[index + 2] ?? '';
  const { hints } = scanned;

  if (word.startsWith('AppleTV')) {
    scanned.add('ATV OS X');
    return 1;
  }
  if (word === 'like') return next === 'Mac' && afterNext === 'OS' ? 3 : 0;
  if (word === 'Mac' && next === 'OS') {
    hints.add('mac');
    // Without the X the official parser steps over a word more than it reads, as with the version of iOS below.
    return scanSystem('Mac OS X', words, index + (afterNext === 'X' ? 3 : 2), scanned) + 2;
  }
  if (word === 'iOS' || word === 'iPadOS') {
    hints.add('ios');
    return scanSystem('iOS', words, index + 1, scanned) + 1;
  }
  if (word === 'iPhone' && next === 'OS') return scanSystem('iOS', words, index + 2, scanned) + 1;
  if (word.startsWith('iPad')) return scanAppleDevice('iPad', word, scanned);
  if (word.startsWith('iPhone')) return scanAppleDevice('iPhone', word, scanned);
  if (word.startsWith('Apple-iPhone7C2')) {
    hints.add('ios');
    scanned.add('iPhone');
    return 0;
  }
  if (word === 'CPU' && next === 'OS') {
    const version = versionIn(afterNext);
    scanned.add('CPU OS', version);
    return version === undefined ? 1 : 2;
  }
  switch (word) {
    case 'CrOS':
      // Between the name and the version stands the processor, or nothing.
      return versionIn(next) === undefined
        ? scanSystem('Chrome OS', words, index + 2, scanned) + 1
        : scanSystem('Chrome OS', words, index + 1, scanned);
    case 'CrKey':
      scanned.add('Chromecast');
      return 0;
    case 'PlayStation':
      hints.add('playstation');
      scanned.add('PlayStation');
      return 0;
    case 'Android':
    case 'Ubuntu':
      return scanSystem(word, words, index + 1, scanned);
    case 'MSIE': {
      const version = versionIn(next);
      scanned.addBrowser('IE', version);
      return version === undefined ? 0 : 1;
    }
    case 'Mobile':
      hints.add('mobile');
      scanned.add('Mobile');
      return 0;
    case 'Linux':
    case 'linux':
      hints.add('linux');
      scanned.add('Linux');
      return 0;
    default:
  }
  if (word === 'Windows' && next === 'Phone') return scanSystem('Windows Phone', words, index + 2, scanned) + 1;
  if (word.startsWith('Windows')) return scanWindows(words, index, scanned);
  if (word === 'Yahoo!' && next === 'Slurp') return addTwoWords('Yahoo! Slurp', scanned);
  if (word === 'Red' && next === 'Hat') return addTwoWords('Red Hat', scanned);
  if (word === 'Nintendo' && next === '3DS') return addTwoWords('NetFront NX', scanned);
  if (isTiny(word)) return 0;
  scanNamed(word, next, afterNext, scanned);
  return 0;
}

/** Notes an operating system with the version at an index, if one stands there; says how many words that took. */
function scanSystem(tag: string, words: readonly string[], versionIndex: number, scanned: ScannedAgent): number {
  const version = versionIn(words[versionIndex] ?? '');
  scanned.addSystem(tag, version);
  return version === undefined ? 0 : 1;
}

function scanWindows(words: readonly string[], index: number, scanned: ScannedAgent): number {
  scanned.hints.add('windows');
  const next = words[index + 1] ?? '';
  if (next === 'NT') return scanSystem('Windows', words, index + 2, scanned) === 0 ? 0 : 2;
  if (next.startsWith('XP')) {
    scanned.addSystem('Windows', 'XP');
    return 1;
  }
  return scanSystem('Windows', words, index + 1, scanned);
}

/** `iPhone12,1` carries the model after the name. */
function scanAppleDevice(device: string, word: string, scanned: ScannedAgent): number {
  scanned.hints.add('ios');
  const [model = ''] = word.slice(device.length).split(device, 1);
  scanned.add(device, textIn(trimWord(model)));
  return 0;
}

function addTwoWords(tag: string, scanned: ScannedAgent): number {
  scanned.add(tag);
  return 1;
}

/** A word that is none of the service's special cases: a bot of several words, or `product/version`. */
function scanNamed(word: string, next: string, afterNext: string, scanned: ScannedAgent): void {
  const bot = longBotNames.find(([first, second, third]) => word === first && next === second && afterNext === third);
  if (bot !== undefined) scanned.addBot(bot.join(' '));
  else if (word === 'AdsBot-Google-Mobile') scanned.addBot('AdsBot-Google');
  else {
    const separatorAt = word.search(/[/;:]/);
    const tag = separatorAt < 0 ? '' : trimWord(word.slice(0, separatorAt));
    const version = separatorAt < 0 ? undefined : textIn(trimWord(word.slice(separatorAt + 1)));
    scanProduct(tag === '' ? word : tag, version, scanned);
  }
}

/** Words of at most two bytes of UTF-8 say nothing. */
function isTiny(word: string): boolean {
  if (word.length > 2) return false;
  return word.length === 1 ? word.charCodeAt(0) < 0x800 : word.charCodeAt(0) < 0x80 && word.charCodeAt(1) < 0x80;
}

function versionIn(word: string): string | undefined {
  return startsWithDigit(word) ? word : undefined;
}

function textIn(text: string): string | undefined {
  return text === '' ? undefined : text;
}
