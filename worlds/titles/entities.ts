/** HTML character references, as rating logs and models carry them over from web pages. */

const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", shy: "", deg: "°", middot: "·" },
  ...{ lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", laquo: "«", raquo: "»", ndash: "–", mdash: "—", hellip: "…" },
  ...{ szlig: "ß", aelig: "æ", AElig: "Æ", oelig: "œ", OElig: "Œ", oslash: "ø", Oslash: "Ø", eth: "ð", ETH: "Ð", thorn: "þ" },
  ...{ THORN: "Þ", iexcl: "¡", iquest: "¿", frac12: "½", frac14: "¼", frac34: "¾", sup2: "²", sup3: "³", times: "×" },
};

/** Combining marks by the ending that HTML gives accented letters, such as `&eacute;`. */
const ACCENTS: Readonly<Record<string, string>> = {
  ...{ grave: "\u0300", acute: "\u0301", circ: "\u0302", tilde: "\u0303", uml: "\u0308", ring: "\u030a", cedil: "\u0327" },
  caron: "\u030c",
};

/** The text with its references resolved, doubled ones (`&amp;amp;`) as well. What is no reference stays as it is. */
export function decodeEntities(text: string): string {
  let [before, now] = ["", text];
  for (let pass = 0; pass < 3 && now !== before && now.includes("&"); pass++) {
    before = now;
    now = now.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+\d{0,2}));/gi, (whole, decimal, hex, name) => {
      if (name === undefined) return letterOf(decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)) ?? whole;
      return NAMED[name] ?? accented(name) ?? whole;
    });
  }
  return now;
}

function letterOf(code: number): string | undefined {
  const isLetter = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isLetter ? String.fromCodePoint(code) : undefined;
}

function accented(name: string): string | undefined {
  const mark = ACCENTS[name.slice(1)];
  return mark === undefined ? undefined : `${name[0]}${mark}`.normalize("NFC");
}
