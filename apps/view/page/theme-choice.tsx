/** The switch between light, dark and the system's choice. */
import { useState } from "preact/hooks";
import { applyTheme, THEMES, type Theme, themeNow } from "./theme.ts";

export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(themeNow);
  const choose = (chosen: Theme) => {
    applyTheme(chosen);
    setTheme(chosen);
  };
  return (
    <select aria-label="Colours" value={theme} onChange={(e) => choose(e.currentTarget.value as Theme)}>
      {THEMES.map((t) => (
        <option key={t} value={t}>
          {t}
        </option>
      ))}
    </select>
  );
}
