/** Entry of the page: styles, theme, and the application in the body. */
import "./style/base.css";
import "./style/parts.css";
import "./style/grid.css";
import "./style/episode.css";
import { render } from "preact";
import { App } from "./app.tsx";
import { followAddress } from "./base/route.ts";
import { applyTheme } from "./theme.ts";

applyTheme();
followAddress();
render(<App />, document.body);
