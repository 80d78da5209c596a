/** Addresses that providers' own libraries read from the environment: a provider's key goes to the provider alone. */
import { BillpError } from "../../core/errors.ts";
import { originOf } from "../../core/operator.ts";

/** Origin of each provider's service, and the variables by which its library would send the key elsewhere. */
const OWN: Readonly<Record<string, { readonly origin: string; readonly names: readonly string[] }>> = {
  anthropic: { origin: "https://api.anthropic.com", names: ["ANTHROPIC_BASE_URL"] },
  "google-genai": {
    origin: "https://generativelanguage.googleapis.com",
    names: ["GOOGLE_GENAI_BASE_URL", "GOOGLE_GEMINI_BASE_URL"],
  },
  mistralai: { origin: "https://api.mistral.ai", names: ["MISTRAL_BASE_URL", "MISTRAL_SERVER_URL"] },
  groq: { origin: "https://api.groq.com", names: ["GROQ_BASE_URL"] },
  cohere: { origin: "https://api.cohere.com", names: ["CO_API_URL", "COHERE_BASE_URL"] },
  deepseek: { origin: "https://api.deepseek.com", names: ["DEEPSEEK_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_BASE"] },
  xai: { origin: "https://api.x.ai", names: ["XAI_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_BASE"] },
};

/**
 * Refuses a provider whose library would take another address than the provider's own from the environment.
 * @throws BillpError `bad-model` naming the variable.
 */
export function refuseOtherAddress(provider: string, key: string | undefined): void {
  const own = OWN[provider];
  const name = own?.names.find((n) => process.env[n] && originOf(process.env[n] as string) !== own.origin);
  if (name === undefined) return;
  throw new BillpError("bad-model", `${name} names another server than ${own?.origin}, and ${key} goes there alone.`, {
    hint: `Unset ${name}. A server that speaks OpenAI's protocol: openai:MODEL with --base-url, its key in BILLP_API_KEY.`,
  });
}
