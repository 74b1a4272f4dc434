import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** How long a file must be quiet before it is read: editors write in several steps. */
const quietMs = 50;

/** How often files are looked at where the system tells nothing (network and container mounts). */
const lookEveryMs = 1_000;

/** A watch that can be ended, and pointed at other files. */
export interface FileWatch {
  /** Watches these files from now on. Absolute paths. */
  setFiles(files: readonly string[]): void;
  close(): void;
}

/**
 * Calls back soon after one of the files changed, appeared or went away. Watches the folders, because many editors write
 * a new file and rename it over the old one. Never keeps the process alive, and never throws.
 */
export function watchFiles(files: readonly string[], onChange: () => void): FileWatch {
  let watched = new Set(files);
  let folders: FSWatcher[] = [];
  let fingerprint: string | undefined;
  let isClosed = false;
  let quiet: NodeJS.Timeout | undefined;

  const changed = (): void => {
    clearTimeout(quiet);
    quiet = setTimeout(onChange, quietMs).unref();
  };
  const look = async (): Promise<void> => {
    const seen = await fingerprintOf(watched);
    if (isClosed) return;
    if (fingerprint !== undefined && fingerprint !== seen) changed();
    fingerprint = seen;
  };
  const lookSafely = (): void => {
    // `fingerprintOf` answers for files that cannot be looked at, so nothing is left to fail here.
    look().catch(changed);
  };
  const open = (): void => {
    for (const folder of folders) folder.close();
    folders = [...new Set([...watched].map((file) => dirname(file)))].flatMap((folder) =>
      watchFolder(folder, (name) => {
        if ([...watched].some((file) => dirname(file) === folder && (name === null || basename(file) === name)))
          changed();
      }),
    );
  };

  open();
  lookSafely();
  const timer = setInterval(lookSafely, lookEveryMs).unref();
  return {
    setFiles(next) {
      const same = next.length === watched.size && next.every((file) => watched.has(file));
      if (same || isClosed) return;
      watched = new Set(next);
      fingerprint = undefined;
      open();
    },
    close() {
      isClosed = true;
      clearTimeout(quiet);
      clearInterval(timer);
      for (const folder of folders) folder.close();
    },
  };
}

function watchFolder(folder: string, onChange: (name: string | null) => void): FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => onChange(name));
    // A folder that goes away ends its watch; looking at the files goes on.
    watcher.on('error', () => watcher.close());
    return [watcher];
  } catch {
    // Not every file system can be watched; looking at the files every second finds changes as well.
    return [];
  }
}

async function fingerprintOf(files: Iterable<string>): Promise<string> {
  const parts = [...files].map(async (file) => {
    try {
      const { mtimeMs, size, ino } = await stat(file);
      return `${mtimeMs}:${size}:${ino}`;
    } catch {
      // A file that is away for the moment of a rename has a fingerprint of its own.
      return 'absent';
    }
  });
  return (await Promise.all(parts)).join('|');
}
