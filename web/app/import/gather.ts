/** What a drop holds: files and folders. */
export type Dropped = FileSystemEntry | File;

/** A file or a folder that is to be imported: its name, and its files by their paths in it. */
export interface Source {
  name: string;
  /** One file under its own name, or those of a folder. */
  files: Map<string, File>;
  isFolder: boolean;
}

/** The most files that a folder may have. One more is gathered, which tells that there are more. */
export const MOST_FILES = 10_000;

/** Reads what was dropped: each file and each folder is a source. What cannot be read is an empty one. */
export async function gather(dropped: readonly Dropped[]): Promise<Source[]> {
  return Promise.all(
    dropped.map(async (one): Promise<Source> => {
      if (one instanceof File) return fileSource(one);
      const files = new Map<string, File>();
      try {
        await readEntry(one, files);
      } catch {
        files.clear();
      }
      return { name: one.name, files, isFolder: one.isDirectory };
    }),
  );
}

/** Files that were chosen, each a source; those of a chosen folder are one. */
export function chosen(list: readonly File[]): Source[] {
  const folders = new Map<string, Source>();
  const sources: Source[] = [];
  for (const file of list) {
    const [name = '', ...rest] = file.webkitRelativePath.split('/');
    if (rest.length === 0) {
      sources.push(fileSource(file));
      continue;
    }
    let folder = folders.get(name);
    if (folder === undefined) {
      folder = { name, files: new Map(), isFolder: true };
      folders.set(name, folder);
      sources.push(folder);
    }
    if (folder.files.size <= MOST_FILES) folder.files.set(rest.join('/'), file);
  }
  return sources;
}

function fileSource(file: File): Source {
  return { name: file.name, files: new Map([[file.name, file]]), isFolder: false };
}

async function readEntry(entry: FileSystemEntry, files: Map<string, File>, path = ''): Promise<void> {
  if (files.size > MOST_FILES) return;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    files.set(path === '' ? entry.name : path, file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const some = () => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  // It gives up to a hundred at a time.
  for (let entries = await some(); entries.length > 0; entries = await some())
    for (const one of entries) await readEntry(one, files, path === '' ? one.name : `${path}/${one.name}`);
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
