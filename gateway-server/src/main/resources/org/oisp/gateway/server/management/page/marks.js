/** Events of the system, as lines across every chart. */
import {toneOf, words} from './words.js';

const NEAR_PX = 8;
const KEPT = 100;
const RANK = {bad: 0, good: 1, note: 2};
const COLOURS = {bad: '--bad', good: '--good', note: '--quiet'};

let marks = [];

/** Adds entries of the journal that concern the system and are not known yet. Returns whether there were any. */
export function mark(entries) {
  const before = marks.length;
  const known = new Set(marks.map(keyOf));
  for (const entry of entries) {
    if (entry.kind === 'system' && !known.has(keyOf(entry))) {
      marks.push({at: entry.at, text: entry.text, tag: entry.outcome ?? '', label: words(entry.outcome ?? ''), tone: toneOf(entry.outcome)});
    }
  }
  const fresh = marks.length > before;
  marks = marks.sort((a, b) => a.at - b.at).slice(-KEPT);
  return fresh;
}

/** The newest marks, newest first. A mark of a recovery has the length of the outage. */
export const newest = most => marks.slice(-most).reverse().map(mark => ({...mark, lasted: lasted(mark)}));

function lasted(mark) {
  const down = mark.tag.endsWith('_up') ? marks.findLast(one => one.at <= mark.at && one.tag === mark.tag.replace(/_up$/, '_down')) : null;
  return down ? mark.at - down.at : null;
}

const keyOf = entry => entry.at + ' ' + entry.text;

export function drawMarks(u, style) {
  const {left, top, width, height} = u.bbox;
  const pixel = devicePixelRatio;
  const ctx = u.ctx;
  ctx.save();
  ctx.font = 10 * pixel + 'px ' + style.getPropertyValue('--font').trim();
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  const taken = [];
  // Where labels do not fit, only the worst mark has one. The others are lines, whose text the pointer shows.
  for (const mark of marks.slice().sort((a, b) => RANK[a.tone] - RANK[b.tone])) {
    const x = Math.round(u.valToPos(mark.at / 1000, 'x', true));
    if (x < left || x > left + width) {
      continue;
    }
    ctx.strokeStyle = ctx.fillStyle = style.getPropertyValue(COLOURS[mark.tone]).trim();
    ctx.lineWidth = pixel;
    ctx.setLineDash(mark.tone === 'good' ? [2 * pixel, 3 * pixel] : []);
    const text = ctx.measureText(mark.label).width;
    const places = [x + 3 * pixel, x - 3 * pixel - text].filter(place => place >= left && place + text <= left + width);
    const place = places.find(from => taken.every(([a, b]) => from > b + 4 * pixel || from + text < a - 4 * pixel));
    const room = place !== undefined;
    if (room) {
      ctx.fillText(mark.label, place, top - 9 * pixel);
      taken.push([Math.min(x, place), Math.max(x, place + text)]);
    }
    ctx.beginPath();
    ctx.moveTo(x, room ? top - 9 * pixel : top);
    ctx.lineTo(x, top + height);
    ctx.stroke();
  }
  ctx.restore();
}

/** The marks near the cursor of a chart. */
export function marksNear(u) {
  return marks.filter(mark => Math.abs(u.valToPos(mark.at / 1000, 'x') - u.cursor.left) <= NEAR_PX);
}
