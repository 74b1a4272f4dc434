import { anyMark, markedPlaces } from './marked-text.js';
import type { Anchor, PatternNode } from './pattern-node.js';
import { PatternRefusal } from './pattern-refusal.js';
import type { SetExpander } from './set-expander.js';
import { writeSet } from './write-set.js';

/** How the texts look that a pattern is written for: as they are, or marked (`markText`). */
export type TextForm = 'plain' | 'marked';

/** Anchors for texts as they are. Those for words hold in ASCII texts alone; the engine lacks the rest. */
const plainAnchors: Readonly<Partial<Record<Anchor, string>>> = {
  'text-start': '\\A',
  'text-end': '\\z',
  'line-start': '(?m:^)',
  'line-end': '(?m:$)',
  'word-boundary': '\\b',
  'no-word-boundary': '\\B',
};

/** Anchors for marked texts. Each place is behind its mark. */
const markedAnchors: Readonly<Record<Anchor, string>> = {
  'text-start': `(?<=\\A${anyMark})`,
  'text-end': '\\z',
  'line-start': `(?<=(?:\\A|\\n)${anyMark})`,
  'line-end': '(?m:$)',
  'last-line-end': `(?<=${markedPlaces['last-line-end']})`,
  'word-boundary': `(?<=${markedPlaces['word-boundary']})`,
  'no-word-boundary': `(?<=${markedPlaces['no-word-boundary']})`,
  'word-start': `(?<=${markedPlaces['word-start']})`,
  'word-end': `(?<=${markedPlaces['word-end']})`,
  'no-word-before': `(?<=${markedPlaces['no-word-before']})`,
  'no-word-after': `(?<=${markedPlaces['no-word-after']})`,
};

/** Which texts a pattern has to be written for. */
export function formsOf(node: PatternNode): { readonly plain: boolean; readonly marked: boolean } {
  const anchors = new Set(anchorsOf(node));
  const isWordBound = anchors.has('word-boundary') || anchors.has('no-word-boundary');
  const isPlain = [...anchors].every((anchor) => plainAnchors[anchor] !== undefined);
  return { plain: isPlain, marked: isWordBound || !isPlain };
}

/** Writes a pattern in the engine's syntax, for a search anywhere. @throws PatternRefusal for what the engine cannot run. */
export function writePattern(node: PatternNode, form: TextForm, expander: SetExpander): string {
  const written = write(node, form, expander);
  // A match must not begin between a character and its mark.
  return form === 'marked' ? `(?<=${anyMark})${written}` : written;
}

function write(node: PatternNode, form: TextForm, expander: SetExpander): string {
  switch (node.kind) {
    case 'character':
      return behindMark(writeCharacter(node.code, node.anyCase), form);
    case 'set':
      return behindMark(writeSet(node.set, node.anyCase, expander), form);
    case 'anchor':
      return writeAnchor(node.anchor, form);
    case 'sequence':
      return node.parts.map((part) => write(part, form, expander)).join('');
    case 'choice':
      return `(?:${node.options.map((option) => write(option, form, expander)).join('|')})`;
    case 'repeat':
      return `(?:${write(node.node, form, expander)}){${node.least},${node.most ?? ''}}`;
    default: {
      // What is looked back at begins at a place, that is, behind a mark.
      const start = form === 'marked' ? anyMark : '';
      return `(?<${node.isNegated ? '!' : '='}${start}${write(node.node, form, expander)})`;
    }
  }
}

/** In marked texts a character takes its mark with it. */
function behindMark(written: string, form: TextForm): string {
  return form === 'marked' ? `(?:${written}${anyMark})` : written;
}

function writeCharacter(code: number, anyCase: boolean): string {
  const character = String.fromCodePoint(code);
  // Only letters and digits are sure to mean nothing else.
  const written = /^[\p{L}\p{Nd}]$/u.test(character) ? character : `\\x{${code.toString(16)}}`;
  return anyCase ? `(?i:${written})` : written;
}

function writeAnchor(anchor: Anchor, form: TextForm): string {
  const written = form === 'marked' ? markedAnchors[anchor] : plainAnchors[anchor];
  if (written === undefined) throw new PatternRefusal(`the anchor ${anchor} needs a marked text`);
  return written;
}

function anchorsOf(node: PatternNode): readonly Anchor[] {
  switch (node.kind) {
    case 'anchor':
      return [node.anchor];
    case 'sequence':
      return node.parts.flatMap(anchorsOf);
    case 'choice':
      return node.options.flatMap(anchorsOf);
    case 'repeat':
    case 'look-behind':
      return anchorsOf(node.node);
    default:
      return [];
  }
}
