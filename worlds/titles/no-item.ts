/** Answers that name no item: a category, a word for nothing, a word for any item, signs alone. */
import { formsOf } from "./said.ts";
import { folded } from "./spelling.ts";

/** Words for nothing and for not knowing, folded, and what forms and examples have in the place of a title. */
const NOTHING = new Set(
  [
    "none, none of these, none of them, none of the above, no one, nothing, nil, null, undefined, nan, n/a, na, not available, not applicable",
    "no title, no answer, no recommendation, no match, no idea, i don't know, don't know, i do not know, dont know, idk, unknown, unsure",
    "not sure, i am not sure, i'm not sure, unclear, tbd, tba, to be determined, to be decided, anything, any, something, whatever, other",
    "yes, no, ok, okay, sure, sorry, i can't, i cannot, i can't answer, no comment, empty, blank, true, false, test, string, text, title",
    "the title, exact title, the exact title, your title, title here, title of the item, name, the name, item, the item, same, the same",
    "keine, keiner, keines, nichts, weiß nicht, ich weiß nicht, unbekannt, aucun, aucune, rien, je ne sais pas, inconnu, ninguno, ninguna",
    "nada, no sé, no lo sé, desconocido, nessuno, nessuna, niente, non so, nenhum, nenhuma, não sei, geen, niets, weet ik niet",
    "нет, ничего, никакой, не знаю, неизвестно, žádný, nevím, nic, żaden, nie wiem, hiçbiri, yok, bilmiyorum",
    "なし, 無し, ありません, わかりません, 分かりません, 不明, 無, 无, 没有, 不知道, 我不知道, 未知, 없음, 모름, 모르겠습니다",
    "لا شيء, لا أعرف, لا يوجد, אין, כלום, לא יודע, कोई नहीं, पता नहीं, मुझे नहीं पता, ไม่มี, ไม่รู้, không, không biết, tidak ada, tidak tahu",
  ].flatMap((line) => line.split(", ").map(folded)),
);

/** Words around a category or in the place of a title that name no item themselves. */
const FILLERS =
  "a an the some any another one good great new more kind of genre category type film films movie movies item items";

/** What the words of a catalogue are, for telling its kinds from its items. */
export interface Words {
  readonly categories: readonly string[];
  readonly noun: { readonly one: string; readonly many: string };
}

/**
 * Whether an answer in the place of a title says nothing that could be an item: ask the title index first, since there are films
 * called "None" and "Drama".
 */
export function namesNoItem(answer: string, { categories, noun }: Words): boolean {
  const fillers = new Set([...FILLERS.split(" "), ...[noun.one, noun.many].flatMap((word) => folded(word).split(" "))]);
  const bare = (text: string) => text.split(" ").filter((word) => word !== "" && !fillers.has(word));
  const kinds = new Set(categories.flatMap((kind) => [folded(kind), bare(folded(kind)).join(" ")]));
  kinds.add("");
  const isKind = (text: string): boolean => kinds.has(folded(text)) || kinds.has(bare(folded(text)).join(" "));
  return formsOf(answer).some((form) => {
    const text = folded(form);
    if (!/[\p{L}\p{N}\p{S}]/u.test(text) || NOTHING.has(text)) return true;
    return isKind(form) || form.split(/[,;|/+&]|\s(?:and|or|und|et|y|e)\s/iu).every(isKind);
  });
}
