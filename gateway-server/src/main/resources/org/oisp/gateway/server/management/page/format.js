/** Numbers and times, as people read them. */

const whole = new Intl.NumberFormat('en', {maximumFractionDigits: 0});
const clockFormat = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});
const dateFormat = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', year: 'numeric'});

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far this browser's clock is behind the gateway's, in ms. Ages use the gateway's clock. */
let ahead = 0;

export function setGatewayClock(now) {
  ahead = now - Date.now();
}

export const now = () => Date.now() + ahead;

export const count = n => (n === null || n === undefined ? '–' : whole.format(n));

/** A rate per second, with one decimal if it is small. */
export const rate = n => (n === null || n === undefined ? '–' : n > 0 && n < 9.95 ? n.toFixed(1) : whole.format(n));

/** Short, for the axis of a chart: 1.5k, 20k, 3M. */
export function compact(n) {
  const size = Math.abs(n);
  if (size >= 1e6) return trim(n / 1e6) + 'M';
  if (size >= 1e3) return trim(n / 1e3) + 'k';
  return trim(n);
}

const trim = n => String(Math.round(n * 100) / 100);

export const share = x => (x === null || x === undefined ? '–' : Math.round(x * 100) + ' %');

/** A duration that is given in microseconds. */
export function micros(us) {
  if (us === null || us === undefined) return '–';
  if (us < 1000) return Math.round(us) + ' µs';
  if (us < 1e6) return digits(us / 1000) + ' ms';
  return digits(us / 1e6) + ' s';
}

const digits = x => (x < 9.995 ? x.toFixed(2) : x < 99.95 ? x.toFixed(1) : x.toFixed(0));

export function bytes(n) {
  if (n < 1024) return n + ' B';
  if (n < 1024 * 1024) return digits(n / 1024) + ' KiB';
  if (n < 1024 ** 3) return digits(n / 1024 ** 2) + ' MiB';
  return digits(n / 1024 ** 3) + ' GiB';
}

/** A span of time, given in ms, in its two largest units. */
export function span(ms) {
  const t = Math.max(0, ms);
  if (t < MINUTE) return Math.floor(t / SECOND) + ' s';
  if (t < HOUR) return pair(t, MINUTE, 'min', SECOND, 's', 10 * MINUTE);
  if (t < DAY) return pair(t, HOUR, 'h', MINUTE, 'min', DAY);
  if (t < 365 * DAY) return pair(t, DAY, 'd', HOUR, 'h', 10 * DAY);
  return pair(t, 365 * DAY, 'y', DAY, 'd', 10 * 365 * DAY);
}

function pair(t, unit, name, lesser, lesserName, alone) {
  const rest = Math.floor((t % unit) / lesser);
  return Math.floor(t / unit) + ' ' + name + (rest > 0 && t < alone ? ' ' + rest + ' ' + lesserName : '');
}

/** How long ago that was, by the gateway's clock. */
export function ago(at) {
  const age = now() - at;
  return age < SECOND ? 'just now' : span(age) + ' ago';
}

export const clock = at => clockFormat.format(at);

/** Time of day; with the date if it is not today. */
export function moment(at) {
  const day = dateFormat.format(at);
  return day === dateFormat.format(now()) ? clock(at) : day + ', ' + clock(at);
}
