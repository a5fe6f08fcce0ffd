type Child = Node | string | null;

export interface Attributes {
  readonly [name: string]: string | number | boolean | null | undefined;
}

/** An element with its attributes and children. What is text stays text, whatever it says. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  set(made, attributes);
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function drawing<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  set(made, attributes);
  made.append(...children);
  return made;
}

/** Missing, null and false: without the attribute. */
export function set(one: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) one.removeAttribute(name);
    else one.setAttribute(name, value === true ? '' : String(value));
  }
}
