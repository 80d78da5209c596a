/** Labels that must not lie on each other. */

/** Positions as near to the wanted ones as a distance of `gap` allows, in the same order. */
export function apart(wanted: readonly number[], gap: number): number[] {
  const order = wanted.map((at, i) => ({ at, i })).sort((a, b) => a.at - b.at || a.i - b.i);
  // Neighbours that are too close form a block around the mean of what its members want; blocks that meet are joined.
  const blocks: { members: number[]; sum: number }[] = [];
  const top = (b: { members: number[]; sum: number }) => b.sum / b.members.length - ((b.members.length - 1) * gap) / 2;
  for (const { at, i } of order) {
    let block = { members: [i], sum: at };
    let above = blocks.at(-1);
    while (above !== undefined && top(block) < top(above) + above.members.length * gap) {
      block = { members: [...above.members, ...block.members], sum: above.sum + block.sum };
      blocks.pop();
      above = blocks.at(-1);
    }
    blocks.push(block);
  }
  const placed = new Array<number>(wanted.length).fill(0);
  for (const block of blocks)
    block.members.forEach((i, k) => {
      placed[i] = top(block) + k * gap;
    });
  return placed;
}
