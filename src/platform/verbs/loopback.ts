/** Whether an address is on this machine (RFC 6761: `localhost` and all names under it are). */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return /^(?:[^/]+\.)?localhost$|^\[::1\]$|^127\.\d+\.\d+\.\d+$/.test(hostname);
}
