/** Shortens the journal: entries that say the same become one, and many entries of one kind become a group. */

/** How far apart two entries of one event may be, in ms. */
const TOGETHER = 5000;
/** The number of entries of a kind that make a group. */
const MANY = 5;
/** The longest time between two entries of a group, in ms. */
const PAUSE = 30_000;

/**
 * The same without entries that another entry implies: a refusal ends its connection, and a device is gone when the gateway ends its
 * connection. Entries are newest first.
 */
export function withoutTwins(entries) {
  const said = new Map();
  for (const entry of entries) {
    if (entry.peer && (entry.kind === 'refused' || entry.kind === 'dropped')) {
      const key = entry.peer + ' ' + (entry.kind === 'refused' ? 'registration_refused' : entry.outcome + (entry.device ?? ''));
      said.set(key, [...said.get(key) ?? [], entry.at]);
    }
  }
  const isSaid = (key, at) => (said.get(key) ?? []).some(other => Math.abs(other - at) < TOGETHER);
  return entries.filter(entry => !(entry.kind === 'dropped' && entry.outcome === 'registration_refused' && isSaid(entry.peer + ' registration_refused', entry.at)
    || entry.kind === 'gone' && isSaid(entry.peer + ' ' + entry.outcome + (entry.device ?? ''), entry.at)));
}

/** Groups of entries, newest first: {key, entries}. A single entry is a group of one. */
export function grouped(entries) {
  const groups = [];
  const open = new Map();
  for (const entry of entries) {
    const same = entry.kind + ' ' + (entry.outcome ?? '') + ' ' + (entry.kind === 'system' ? entry.text : '') + (entry.leftOut ? entry.at : '');
    const group = open.get(same);
    if (group && group.entries.at(-1).at - entry.at <= PAUSE) {
      group.entries.push(entry);
    } else {
      const fresh = {same, entries: [entry]};
      open.set(same, fresh);
      groups.push(fresh);
    }
  }
  return groups
    .flatMap(group => group.entries.length < MANY ? group.entries.map(entry => ({same: group.same, entries: [entry]})) : [group])
    .sort((a, b) => b.entries[0].at - a.entries[0].at)
    // Its oldest entry stays the same while a group grows.
    .map(group => ({...group, key: group.same + ' ' + group.entries.at(-1).at + ' ' + (group.entries.at(-1).device ?? '') + (group.entries.at(-1).peer ?? '')}));
}
