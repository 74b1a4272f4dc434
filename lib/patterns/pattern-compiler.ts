import { RE2JS } from 're2js';
import { type CompilePattern, patternCompilerOf } from './load-pattern-compiler.js';

/** The same as `loadPatternCompiler` gives, at once: importing this file loads the engine (8 ms). */
export function patternCompiler(): CompilePattern {
  return patternCompilerOf(RE2JS);
}
