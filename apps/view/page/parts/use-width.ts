/** The width of an element, kept up to date, so that drawings have text of one size at any width. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Give `ref` to the element; the width is 0 until it has been laid out. */
export function useWidth<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}
