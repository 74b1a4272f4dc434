import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { type Complaint, formatComplaint } from './complaint.js';
import { locateJsonError } from './locate-json-error.js';
import { parseDocument } from './parse-document.js';
import { checkProject } from './parse-project.js';
import type { JsonObject, Project } from './project.js';
import { ProjectFileError } from './project-file-error.js';
import { looksLikeRawSpecs, namesOfSpecs, readRawSpecs } from './read-raw-specs.js';
import { isMap } from './readers.js';
import { type Locate, Reading } from './reading.js';

/** A project with everything that its file refers to, or the wire-format payload that stood in the file instead. */
export type LoadedProject =
  | {
      readonly kind: 'project';
      readonly project: Project;
      /** The ids of the segments that name an `idListFile`, by segment. */
      readonly idsFromFiles: ReadonlyMap<string, readonly string[]>;
      /** The payload that `raw` names. */
      readonly raw?: JsonObject;
      /** Absolute paths of all files that were read. */
      readonly files: readonly string[];
    }
  | {
      readonly kind: 'raw';
      readonly specs: JsonObject;
      /** The payload as it was written: numbers keep digits that a JavaScript number would lose. */
      readonly text?: string;
      readonly files: readonly string[];
    };

/**
 * Reads a project file (YAML or JSON), or a file with a wire-format payload, told apart by shape.
 * @param path Absolute, or relative to the working directory; complaints name the file as it is given here.
 * @throws {ProjectFileError} when a file cannot be read, is malformed, or has mistakes.
 */
export async function loadProject(path: string): Promise<LoadedProject> {
  const text = await readProjectFile(path, { file: path, line: 1, column: 1, path: '' });
  const file = resolve(path);
  if (extname(path).toLowerCase() === '.json') {
    // A payload of megabytes is not worth an index of positions: those are only made for what turns out a project.
    const value = parseJson(text, path);
    if (looksLikeRawSpecs(value)) return { kind: 'raw', specs: checkRawSpecs(value, path), text, files: [file] };
  }
  const { value, locate } = await parseDocument(text, path);
  if (looksLikeRawSpecs(value)) return { kind: 'raw', specs: checkRawSpecs(value, path), files: [file] };
  return loadValue(value, { file: path, folder: dirname(file), locate, files: [file] });
}

/**
 * Checks a project that is given as an object, and reads the files that it names, relative to the working directory. An
 * object with the shape of a wire-format payload is taken as one.
 * @throws {ProjectFileError} as {@link loadProject}, with paths instead of lines.
 */
export async function loadProjectObject(value: Project | JsonObject): Promise<LoadedProject> {
  if (looksLikeRawSpecs(value)) return { kind: 'raw', specs: checkRawSpecs(value, 'project'), files: [] };
  return loadValue(value, { file: 'project', folder: process.cwd(), files: [] });
}

interface ValueOrigin {
  readonly file: string;
  readonly folder: string;
  readonly locate?: Locate;
  readonly files: readonly string[];
}

async function loadValue(value: unknown, { file, folder, locate, files }: ValueOrigin): Promise<LoadedProject> {
  const placeOf = (...path: string[]): Omit<Complaint, 'message'> => ({
    file,
    ...(locate?.(path, 'value') ?? { line: 0, column: 0 }),
    path: path.join('.'),
  });
  const rawFile = isMap(value) && typeof value['raw'] === 'string' ? value['raw'] : undefined;
  const rawPath = rawFile === undefined ? undefined : resolve(folder, rawFile);
  const raw =
    rawPath === undefined || rawFile === undefined
      ? undefined
      : checkRawSpecs(parseJson(await readProjectFile(rawPath, placeOf('raw')), rawFile), rawFile);
  const origin = { file, ...(locate && { locate }), ...(raw && { rawNames: namesOfSpecs(raw) }) };
  const project = await checkProject(value, origin);

  const idsFromFiles = new Map<string, readonly string[]>();
  const listFiles: string[] = [];
  for (const [name, segment] of Object.entries(project.segments ?? {})) {
    if (segment.idListFile === undefined) continue;
    const path = resolve(folder, segment.idListFile);
    const text = await readProjectFile(path, placeOf('segments', name, 'idListFile'));
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    idsFromFiles.set(
      name,
      lines.filter((line) => line !== '' && !line.startsWith('#')),
    );
    listFiles.push(path);
  }
  const all = [...files, ...(rawPath === undefined ? [] : [rawPath]), ...listFiles];
  return { kind: 'project', project, idsFromFiles, ...(raw && { raw }), files: all };
}

async function readProjectFile(path: string, place: Omit<Complaint, 'message'>): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? fileErrors[String(error.code)] : undefined;
    const message = `cannot read ${path}: ${reason ?? String(error)}`;
    throw new ProjectFileError([{ ...place, message }], { cause: error });
  }
}

const fileErrors: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = locateJsonError(text) ?? { offset: 0, message: `not valid JSON: ${String(error)}` };
    const before = text.slice(0, found.offset).split('\n');
    const column = (before.at(-1)?.length ?? 0) + 1;
    const complaint = { file, line: before.length, column, path: '', message: found.message };
    throw new ProjectFileError([complaint], { cause: error });
  }
}

function checkRawSpecs(value: unknown, file: string): JsonObject {
  const reading = new Reading(file);
  const specs = readRawSpecs(value, reading);
  if (specs === undefined) throw new ProjectFileError(reading.complaints);
  return specs;
}

/** The text of any failure to load a project, as it is shown on a terminal: complaints one per line. */
export function describeLoadError(error: unknown): string {
  if (error instanceof ProjectFileError) return error.complaints.map(formatComplaint).join('\n');
  return error instanceof Error ? error.message : String(error);
}
