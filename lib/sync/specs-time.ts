import { cutText } from '../specs/cut-text.js';

/**
 * The `time` of specs as they were received: when the project last changed. Offers a pause after each entry. Undefined when the
 * text is not JSON, has no time, or only says that there is nothing new. Unit: milliseconds since the Unix epoch.
 */
export function* findSpecsTime(text: string): Generator<void, number | undefined> {
  let time: number | undefined;
  try {
    for (const part of cutText(text)) {
      if (part.kind === 'field' && part.field === 'has_updates' && part.value === false) return undefined;
      if (part.kind === 'field' && part.field === 'time' && typeof part.value === 'number') time = part.value;
      yield;
    }
    return time;
  } catch {
    // Not specs, so they tell no time; whoever asks may overwrite them.
    return undefined;
  }
}
