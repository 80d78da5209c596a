/** Titles in many scripts, made from syllables by a seeded draw, each with its look-alikes: what an eye or a folding takes for the same. */
import { makeRandom } from "../../../core/random.ts";

/** Words by script. Marks of Indic, Thai, Arabic and Hebrew words, й and が are letters; dropping them makes other words. */
export const SCRIPTS: Readonly<Record<string, readonly string[]>> = {
  latin: ["Rocky", "Amélie", "Straße", "Año", "Zażółć", "Ærø", "İzmir", "Người", "Face/Off", "C++", "C#", "M*A*S*H", "Sé7en"],
  cyrillic: ["Мой", "Мои", "Ёлки", "Елки", "Їжак", "Війна", "Замок", "Ќе", "Летят", "журавли"],
  greek: ["Ζορμπάς", "Ταξίδι", "Ποτέ", "ΟΔΟΣ", "στα", "Κύθηρα"],
  devanagari: ["दल", "दिल", "दाल", "देव", "मदर", "इंडिया", "शोले", "लगान"],
  bengali: ["পথের", "পাঁচালী", "অপু", "অপুর", "জল", "জলসা"],
  tamil: ["நாயகன்", "நாயகி", "தளபதி", "கண்", "கான்"],
  telugu: ["మాయా", "మాయ", "బజార్", "బాహుబలి"],
  thai: ["รัก", "รก", "สุริโยไท", "ผี", "ผ้า", "น้ำ"],
  arabic: ["كتاب", "كُتّاب", "باب", "بَابُ", "الحديد", "الأرض"],
  hebrew: ["ספר", "סֵפֶר", "שָׁלוֹם", "שלום", "ואלס"],
  han: ["英雄", "千與千尋", "千与千寻", "霸王別姬", "無間道", "七人"],
  kana: ["かき", "がき", "ハハ", "パパ", "ババ", "となり", "トトロ"],
  hangul: ["기생충", "올드보이", "아가씨", "마더", "괴물"],
  symbols: ["★", "♥", "💔", "👨‍👩‍👧", "?!", "...", "+1", "-1", "½", "√2", "$", "#", "∞", "(*)"],
};

const SEQUELS = ["", " 2", " II", " III", " IV", " 3", ": Part II", " 3D", "²", " 2.0", "!", "?", "+"];

/** `count` different titles, scripts in turn. */
export function manyTitles(count: number, seed: number): string[] {
  const random = makeRandom(seed, 1);
  const pick = (from: readonly string[]) => from[random.int(from.length)] as string;
  const scripts = Object.values(SCRIPTS);
  const titles = new Set<string>();
  for (let k = 0; titles.size < count; k++) {
    const words = scripts[k % scripts.length] as string[];
    const name = Array.from({ length: 1 + random.int(3) }, () => pick(words)).join(" ");
    const article = words === SCRIPTS.latin && random.int(4) === 0 ? pick(["The ", "A "]) : "";
    titles.add(`${article}${name}${pick(SEQUELS)}${random.int(2) === 0 ? ` (${1930 + random.int(95)})` : ""}`);
  }
  return [...titles];
}

/** Other titles that look like this one, none of them equal to it. */
export function lookAlikes(title: string): string[] {
  const year = /\((\d{4})\)$/.exec(title)?.[1];
  const name = title.replace(/ \(\d{4}\)$/, "");
  const made = [
    title.normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC"),
    title.normalize("NFKC"),
    title.replace(/[^\p{L}\p{N} ()]/gu, ""),
    title.replace(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim(),
    title.toLowerCase(),
    title.toUpperCase(),
    name,
    year === undefined ? `${title} (1999)` : `${name} (${Number(year) + 1})`,
    ...[" 2", " II", " III", " IV", "+", "#", "!", "?"].map((end) => `${name}${end}${year === undefined ? "" : ` (${year})`}`),
    `The ${title}`,
    title.replace(/^(The|A) /, ""),
    `${name.replace(/^(The|A) /, "")}, The${year === undefined ? "" : ` (${year})`}`,
    title.replace(/и/g, "й"),
    title.replace(/&/g, "&amp;"),
    `12. ${title}`,
    `"${title}"`,
    [...title].slice(0, -1).join(""),
  ];
  return [...new Set(made)].filter((other) => other !== title && other.trim() !== "" && other === other.trim());
}
