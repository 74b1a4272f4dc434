/**
 * The regular-expression engine of `str_matches` conditions.
 *
 * Patterns come from whoever may edit the project, so they run on an engine whose time is linear in the text: with
 * JavaScript's own, `(a+)+$` could stall the process. The engine is loaded when a project first uses a pattern.
 */

/** Gives the search for a pattern, or undefined when the pattern is not one that the engine can run. */
export type CompilePattern = (pattern: string) => ((text: string) => boolean) | undefined;

/** Loads the engine (`re2js`); the second call gives the same one. */
export async function loadPatternCompiler(): Promise<CompilePattern> {
  const { RE2JS } = await import('re2js');
  return (pattern) => {
    try {
      const compiled = RE2JS.compile(pattern);
      return (text) => compiled.test(text);
    } catch {
      // Not a pattern, or one with look-around or back-references, which no linear-time engine runs: it matches nothing.
      return undefined;
    }
  };
}
