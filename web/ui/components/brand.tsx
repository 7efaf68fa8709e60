/** The mark of the app: a sheet with a folded corner. */
export function BrandMark({ size = 26 }: { size?: number }) {
  return (
    <svg className="brand-mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" className="brand-ground" />
      <path d="M9 8.5h9.5L23 13v10.5H9z" className="brand-sheet" />
      <path d="M18.5 8.5 23 13h-4.5z" className="brand-fold" />
      <path d="M12 15.5h8M12 18h8M12 20.5h5" className="brand-lines" />
    </svg>
  );
}
