/** Closed vocabulary of what may be learned from one live person and shown in another one's prompts; categories and numbers come besides. */

/** Words in their base form. None names a person, a place, an item or a model, and none speaks to a model of its instructions. */
const BASE = `
a about above across after afterwards again against all alike almost alone along already also alternate although always among an and another any anyone anything
are around as at attention audience avoid away back bad balance be because become been before begin beginning being below best better between beyond blend block bore boredom
both break breadth breaks bring broad broaden but by came can carefully case catalogue category cause change chance choice choose chose chosen clear clearly close closely combine
come common consecutive consider consistent contrast contrasting counter count cut dark decide decline decrease deep diagnosis did differ difference different disappoint disappointed disappointing
disappointment dislike distinct diverse diversify diversity do does done double down drama draw drawn drift drop due during each earlier early easily effect eight either else
end ended ending engage engaged engagement enjoy enough entire episode especially even evenly ever every everyone everything evidence example excellent except expect experience explore
exposure fade fail fall familiar far fare fast fatigue favour favor favourite favorite feel fell felt few fewer finally find first fit five flat follow for form found four fourth frequent frequently
fresh from full further gap general generally genre get give given go good gradually grew group grow had half happen happy hard has have having he heavy help her high highly his
history hold how however if immediate immediately important improve in include increase indicate instead intense interest interested interesting interleave into is it item its itself join just
keep kept kind know knew known lack last late later lead leading least leave leaves leaving left length less lesson let level light like likely liked likes limit little long longer look loss lost lot low lower made
main mainly maintain make many match matter may mean meant medium middle might mild mind mix mixture moderate moment monotony mood more most mostly move much must near nearly need negative
neither never new next nine no none nor not note nothing now number occasional occasionally of off offer offered often on once one only open or order other otherwise out over overall own
pace pair part particular pattern pause people per perhaps period persist person pick place plan play please pleased poor popular position positive possible prefer preference present previous
principle probably process prolong promising prove put quality quick quickly quiet quit quite rapid rare rarely rate rated rating rather reach reaction reason receive recent recently recommend recommendation
recover reduce refresh regular regularly rely remain remember repeat repeated repeatedly repetition repetitive respond response rest result return revisit rise rose rotate rotation round row
run same sat saturate saturation saw score second see seem seen sensitive separate sequence series session set seven several share shared she shift short should show shown side sign
similar similarity since single six slow slowly small so some someone something sometimes soon space spread stable start state stay stayed steady step still stop straight streak strong strongly style
sub subject succession successive such sudden suggest suit sum sure surprise surprising switch take taste ten tend tension than that the their them then there therefore these they thing
think third this those though three threshold through throughout time tire tired to together tolerate tone too took total toward towards tried trust try turn twice two type typical typically under unexpected
unfamiliar unless unlike until up upon use useful user usual usually value variation varied variety various vary very via wait want was watch way weak well went were what when where whether which while
who whole don doesn didn isn wasn aren t why wide widely will with within without word work worse worst worth would yet zero
`;

const words = new Set(BASE.trim().split(/\s+/));

/** Whether a word, or what it is an inflected form of, is in the vocabulary. @param word Lower case, without marks. */
export function isLessonWord(word: string): boolean {
  if (words.has(word)) return true;
  const stems = ["s", "es", "d", "ed", "ing", "ly", "er", "est", "ness"].flatMap((end) => {
    if (!word.endsWith(end) || word.length - end.length < 3) return [];
    const stem = word.slice(0, -end.length);
    return [stem, `${stem}e`, stem.replace(/i$/, "y"), stem.replace(/(.)\1$/, "$1")];
  });
  return stems.some((stem) => words.has(stem));
}
