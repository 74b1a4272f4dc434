import type { PatternNode } from './pattern-node.js';

type End = 'start' | 'end';

/**
 * The same search with less to do: where a pattern begins or ends with a repetition, the least number of copies is found
 * wherever more of them are, for a match may begin later and end earlier. So `.*@example\.com` becomes `@example\.com`, and
 * `x{1,999}y` becomes `xy`.
 */
export function loosenEnds(node: PatternNode): PatternNode {
  return loosen(loosen(node, 'start'), 'end');
}

function loosen(node: PatternNode, end: End): PatternNode {
  switch (node.kind) {
    case 'repeat':
      return node.least === 0 ? { kind: 'sequence', parts: [] } : { ...node, most: node.least };
    case 'choice':
      return { ...node, options: node.options.map((option) => loosen(option, end)) };
    case 'sequence':
      return { ...node, parts: loosenParts(node.parts, end) };
    default:
      return node;
  }
}

/** What stands behind an outermost part that is nothing now is the outermost itself. */
function loosenParts(parts: readonly PatternNode[], end: End): readonly PatternNode[] {
  const outermost = end === 'start' ? parts[0] : parts.at(-1);
  if (outermost === undefined) return parts;
  const loose = loosen(outermost, end);
  const others = end === 'start' ? parts.slice(1) : parts.slice(0, -1);
  if (loose.kind === 'sequence' && loose.parts.length === 0) return loosenParts(others, end);
  return end === 'start' ? [loose, ...others] : [...others, loose];
}
