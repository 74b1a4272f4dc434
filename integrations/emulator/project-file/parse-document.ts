import type { Document, ErrorCode, LineCounter, Pair } from 'yaml';
import { type Complaint, formatPath, type Position, type ProjectPath } from './complaint.js';
import { ProjectFileError } from './project-file-error.js';
import type { Locate } from './reading.js';

/** The content of a YAML or JSON text, and where each part of it stands. */
export interface ParsedDocument {
  readonly value: unknown;
  readonly locate: Locate;
}

/**
 * Parses YAML or JSON. The parser is loaded on first use.
 * @throws {ProjectFileError} for text that is not YAML, and for keys that stand twice in one map.
 */
export async function parseDocument(text: string, file: string): Promise<ParsedDocument> {
  const yaml = await import('yaml');
  const lines = new yaml.LineCounter();
  // Keys that stand twice are looked for here, so that the complaint can name the key and the first line.
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const complaints: Complaint[] = document.errors.map((error) => ({
    file,
    ...positionOf(lines, error.pos[0]),
    path: '',
    message: `not valid YAML: ${clearerWords[error.code] ?? error.message}`,
  }));
  if (complaints.length === 0) complaints.push(...duplicateKeys(yaml, document, { lines, file }));
  if (complaints.length > 0) throw new ProjectFileError(complaints);
  try {
    return { value: document.toJS(), locate: locator(yaml, document, lines) };
  } catch (error) {
    // An alias to what does not exist, or so many that the text would unfold without end.
    const message = `not valid YAML: ${error instanceof Error ? error.message : String(error)}`;
    throw new ProjectFileError([{ file, line: 1, column: 1, path: '', message }], { cause: error });
  }
}

/** The parser's words for the mistakes that people make most say little to whoever made them. */
const clearerWords: Readonly<Partial<Record<ErrorCode, string>>> = {
  BLOCK_AS_IMPLICIT_KEY: 'a second `: ` in one line; put the text after the first in quotes',
  MULTIPLE_DOCS: 'a second document starts here; a project is one document, without `---` in between',
  TAB_AS_INDENT: 'a tab; indent with spaces',
};

type Yaml = typeof import('yaml');

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function duplicateKeys(
  yaml: Yaml,
  document: Document.Parsed,
  { lines, file }: { readonly lines: LineCounter; readonly file: string },
): Complaint[] {
  const complaints: Complaint[] = [];
  yaml.visit(document, {
    Map(_key, map, ancestors) {
      const first = new Map<string, number>();
      for (const { key } of map.items) {
        if (!yaml.isScalar(key)) continue;
        const name = keyText(key.value);
        const offset = key.range?.[0] ?? 0;
        const earlier = first.get(name);
        if (earlier === undefined) {
          first.set(name, offset);
          continue;
        }
        const path = formatPath([...pathTo(yaml, ancestors, map), name]);
        const message = `\`${name}\` stands twice; the first is on line ${positionOf(lines, earlier).line}`;
        complaints.push({ file, ...positionOf(lines, offset), path, message });
      }
    },
  });
  return complaints;
}

function pathTo(yaml: Yaml, ancestors: readonly unknown[], node: unknown): ProjectPath {
  const chain = [...ancestors, node];
  return chain.flatMap((parent, index): (string | number)[] => {
    const child = chain[index + 1];
    if (yaml.isPair(parent) && yaml.isScalar(parent.key)) return [keyText(parent.key.value)];
    if (yaml.isSeq(parent) && child !== undefined) return [parent.items.indexOf(child)];
    return [];
  });
}

/** Follows paths through the document. A path that leaves it (a key that is missing) is found at its last part. */
function locator(yaml: Yaml, document: Document.Parsed, lines: LineCounter): Locate {
  return (path, part) => {
    let node: unknown = document.contents;
    let offset = rangeStart(node) ?? 0;
    for (const [index, step] of path.entries()) {
      const resolved: unknown = yaml.isAlias(node) ? node.resolve(document) : node;
      const next = childOf(yaml, resolved, step);
      if (next === undefined) break;
      const isLast = index === path.length - 1;
      const keyStart = rangeStart(next.key);
      node = next.value;
      offset = (isLast && part === 'key' ? keyStart : rangeStart(node)) ?? keyStart ?? offset;
    }
    return positionOf(lines, offset);
  };
}

function childOf(yaml: Yaml, node: unknown, step: string | number): { key?: unknown; value: unknown } | undefined {
  if (yaml.isSeq(node)) return typeof step === 'number' && step in node.items ? { value: node.items[step] } : undefined;
  if (!yaml.isMap(node)) return undefined;
  const matches = (pair: Pair): boolean => yaml.isScalar(pair.key) && keyText(pair.key.value) === step;
  const pair = node.items.find(matches);
  return pair && { key: pair.key, value: pair.value };
}

/** The text that a key has in the parsed value: an absent one is empty. */
function keyText(key: unknown): string {
  return typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean' ? String(key) : '';
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const start: unknown = node.range[0];
  return typeof start === 'number' ? start : undefined;
}
