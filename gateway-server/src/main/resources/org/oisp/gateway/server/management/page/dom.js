/** Elements. A string always becomes text, never markup; the page's content security policy forbids markup from strings elsewhere. */

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

/** Sets a text if it differs, so an unchanged text costs the browser nothing and is not read aloud again. */
export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export const byId = id => document.getElementById(id);

/** A peer's text within a sentence of the page: its writing direction does not affect the rest. */
export const foreign = (text, attributes = {}) => el('bdi', attributes, text);

/** Announces a text to screen readers. For rare events, since it is read aloud. */
export function announce(text) {
  say(byId('announcer'), text);
}

/** Children in the order of the keys. Each is created once and then only updated, so focus and selection stay. */
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
