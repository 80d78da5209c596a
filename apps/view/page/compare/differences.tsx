/** Figures of two tests over the users of both, with the difference and its interval. Colour is for what leaves out 0 alone. */
import type { Comparison, ComparisonRow } from "../../server/shapes.ts";
import { figure, percent, signed } from "../base/format.ts";

export function Differences({ comparison: { pairs, rows, notes } }: { comparison: Comparison }) {
  return (
    <div>
      <h2>Figures of the test</h2>
      {notes.map((note) => (
        <p key={note} class="notice gap">
          {note}
        </p>
      ))}
      {rows.length === 0 ? null : (
        <>
          <table class="plain-table">
            <thead>
              <tr>
                <td />
                <th scope="col">
                  <span class="tag a">A</span>
                </th>
                <th scope="col">
                  <span class="tag b">B</span>
                </th>
                <th scope="col">B − A, 95 % interval</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </tbody>
          </table>
          <p class="total">
            {pairs} users, each in both; shares differ by percentage points. Intervals: other users, these two trainings; each row
            for itself. A difference is marked where its interval leaves out 0; any other may be chance. What other trainings
            would change takes runs with several seeds: docs/statistics.md.
          </p>
        </>
      )}
    </div>
  );
}

function Row({ row: { name, about, percent: share, a, b, difference, interval, holds } }: { row: ComparisonRow }) {
  const show = (value: number) => (share ? percent(value) : figure(value));
  const change = (value: number) => (share ? signed(100 * value, 0) : signed(value));
  return (
    <tr>
      <th scope="row" title={about}>
        {name}
      </th>
      <td>{show(a)}</td>
      <td>{show(b)}</td>
      <td class={holds ? "differs" : "muted"}>
        {difference === null ? "–" : change(difference)}
        {interval === null ? null : (
          <small class="span">
            {change(interval[0])} to {change(interval[1])}
          </small>
        )}
      </td>
    </tr>
  );
}
