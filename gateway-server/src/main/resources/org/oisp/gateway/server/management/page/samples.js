/** The samples of the last quarter of an hour, and columns made of them for charts. */

const KEPT_MS = 900_000;
/** Samples come each second; a longer pause is a gap, over which no line is drawn. */
const GAP_MS = 2500;

export class Samples {
  #list = [];

  /** What the gateway remembers. What only this page has seen, before the gateway started anew, stays. */
  remember(history) {
    const first = history.length > 0 ? history[0].at : Infinity;
    this.#list = [...this.#list.filter(sample => sample.at < first), ...history];
    this.#forget();
  }

  add(sample) {
    const last = this.latest();
    if (!last || sample.at > last.at) {
      this.#list.push(sample);
      this.#forget();
    }
  }

  latest() {
    return this.#list.at(-1) ?? null;
  }

  all() {
    return this.#list;
  }

  #forget() {
    const newest = this.latest()?.at ?? 0;
    const keep = this.#list.findIndex(sample => sample.at >= newest - KEPT_MS);
    if (keep > 0) {
      this.#list.splice(0, keep);
    }
  }
}

/** Samples with a null wherever there is a gap, from a time on. */
export function withGaps(samples, from) {
  const rows = [];
  let before = null;
  for (const sample of samples) {
    if (sample.at < from) {
      continue;
    }
    if (before && sample.at - before.at > GAP_MS) {
      rows.push({at: before.at + 1000, sample: null});
    }
    rows.push({at: sample.at, sample});
    before = sample;
  }
  return rows;
}

/** The tags that have counted anything in these samples, and one that is always there, in the given order. Unknown ones come last. */
export function tagsIn(rows, group, order, always) {
  const found = new Set(always === null ? [] : [always]);
  for (const {sample} of rows) {
    for (const tag in sample?.[group]) {
      found.add(tag);
    }
  }
  const place = tag => (order.includes(tag) ? order.indexOf(tag) : order.length);
  return [...found].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}
