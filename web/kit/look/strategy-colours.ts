/** Gives every page the colour of each strategy as a custom property: var(--sequential) and so on. */
import { strategies, strategyEntry } from "../../spec/strategies.ts";

const properties = strategies.map((how) => {
  const { light, dark } = strategyEntry(how).colour;
  return `--${how}: light-dark(${light}, ${dark});`;
});
const sheet = new CSSStyleSheet();
sheet.replaceSync(`:root { ${properties.join(" ")} }`);
document.adoptedStyleSheets.push(sheet);
