/**
 * Lets the event loop through before every model call.
 * The offline model never waits for anything, and without this neither Ctrl-C nor a timer is heard while it plays.
 */
import { setImmediate } from "node:timers/promises";
import { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { RunnableConfig } from "@langchain/core/runnables";

class Breath extends BaseCallbackHandler {
  readonly name = "breath";

  constructor() {
    super({ _awaitHandler: true });
  }

  override async handleChatModelStart(): Promise<void> {
    await setImmediate();
  }
}

/** Config of an episode's invoke, for `RunOptions.traceOf`. */
export function withBreath(): RunnableConfig {
  return { callbacks: [new Breath()] };
}
