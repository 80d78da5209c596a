/** Origins of Studio's page, which a browser may ask the development server from. The same list stands in langgraph.json as `http.cors`. */
export const STUDIO_ORIGINS: readonly string[] = ["https://smith.langchain.com", "https://eu.smith.langchain.com"];
