/** The exact prompts and answers of a round, read from the ledger when they are asked for. */
import { useState } from "preact/hooks";
import type { CallText, EpisodePage } from "../../server/shapes.ts";
import { api, useAnswer } from "../base/api.ts";
import { count } from "../base/format.ts";
import { Answer } from "../parts/basics.tsx";

/** Long texts scroll in their box, by keys, too. */
const SCROLLS = { class: "pre", tabIndex: 0 };

export function CallTexts({ run, page, round }: { run: string; page: EpisodePage; round: number }) {
  const [open, setOpen] = useState(false);
  const calls = page.calls.filter((c) => c.round === round);
  return (
    <details open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        Prompts and answers{" "}
        <span class="muted">
          ({calls.length === 0 ? (page.noCalls ?? "none") : `${calls.length} ${calls.length === 1 ? "call" : "calls"}`})
        </span>
      </summary>
      {open && calls.length > 0 ? <Texts {...{ run, episode: page.episode.episode, round, fork: page.fork?.id }} /> : null}
    </details>
  );
}

function Texts({ run, episode, round, fork }: { run: string; episode: number; round: number; fork?: string }) {
  const asked = useAnswer<CallText[]>(api("calls", { run, episode, round, ...(fork === undefined ? {} : { fork }) }));
  return (
    <Answer asked={asked}>{(calls) => calls.map((call) => <Call key={`${call.role}${call.attempt}`} call={call} />)}</Answer>
  );
}

function Call({ call }: { call: CallText }) {
  const { role, attempt, model, inputTokens, outputTokens, cached, ended, fault, messages, answer } = call;
  return (
    <article class="call card">
      <h3>
        {role}
        {attempt === 0 ? "" : `, repair ${attempt}`}{" "}
        <span class="muted">
          {model} · {count(inputTokens)} tokens in, {count(outputTokens)} out{cached ? " · from the cache" : ""}
        </span>
      </h3>
      {messages === null ? <p class="muted">The messages were not kept.</p> : null}
      {messages?.map((m, i) => (
        <details key={i} class="message" open={m.role !== "system"}>
          <summary>{m.role || "message"}</summary>
          <pre {...SCROLLS}>{m.content}</pre>
        </details>
      ))}
      <h3 class="message">answer</h3>
      <pre {...SCROLLS}>{answer}</pre>
      {fault === null ? null : (
        <p>
          Not used: {fault}
          {ended === null ? "" : ` (${ended})`}
        </p>
      )}
    </article>
  );
}
