import type { PatternComplaint } from 'statsig-nodekit';
import type { ProjectPath } from './complaint.js';
import type { Project, Rule } from './project.js';
import type { Reading } from './reading.js';

/**
 * Complains about regular expressions that this SDK cannot run, such as those with look-ahead or back-references, rather
 * than let them never match. The core, whose own compiler is asked, is loaded only when the project has a `str_matches`
 * condition.
 */
export async function checkPatterns(project: Project, reading: Reading): Promise<void> {
  const patterns = [...patternsOf(project)];
  if (patterns.length === 0) return;
  const { loadPatternCompiler } = await import('statsig-nodekit');
  const compile = await loadPatternCompiler();
  for (const { pattern, path } of patterns) {
    const complaints: PatternComplaint[] = [];
    compile(pattern, complaints);
    for (const { reason } of complaints) {
      reading.complain(path, `"${pattern}" is not a regular expression that the SDK can run: ${reason}`);
    }
  }
}

function* patternsOf(project: Project): Generator<{ readonly pattern: string; readonly path: ProjectPath }> {
  for (const kind of ['gates', 'segments', 'dynamicConfigs'] as const) {
    for (const [name, spec] of Object.entries(project[kind] ?? {})) {
      const rules: readonly Rule[] = spec.rules ?? [];
      for (const [ruleIndex, rule] of rules.entries()) {
        for (const [index, condition] of (rule.if ?? []).entries()) {
          const pattern = condition.str_matches;
          if (typeof pattern !== 'string') continue;
          yield { pattern, path: [kind, name, 'rules', ruleIndex, 'if', index, 'str_matches'] };
        }
      }
    }
  }
}
