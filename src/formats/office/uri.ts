/** An address as a URI: Word opens no file in which one has other characters. */
export function uri(address: string): string {
  return address
    .toWellFormed()
    .replace(/%(?![0-9a-f]{2})|[^!#$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]/gi, (sign) => encodeURIComponent(sign));
}
