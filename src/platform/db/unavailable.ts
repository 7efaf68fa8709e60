// What SQLite says when a statement is wrong, or a constraint refuses it: the same statement would fail again.
const OF_THE_STATEMENT =
  /SQLITE_(ERROR|CONSTRAINT|MISMATCH|RANGE|TOOBIG|AUTH|MISUSE)|D1_(TYPE|COLUMN)|^D1_ERROR: (no such|near )/;
const QUERY = 'Failed query: ';

/**
 * Whether an error means that D1 cannot be reached or cannot answer now (lost connection, overload, reset, disk), so
 * that a retry may work. False for a wrong statement, and for every other error.
 */
export function isDatabaseDown(error: unknown): boolean {
  let fromDatabase = false;
  for (let at = error; at instanceof Error; at = at.cause) {
    // The message is the statement with its parameters, which may contain anything: only the cause behind it counts.
    const isQuery = at.message.startsWith(QUERY);
    if (!isQuery && OF_THE_STATEMENT.test(at.message)) return false;
    fromDatabase ||= isQuery || at.message.startsWith('D1_');
  }
  return fromDatabase;
}
