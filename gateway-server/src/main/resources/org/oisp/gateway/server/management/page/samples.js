/** The samples of the last quarter of an hour, and columns made of them for charts. */

const KEPT_MS = 900_000;
/** Samples come each second; a longer pause is a gap, over which no line is drawn. */
const GAP_MS = 2500;

export class Samples {
  #list = [];

  /** Takes the gateway's history. Samples from before a restart of the gateway stay. */
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

/** Samples from a time on, with null at each gap. */
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

/** The tags with a count in these samples, and the one that is always shown, in the given order; unknown tags last. */
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
