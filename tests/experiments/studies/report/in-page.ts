/** What the browser tests measure inside the page, as source text: it runs there, and the project has no DOM types. */

interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  /** Of its texts, in pixels as shown. */
  readonly smallest: number;
}

interface Contrast {
  readonly text: string;
  readonly ratio: number;
}

const run = <T>(source: string) => source as never as () => T;

/** Every drawing with its box and its smallest text. */
export const drawings = run<Drawing[]>(`[...document.querySelectorAll("svg")].map((svg) => {
  const box = svg.getBoundingClientRect();
  const scale = box.width / svg.viewBox.baseVal.width;
  const sizes = [...svg.querySelectorAll("text")].map((t) => parseFloat(getComputedStyle(t).fontSize) * scale);
  return { width: box.width, height: box.height, left: box.left, right: box.right, smallest: Math.min(...sizes) };
})`);

/** Every text of the page and of its drawings against the nearest ground behind it: a mark in a drawing, or the background of an element. */
export const contrasts = run<Contrast[]>(`(() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => rgba(colour).slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (rgba(colour)[3] === 255) return colour;
    }
    return "white";
  };
  const behind = (text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const marks = [...text.closest("svg").querySelectorAll("rect")].filter((mark) => {
      const r = mark.getBoundingClientRect();
      return r.left <= x && x <= r.right && r.top <= y && y <= r.bottom;
    });
    return marks.length > 0 ? getComputedStyle(marks.at(-1)).fill : ground(text);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === "" || element.localName === "title" || element.localName === "style") continue;
    const text = element.closest("svg text");
    const [front, back] = text ? [getComputedStyle(element).fill, behind(text)] : [getComputedStyle(element).color, ground(element)];
    const [a, b] = [light(front), light(back)];
    found.push({ text: node.data.trim().slice(0, 40), front, back, ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) });
  }
  return found;
})()`);

/** Texts of drawings that lie over one another by more than a pixel and a half, and texts that stand out of their drawing. */
export const collisions = run<string[]>(`[...document.querySelectorAll("svg")].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].filter((t) => t.textContent.trim() !== "");
  const boxes = texts.map((t) => ({ text: t.textContent.trim(), box: t.getBoundingClientRect() }));
  const out = boxes.filter(({ box: b }) => b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 2 || b.bottom > frame.bottom + 2);
  const over = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => {
    const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    return wide > 1.5 && high > 1.5;
  }).map((b) => a.text + " over " + b.text));
  return [...out.map((o) => o.text + " stands out"), ...over].map((what) => (svg.getAttribute("aria-label") ?? "?").slice(0, 40) + ": " + what);
})`);
