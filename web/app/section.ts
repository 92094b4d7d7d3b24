/** Links to a part of the page, such as `/#simple-test`: a fragment that names it and sets nothing up. */

const sections: ReadonlyMap<string, string> = new Map([
  ["#simple-test", "lanes-simple-test"],
  ["#sweep", "lanes-sweep"],
]);

/** The element that `hash` leads to; undefined if it leads to none. */
export function sectionOf(hash: string): string | undefined {
  return sections.get(hash);
}

/** Scrolls to the element once it is there: its script comes when the page is ready. */
export async function showSection(root: ParentNode, element: string): Promise<void> {
  await customElements.whenDefined(element);
  const section = root.querySelector<HTMLElement & { updateComplete?: Promise<unknown> }>(element);
  await section?.updateComplete;
  section?.scrollIntoView({ block: "start" });
}
