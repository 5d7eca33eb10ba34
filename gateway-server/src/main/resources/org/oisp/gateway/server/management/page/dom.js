/** Elements. Whatever text is given becomes text: no string is ever read as markup here, and the page's policy forbids it elsewhere. */

/** Makes an element; children are elements, texts, or null for none. An attribute that is false or null is left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? '' : String(value));
    }
  }
  fill(made, ...children);
  return made;
}

/** Gives an element these children instead of those that it has. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined && child !== ''));
  return element;
}

/** Sets a text if it is another: an unchanged one is no work for the browser, and no news for a screen reader. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export const byId = id => document.getElementById(id);

/** A stranger's text within a sentence of ours: its direction of writing ends with it. */
export const foreign = (text, attributes = {}) => el('bdi', attributes, text);

/** Tells those who do not see the page. For rare things: it is read aloud. */
export function announce(text) {
  say(byId('announcer'), text);
}

/** Children in the order of the keys, each made once and then only brought up to date: focus and selection stay where they are. */
export function keyed(parent, items, keyOf, make, update) {
  const known = parent.keyedChildren ??= new Map();
  const wanted = new Set(items.map(keyOf));
  for (const [key, child] of known) {
    if (!wanted.has(key)) {
      child.remove();
      known.delete(key);
    }
  }
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    let child = known.get(key);
    if (!child) {
      child = make(item);
      known.set(key, child);
    }
    if (child === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(child, place);
    }
    update?.(child, item);
  }
}
