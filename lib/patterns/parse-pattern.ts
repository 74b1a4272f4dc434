import { canLookBehind } from './look-behind-size.js';
import { allButNewline, everything } from './named-sets.js';
import type { PatternNode } from './pattern-node.js';
import { PatternReader } from './pattern-reader.js';
import { PatternRefusal } from './pattern-refusal.js';
import { readClass } from './read-class.js';
import { readEscape } from './read-escape.js';
import { type PatternFlags, noFlags, readFlags } from './read-flags.js';
import { readQuantifier } from './read-quantifier.js';

/** How deep groups may be nested, in the official SDK too. */
const maxDepth = 250;

/** Left out under the flag `x`. */
const blanks = new Set([' ', '\t', '\n', '\r']);

const nothing: PatternNode = { kind: 'sequence', parts: [] };

/**
 * Parses a pattern of the official SDK's dialect: that of Rust's `regex`, and what `fancy-regex` adds to it
 * (evaluation §6.4).
 *
 * @throws PatternRefusal when it is not one, or holds what no engine runs in linear time
 */
export function parsePattern(pattern: string): PatternNode {
  return new PatternParser(pattern).parse();
}

/** Groups hold what a pattern holds, so the steps call each other. */
class PatternParser {
  readonly #reader: PatternReader;
  /** The flags here. Those that a group sets hold behind it too, unless it is of the form `(?:…)`: as in the official SDK. */
  #flags: PatternFlags = noFlags;
  #depth = 0;

  constructor(pattern: string) {
    this.#reader = new PatternReader(pattern);
  }

  parse(): PatternNode {
    const node = this.#readChoice();
    if (this.#reader.peek() !== undefined) throw new PatternRefusal('a group closes that was not opened');
    return node;
  }

  /** Reads options up to the end of the group. */
  #readChoice(): PatternNode {
    const options: PatternNode[] = [];
    let parts: PatternNode[] = [];
    let isBehindFlags = false;
    for (;;) {
      this.#skipBlanks();
      if (isBehindFlags) this.#refuseQuantifier();
      const character = this.#reader.peek();
      if (character === undefined || character === ')') break;
      if (this.#reader.take('|')) {
        options.push(inSequence(parts));
        parts = [];
        isBehindFlags = false;
        continue;
      }
      const node = this.#readPiece();
      isBehindFlags = node === undefined;
      if (node !== undefined) parts.push(this.#readRepetition(node));
    }
    return options.length === 0 ? inSequence(parts) : { kind: 'choice', options: [...options, inSequence(parts)] };
  }

  #readRepetition(node: PatternNode): PatternNode {
    this.#skipBlanks();
    if (!isRepeatable(node)) this.#refuseQuantifier();
    const quantifier = readQuantifier(this.#reader, () => this.#skipBlanks());
    return quantifier === undefined ? node : { kind: 'repeat', node, ...quantifier };
  }

  #refuseQuantifier(): void {
    if (readQuantifier(this.#reader, () => this.#skipBlanks()) === undefined) return;
    throw new PatternRefusal('there is nothing to repeat before a quantifier');
  }

  /** Reads one piece; undefined when it is flags, which stand for nothing. */
  #readPiece(): PatternNode | undefined {
    const { anyCase, multiLine, dotAll } = this.#flags;
    const character = this.#reader.next('a character');
    switch (character) {
      case '(':
        return this.#readGroup();
      case '[':
        return { kind: 'set', set: readClass(this.#reader), anyCase };
      case '.':
        return { kind: 'set', set: dotAll ? everything : allButNewline, anyCase: false };
      case '^':
        return { kind: 'anchor', anchor: multiLine ? 'line-start' : 'text-start' };
      case '$':
        return { kind: 'anchor', anchor: multiLine ? 'line-end' : 'text-end' };
      case '\\': {
        const escape = readEscape(this.#reader);
        if (escape.kind === 'nothing') return nothing;
        return escape.kind === 'anchor' ? escape : { ...escape, anyCase };
      }
      case '*':
      case '+':
      case '?':
        throw new PatternRefusal('there is nothing to repeat before a quantifier');
      default:
        // A brace that begins no quantifier is a character, also behind a quantifier.
        return { kind: 'character', code: character.codePointAt(0) ?? 0, anyCase };
    }
  }

  /** Reads a group after its opening bracket; undefined when it only sets flags. */
  #readGroup(): PatternNode | undefined {
    this.#skipBlanks();
    if (!this.#reader.take('?')) return captured(this.#readGroupBody());
    this.#skipBlanks();
    if (this.#reader.take(':')) return this.#readScope(this.#flags);
    if (this.#reader.take('<=')) return this.#readLookBehind(false);
    if (this.#reader.take('<!')) return this.#readLookBehind(true);
    this.#refuseUnrunnable();
    if (this.#takeName()) return captured(this.#readGroupBody());
    const flags = readFlags(this.#reader, this.#flags);
    if (this.#reader.take(':')) return this.#readScope(flags);
    this.#reader.takeUntil(')', 'a group');
    this.#flags = flags;
    return undefined;
  }

  /** Reads a group with flags of its own. */
  #readScope(flags: PatternFlags): PatternNode {
    const outerFlags = this.#flags;
    this.#flags = flags;
    const body = this.#readGroupBody();
    this.#flags = outerFlags;
    return body;
  }

  #readGroupBody(): PatternNode {
    this.#depth += 1;
    if (this.#depth > maxDepth) throw new PatternRefusal('its groups are nested too deep');
    const body = this.#readChoice();
    this.#depth -= 1;
    if (!this.#reader.take(')')) throw new PatternRefusal('a group does not close');
    return body;
  }

  #readLookBehind(isNegated: boolean): PatternNode {
    const node = this.#readGroupBody();
    if (!canLookBehind(node)) {
      throw new PatternRefusal('a look-behind of no fixed length holds a word boundary, \\Z or another look-behind');
    }
    return { kind: 'look-behind', node, isNegated };
  }

  #refuseUnrunnable(): void {
    const reader = this.#reader;
    if (reader.peek() === '=' || reader.peek() === '!')
      throw new PatternRefusal('look-ahead cannot be run in linear time');
    if (reader.peek() === '>') throw new PatternRefusal('atomic groups cannot be run in linear time');
    if (reader.peek() === '(') throw new PatternRefusal('conditional groups cannot be run in linear time');
    if (reader.take('P=') || reader.take('P>'))
      throw new PatternRefusal('back-references cannot be run in linear time');
  }

  /** Reads the name of a group, which is of no matter: `(?<name>`, `(?P<name>` or `(?'name'`. */
  #takeName(): boolean {
    const reader = this.#reader;
    const close = reader.take('P<') || reader.take('<') ? '>' : reader.take("'") ? "'" : undefined;
    if (close === undefined) return false;
    const name = reader.takeUntil(close, 'the name of a group');
    if (!/^[\p{Alphabetic}\p{N}_]+$/u.test(name)) throw new PatternRefusal(`"${name}" is no name of a group`);
    return true;
  }

  /** Skips comments, and blanks where the flag `x` is set. */
  #skipBlanks(): void {
    const reader = this.#reader;
    const { verbose } = this.#flags;
    for (;;) {
      if (verbose) reader.takeWhile((character) => blanks.has(character));
      if (reader.take('(?#')) reader.takeUntil(')', 'a comment');
      else if (verbose && reader.take('#')) reader.takeWhile((character) => character !== '\n');
      else return;
    }
  }
}

function inSequence(parts: readonly PatternNode[]): PatternNode {
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind: 'sequence', parts };
}

/** A group with a number may be repeated whatever it holds: as a choice of one it is not taken for what it holds. */
function captured(body: PatternNode): PatternNode {
  return { kind: 'choice', options: [body] };
}

/** Whether a quantifier may follow. What takes nothing cannot be repeated, but for the anchors. */
function isRepeatable(node: PatternNode): boolean {
  if (node.kind === 'anchor') return node.anchor !== 'last-line-end';
  return node.kind !== 'look-behind' && !(node.kind === 'sequence' && node.parts.length === 0);
}
