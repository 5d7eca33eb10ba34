/** What happened to the system, as lines across every chart. */
import {toneOf, words} from './words.js';

const NEAR_PX = 8;
const KEPT = 100;
const COLOURS = {bad: '--bad', good: '--good', note: '--quiet'};

let marks = [];

/** Takes entries of the journal, but for those of another kind or that are known already. Whether there is anything new. */
export function mark(entries) {
  const before = marks.length;
  const known = new Set(marks.map(keyOf));
  for (const entry of entries) {
    if (entry.kind === 'system' && !known.has(keyOf(entry))) {
      marks.push({at: entry.at, text: entry.text, label: words(entry.outcome ?? ''), tone: toneOf(entry.outcome)});
    }
  }
  const fresh = marks.length > before;
  marks = marks.sort((a, b) => a.at - b.at).slice(-KEPT);
  return fresh;
}

/** The newest, newest first. */
export const newest = most => marks.slice(-most).reverse();

const keyOf = entry => entry.at + ' ' + entry.text;

export function drawMarks(u, style) {
  const {left, top, width, height} = u.bbox;
  const pixel = devicePixelRatio;
  const ctx = u.ctx;
  ctx.save();
  ctx.font = 10 * pixel + 'px ' + style.getPropertyValue('--font').trim();
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  let free = left;
  for (const mark of marks) {
    const x = Math.round(u.valToPos(mark.at / 1000, 'x', true));
    if (x < left || x > left + width) {
      continue;
    }
    ctx.strokeStyle = ctx.fillStyle = style.getPropertyValue(COLOURS[mark.tone]).trim();
    ctx.lineWidth = pixel;
    ctx.setLineDash(mark.tone === 'good' ? [2 * pixel, 3 * pixel] : []);
    const text = ctx.measureText(mark.label).width;
    const place = x + 3 * pixel + text > left + width ? x - 3 * pixel - text : x + 3 * pixel;
    // Where there is no room the line has to do, and leaves the words of another alone: the pointer says the rest.
    const room = place >= free;
    if (room) {
      ctx.fillText(mark.label, place, top - 9 * pixel);
      free = Math.max(x, place + text) + 6 * pixel;
    }
    ctx.beginPath();
    ctx.moveTo(x, room ? top - 9 * pixel : top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  ctx.restore();
}

/** What happened near the cursor of a chart. */
export function marksNear(u) {
  return marks.filter(mark => Math.abs(u.valToPos(mark.at / 1000, 'x') - u.cursor.left) <= NEAR_PX);
}
