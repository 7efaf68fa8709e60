/** Signatures of the parts of a ZIP archive (APPNOTE.TXT 4.3). */
export const SIGNATURES = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;

/** The lengths of those parts without their names, extra fields and comments. */
export const LENGTHS = { local: 30, central: 46, end: 22, end64: 56, locator64: 20 } as const;

/** Bits of the flags of an entry. */
export const FLAGS = { encrypted: 1, stronglyEncrypted: 1 << 6, utf8: 1 << 11, masked: 1 << 13 } as const;

/** How the bytes of an entry are kept. */
export const METHODS = { stored: 0, deflated: 8 } as const;

/** The value of a field whose number is in the extra field of ZIP64. */
export const IN_EXTRA = 0xffffffff;

/** The extra field of ZIP64. */
export const ZIP64 = 0x0001;
