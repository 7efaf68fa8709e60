// What SQLite says of a statement that is wrong, or that a constraint refuses: the same again would fail again.
const OF_THE_STATEMENT =
  /SQLITE_(ERROR|CONSTRAINT|MISMATCH|RANGE|TOOBIG|AUTH|MISUSE)|D1_(TYPE|COLUMN)|^D1_ERROR: (no such|near )/;
const QUERY = 'Failed query: ';

/**
 * Whether an error says that D1 cannot be reached or cannot answer now (lost connection, overload, reset, disk), so that
 * the same may work later. False for what is wrong with a statement, and for every other error.
 */
export function isDatabaseDown(error: unknown): boolean {
  let fromDatabase = false;
  for (let at = error; at instanceof Error; at = at.cause) {
    // The statement with its parameters, which may say anything: the cause behind it counts.
    const isQuery = at.message.startsWith(QUERY);
    if (!isQuery && OF_THE_STATEMENT.test(at.message)) return false;
    fromDatabase ||= isQuery || at.message.startsWith('D1_');
  }
  return fromDatabase;
}
