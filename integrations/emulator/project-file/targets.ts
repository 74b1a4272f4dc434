import { showValue } from './complaint.js';
import type { OperatorFamily } from './operators.js';
import { parseTime } from './parse-time.js';
import type { JsonValue } from './project.js';
import { json, list, type Reader, text } from './readers.js';

/** One text to compare with. Numbers and flags are compared by their text, so they may be written as they are. */
const scalar: Reader<string | number | boolean> = (value, path, reading) => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  reading.complain(path, `expected a text, found ${showValue(value)}`);
  return undefined;
};

const finiteNumber: Reader<number> = (value, path, reading) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  reading.complain(path, `expected a number, found ${showValue(value)}`);
  return undefined;
};

/** Digits joined by dots, with an optional suffix after `-` that comparison leaves out. */
const version: Reader<string> = (value, path, reading) => {
  if (typeof value === 'string' && /^\d+(\.\d+)*(-.*)?$/.test(value)) return value;
  // YAML reads an unquoted 2.10 as the number 2.1: the text that was meant is lost.
  const advice = typeof value === 'number' ? '; put it in quotes' : '';
  reading.complain(path, `expected a version such as "2.3.0", found ${showValue(value)}${advice}`);
  return undefined;
};

const time: Reader<string | number> = (value, path, reading) => {
  if ((typeof value === 'string' || typeof value === 'number') && parseTime(value) !== undefined) return value;
  const expected = 'a time such as "2026-01-31T00:00:00Z", or milliseconds since 1970';
  reading.complain(path, `expected ${expected}, found ${showValue(value)}`);
  return undefined;
};

/** How the target of an operator is read, by the operator's family. */
export const targetReaders: Readonly<Record<OperatorFamily, Reader<JsonValue>>> = {
  texts: list(scalar),
  items: list(scalar),
  pattern: text,
  number: finiteNumber,
  version,
  time,
  equality: json,
  idList: text,
};
