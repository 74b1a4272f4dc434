import type { PatternNode } from './pattern-node.js';

/**
 * Whether the official SDK can look behind with a pattern: with one of a fixed length always, with others only when
 * nothing in them looks at words or around itself, for it reads those backwards.
 */
export function canLookBehind(node: PatternNode): boolean {
  return optionsOf(node).every((option) => sizeOf(option) !== undefined || !looksAround(option));
}

/** How many characters a pattern takes; undefined when it is not always as many. */
function sizeOf(node: PatternNode): number | undefined {
  switch (node.kind) {
    case 'character':
    case 'set':
      return 1;
    case 'anchor':
    case 'look-behind':
      return 0;
    case 'sequence':
      return node.parts.reduce<number | undefined>((sum, part) => add(sum, sizeOf(part)), 0);
    case 'choice': {
      const [first, ...others] = node.options.map(sizeOf);
      return others.every((other) => other === first) ? first : undefined;
    }
    default: {
      const size = sizeOf(node.node);
      return node.least === node.most && size !== undefined ? size * node.least : undefined;
    }
  }
}

function looksAround(node: PatternNode): boolean {
  switch (node.kind) {
    case 'anchor':
      return !['text-start', 'text-end', 'line-start', 'line-end'].includes(node.anchor);
    case 'look-behind':
      return true;
    case 'sequence':
      return node.parts.some(looksAround);
    case 'choice':
      return node.options.some(looksAround);
    case 'repeat':
      return looksAround(node.node);
    default:
      return false;
  }
}

/** Options at the top may differ in length from each other: each is looked behind with on its own. */
function optionsOf(node: PatternNode): readonly PatternNode[] {
  return node.kind === 'choice' ? node.options : [node];
}

function add(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}
