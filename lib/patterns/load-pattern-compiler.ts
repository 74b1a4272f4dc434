/**
 * The regular expressions of `str_matches` conditions.
 *
 * Patterns come from whoever may edit the project, so they run on an engine whose time is linear in the text: with
 * JavaScript's own, `(a+)+$` could stall the process. The engine, `re2js`, is loaded when a project first uses a
 * pattern. It speaks another dialect than the official SDK: a pattern is parsed here (`parse-pattern.ts`) and written
 * anew in the engine's syntax (`write-pattern.ts`), so that what matches there matches here (evaluation §6.4).
 */
import type { RE2JS } from 're2js';
import { loosenEnds } from './loosen-ends.js';
import { markText } from './marked-text.js';
import { parsePattern } from './parse-pattern.js';
import { PatternRefusal } from './pattern-refusal.js';
import { SetExpander } from './set-expander.js';
import { type TextForm, formsOf, writePattern } from './write-pattern.js';
import { writtenOutSize } from './written-out-size.js';

/**
 * How much counted repetitions may come to. Measured with patterns of the kind `x[a-z]{1,n}[0-9]` in texts that they nearly
 * match: up to 1,000 copies the engine's table of states holds them, and a thousand characters take some 100 ms the first
 * time and next to nothing later; from 1,200 on it does not, and they take 60 ms each time, with 2,000 copies a second.
 */
const mostWrittenOut = 1000;

/**
 * Says whether a pattern is found anywhere in a text. Never throws; takes time in proportion to the text times the pattern,
 * whose counted repetitions count in full: `\p{L}{1,999}` is a thousand times as dear as `\p{L}+`.
 */
export type PatternSearch = (text: string) => boolean;

/** A pattern that never matches, and why: "look-ahead cannot be run in linear time". */
export interface PatternComplaint {
  readonly pattern: string;
  readonly reason: string;
}

/**
 * Gives the search for a pattern, or undefined when the pattern is not one that the engine can run; then a complaint is
 * added to the given list. Never throws.
 */
export type CompilePattern = (pattern: string, complaints?: PatternComplaint[]) => PatternSearch | undefined;

const beyondAscii = /[^\0-\x7f]/;

/** Loads the engine; the second call gives the same one. */
export async function loadPatternCompiler(): Promise<CompilePattern> {
  const { RE2JS } = await import('re2js');
  return patternCompilerOf(RE2JS);
}

/** A compiler on an engine that is loaded already. */
export function patternCompilerOf(engine: typeof RE2JS): CompilePattern {
  const expander = new SetExpander();

  const search = (pattern: string): PatternSearch => {
    const node = loosenEnds(parsePattern(pattern));
    const size = writtenOutSize(node);
    if (size > mostWrittenOut) {
      throw new PatternRefusal(
        `written out, its counted repetitions come to ${size} pieces, and at most ${mostWrittenOut} can be run`,
      );
    }
    const forms = formsOf(node);
    const compile = (form: TextForm) => engine.compile(writePattern(node, form, expander), engine.LOOKBEHINDS);
    const plain = forms.plain ? compile('plain') : undefined;
    if (!forms.marked) return (text) => plain?.test(text) ?? false;
    const marked = compile('marked');
    return (text) => (plain === undefined || beyondAscii.test(text) ? marked.test(markText(text)) : plain.test(text));
  };

  return (pattern, complaints) => {
    try {
      return search(pattern);
    } catch (error) {
      const reason =
        error instanceof PatternRefusal
          ? error.message
          : `the engine refuses it (${error instanceof Error ? error.message : String(error)})`;
      complaints?.push({ pattern, reason });
      return undefined;
    }
  };
}
