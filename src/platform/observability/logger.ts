/** Fields of a log line; never a token, a password, a cookie or a document's text. */
export type LogFields = Record<string, string | number | boolean | null | undefined>;

/** Writes one JSON object per line. */
export interface Logger {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** A logger that adds `context` to every line. */
export function logger(context: LogFields = {}): Logger {
  const write = (level: 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) => {
    const line = JSON.stringify({ level, message, at: new Date().toISOString(), ...context, ...fields });
    // biome-ignore lint/suspicious/noConsole: the console is the platform's log
    console[level](line);
  };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}
