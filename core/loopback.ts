/** Names of this machine's loopback interface in Host and Origin headers. A foreign page that resolves its own name to 127.0.0.1 has none of them. */

/** The name in a Host header, in small letters, without port and brackets; empty for what is none. */
export function hostName(host: string): string {
  const match = /^(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9](?:[a-z0-9.-]{0,252})))(?::\d{1,5})?$/i.exec(host);
  return (match?.[1] ?? match?.[2] ?? "").toLowerCase();
}

/** Whether a name or address is this machine's loopback: localhost, 127.0.0.0/8, ::1. */
export function isLoopbackName(name: string): boolean {
  return name === "localhost" || name === "::1" || /^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(name);
}

/** Whether an Origin header is a page of the loopback interface. */
export function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, hostname, origin: parsed } = new URL(origin);
  const http = protocol === "http:" || protocol === "https:";
  return http && parsed === origin && isLoopbackName(hostname.replace(/^\[|\]$/g, ""));
}
