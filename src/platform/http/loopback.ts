/** Whether an address is of this very machine (RFC 6761: `localhost` and all names under it are). */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return /^(?:[^/]+\.)?localhost$|^\[::1\]$|^127\.\d+\.\d+\.\d+$/.test(hostname);
}
