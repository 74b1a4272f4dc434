/** How a block of a document takes part in the compilation, from the word after the language. */
export type DocBlockKind = 'program' | 'continued' | 'fragment';

/** A fenced code block of a Markdown document. */
export interface DocBlock {
  readonly language: 'ts' | 'js';
  readonly kind: DocBlockKind;
  /** Line of the document, from 1, on which the code begins. */
  readonly line: number;
  readonly code: string;
}

const languages: Readonly<Record<string, DocBlock['language']>> = {
  ts: 'ts',
  typescript: 'ts',
  js: 'js',
  javascript: 'js',
  mjs: 'js',
};
const kinds: Readonly<Record<string, DocBlockKind>> = { '': 'program', continued: 'continued', fragment: 'fragment' };

/**
 * The TypeScript and JavaScript blocks of a document, in order.
 * @throws when a block is not closed, or is marked with a word that means nothing.
 */
export function extractDocBlocks(markdown: string): DocBlock[] {
  const blocks: DocBlock[] = [];
  const lines = markdown.split('\n');
  let open: { fence: string; info: string; indent: number; start: number } | undefined;
  for (const [index, line] of lines.entries()) {
    if (open === undefined) {
      const [, indent = '', fence, info = ''] = /^( *)(`{3,}|~{3,})\s*([^`]*)$/.exec(line) ?? [];
      if (fence !== undefined) open = { fence, info: info.trim(), indent: indent.length, start: index + 1 };
    } else if (line.trim().startsWith(open.fence) && /^(`+|~+)$/.test(line.trim())) {
      const block = toBlock(open.info, open.start + 1, lines.slice(open.start, index), open.indent);
      if (block !== undefined) blocks.push(block);
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`The code block that starts on line ${open.start} is not closed.`);
  return blocks;
}

function toBlock(info: string, line: number, lines: readonly string[], indent: number): DocBlock | undefined {
  const [name = '', ...marks] = info.split(/\s+/);
  const language = languages[name.toLowerCase()];
  if (language === undefined) return undefined;
  const kind = kinds[marks.join(' ')];
  if (kind === undefined) {
    throw new Error(
      `Line ${line - 1}: a code block is marked "${marks.join(' ')}"; known are "continued" and "fragment".`,
    );
  }
  return { language, kind, line, code: lines.map((text) => text.slice(indent)).join('\n') };
}
