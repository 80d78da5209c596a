/** Light, dark, or as the system says; remembered in this browser. */

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "billp-theme";

/** The chosen theme. */
export function themeNow(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find((t) => t === stored) ?? "system";
}

/** Puts the chosen theme, or a new one, into force. */
export function applyTheme(theme: Theme = themeNow()): void {
  localStorage.setItem(KEY, theme);
  document.documentElement.dataset.theme = theme;
}
