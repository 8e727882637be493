/** The mark of Bulkhead: a hull divided by walls. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" style={{ flex: "none" }}>
      <rect width="32" height="32" rx="7" fill="var(--bh-accent)" />
      <path
        d="M9 8v16M16 8v16M23 8v16"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        opacity=".5"
      />
      <path d="M7 12.5h18M7 19.5h18" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" />
    </svg>
  );
}
