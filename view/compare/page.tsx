/** Two runs, or two episodes, side by side, with what differs marked. */
export function ComparePage(_: { query: Readonly<Record<string, string>> }) {
  return <p class="empty">…</p>;
}
