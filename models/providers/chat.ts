/** Chat-model factory for `provider:model` strings: each provider's library only when it is named. A key alone switches nothing on. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { BillpError, messageOf } from "../../core/errors.ts";
import type { Operator } from "../../core/operator.ts";
import { isOfflineSpec, OFFLINE_MODELS, type ResolvedSettings } from "../../core/settings.ts";
import { refuseOtherAddress } from "./addresses.ts";
import { clientFor } from "./fitted-fetch.ts";
import { openaiAccess } from "./server.ts";

/** Options of {@link loadChat}. */
export interface LoadOptions {
  settings: Pick<ResolvedSettings, "temperature">;
  /** Address and keys. */
  operator: Operator;
  /** The models in this process, which the caller knows. */
  offline: (spec: string) => BaseChatModel | Promise<BaseChatModel>;
  /** Time-out of the client itself; the role client has its own, so this only closes sockets. */
  timeoutMs?: number;
}

/** Other providers: the package to install, its class, and the variable that holds its key (none: no key needed). */
const PROVIDERS: Record<string, { chat?: string; key?: string }> = {
  anthropic: { chat: "ChatAnthropic", key: "ANTHROPIC_API_KEY" },
  "google-genai": { chat: "ChatGoogleGenerativeAI", key: "GOOGLE_API_KEY" },
  mistralai: { chat: "ChatMistralAI", key: "MISTRAL_API_KEY" },
  groq: { chat: "ChatGroq", key: "GROQ_API_KEY" },
  cohere: { chat: "ChatCohere", key: "COHERE_API_KEY" },
  deepseek: { chat: "ChatDeepSeek", key: "DEEPSEEK_API_KEY" },
  xai: { chat: "ChatXAI", key: "XAI_API_KEY" },
  ollama: { chat: "ChatOllama" },
};

/** Provider and model of a specification. */
export function splitSpec(spec: string): { provider: string; model: string } {
  const at = spec.indexOf(":");
  return { provider: spec.slice(0, at), model: spec.slice(at + 1) };
}

/** The chat model of a specification. */
export async function loadChat(spec: string, options: LoadOptions): Promise<BaseChatModel> {
  if (isOfflineSpec(spec)) return options.offline(knownOffline(spec));
  const { provider, model } = splitSpec(spec);
  if (provider === "openai") return openaiChat(spec, model, options);
  const module = await providerModule(spec, provider);
  const Class = module[PROVIDERS[provider]!.chat!] as (new (fields: object) => BaseChatModel) | undefined;
  if (!Class)
    throw new BillpError("bad-model", `@langchain/${provider} has no ${PROVIDERS[provider]!.chat}.`, { hint: install(provider) });
  return new Class({ model, temperature: options.settings.temperature, maxRetries: 0 });
}

function knownOffline(spec: string): string {
  if ((OFFLINE_MODELS as readonly string[]).includes(spec)) return spec;
  throw new BillpError("bad-model", `There is no offline model ${spec}.`, { hint: `Known: ${OFFLINE_MODELS.join(", ")}.` });
}

async function openaiChat(spec: string, model: string, options: LoadOptions): Promise<BaseChatModel> {
  const { createOpenAiChat } = await import("./openai-chat.ts");
  const { apiKey, configuration } = openaiAccess(spec, options.operator);
  // OpenAI's reasoning models refuse any temperature but their own.
  const reasoning = options.operator.server === null && /^(o\d|gpt-5(?!-chat))/.test(model);
  return createOpenAiChat({
    model,
    apiKey,
    maxRetries: 0, // only our retries count
    useResponsesApi: false,
    ...(reasoning ? {} : { temperature: options.settings.temperature }),
    ...(options.timeoutMs ? { timeout: options.timeoutMs } : {}),
    configuration: { ...configuration, ...clientFor(spec, configuration) },
  });
}

/** The provider's LangChain package, which is not among our dependencies. */
export async function providerModule(spec: string, provider: string): Promise<Record<string, unknown>> {
  const known = Object.hasOwn(PROVIDERS, provider) ? PROVIDERS[provider] : undefined;
  if (!known) {
    throw new BillpError("bad-model", `Unknown provider ${provider} in ${spec}.`, {
      hint: `Known: ${OFFLINE_MODELS.join(", ")}, openai, ${Object.keys(PROVIDERS).join(", ")}. Other servers that speak OpenAI's protocol: openai:MODEL with --base-url.`,
    });
  }
  let module: Record<string, unknown>;
  try {
    module = (await import(`@langchain/${provider}`)) as Record<string, unknown>;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ERR_MODULE_NOT_FOUND";
    const why = missing ? "is not installed" : `does not load: ${messageOf(error)}`;
    throw new BillpError("bad-model", `${spec} needs the package @langchain/${provider}, which ${why}.`, {
      hint: install(provider),
    });
  }
  if (known.key && !process.env[known.key])
    throw new BillpError("bad-model", `${spec} needs a key, and ${known.key} is not set.`, { hint: `Set ${known.key}.` });
  refuseOtherAddress(provider, known.key);
  return module;
}

function install(provider: string): string {
  return `npm install @langchain/${provider}`;
}
