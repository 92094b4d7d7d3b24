/** What an author writes into a link: shown as theirs, as text, by the embed, the page and the dialog. */
import { describe, expect, test } from "vitest";
import { type Engine, engines, needs } from "../driver/browsers.ts";
import { useLanes } from "../driver/open-lanes.ts";
import { goAnew, press, says, until, visibleText } from "../driver/reader.ts";

const title = "<img src=x onerror=document.title='hurt'> & more";
const note = "Guess first. ".repeat(3).trim();
const words = `title=${encodeURIComponent(title)}&note=${encodeURIComponent(note)}`;
const setUp = "#work=hash&how=sequential,parallel&tasks=2&size=2000&workers=2";

describe.each(engines)("%s", (engine: Engine) => {
  describe("the author's words", needs(engine), () => {
    const lanes = useLanes(engine);
    const { tab } = lanes;
    const open = async (page: string) => {
      await tab.goto("about:blank");
      await tab.goto(`${lanes.server.url}${page}`);
    };
    const markup = () =>
      tab.evaluate(() => {
        const count = (root: ParentNode): number =>
          [...root.querySelectorAll("*")].reduce(
            (sum, element) =>
              sum +
              (element.matches("img[src=x]") ? 1 : 0) +
              (element.shadowRoot ? count(element.shadowRoot) : 0),
            0,
          );
        return count(document);
      });

    test.each(["embed.html", ""])("stand above the demo as text: /%s", async (page) => {
      await open(`${page}${setUp}&${words}&seed=7`);
      await until(says(tab, "The author of this demo writes:"), "the author's words");
      const text = await visibleText(tab);
      expect(text).toContain(title);
      expect(text).toContain(note);
      expect(await markup()).toBe(0);
    });

    test("the embed asks first, then says what came of the guess", async () => {
      await open(`embed.html${setUp}&show=predict`);
      await until(says(tab, "Which will be the fastest?"), "the question");
      const inGuess = (act: "choose" | "outcome") =>
        tab.evaluate((what: string) => {
          const guess = document
            .querySelector("lanes-embed")
            ?.shadowRoot?.querySelector("lanes-guess")?.shadowRoot;
          if (what === "outcome") return guess?.querySelector("p")?.textContent?.trim() ?? "";
          guess?.querySelector<HTMLInputElement>("input[value=parallel]")?.click();
          return "";
        }, act as string);
      await inGuess("choose");
      await until(() => press(tab, "^\\s*Run"), "the Run button");
      await until(async () => (await inGuess("outcome")) !== "", "the outcome");
      expect(await inGuess("outcome")).toMatch(/^You said parallel[,:.] /);
    });

    test("the dialog has fields for them, and what it gives to paste has them", async () => {
      await goAnew(tab, `${lanes.server.url}${setUp}&title=Before`);
      await until(() => press(tab, "^\\s*Embed this demo"), "the button");
      const dialog = (change?: string) =>
        tab.evaluate((value: string) => {
          const root = document.querySelector("lanes-embed-dialog")?.shadowRoot;
          const field = root?.querySelector<HTMLInputElement>("input#title");
          if (field && value) {
            field.value = value;
            field.dispatchEvent(new Event("input"));
            field.dispatchEvent(new Event("change"));
          }
          return [...(root?.querySelectorAll("textarea") ?? [])].map((area) => area.value);
        }, change ?? "");
      await until(async () => (await dialog()).length === 3, "the dialog");
      expect((await dialog())[0]).toContain("title=Before");
      await dialog("Two & a half");
      await until(
        async () => (await dialog()).every((text) => text.includes("title=Two%20%26%20a%20half")),
        "the new title in all three",
      );
    });
  });
});
