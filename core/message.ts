/** One message of a prompt, as every chat model takes it. */
export interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}
