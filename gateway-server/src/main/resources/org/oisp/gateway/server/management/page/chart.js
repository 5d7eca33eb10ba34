/** One chart over time. Drawn by uPlot, which is a global: a classic script of the same page. */
import {el, fill, say} from './dom.js';
import {clock} from './format.js';
import {drawMarks, marksNear} from './marks.js';

const HEIGHT = 132;
const SYNC = 'over-time';
const DASHES = [[], [6, 3], [2, 2]];

export class Chart {
  #definition;
  #series = [];
  #rows = [];
  #plot = null;
  #legend = el('ul', {class: 'legend'});
  #holder;
  #tip = el('div', {class: 'tip', hidden: true, 'aria-hidden': 'true'});
  #summary;
  #inside = false;
  #spoken;
  #visible = true;

  /**
   * definition: {id, title, unit, series(rows) → [{key, label, colour, dash, width, fill, bars, value(sample)}], format, axis, log, whole, sum};
   * a sum is for what is counted: its legend says how many there were in the time shown;
   * spoken is told what the cursor is at, if it was moved by keys.
   */
  constructor(definition, spoken) {
    this.#definition = definition;
    this.#spoken = spoken;
    const id = 'chart-' + definition.id;
    this.#summary = el('p', {id: id + '-summary', class: 'unseen'});
    this.#holder = el('div', {class: 'plot', tabindex: '0', role: 'img', 'aria-labelledby': id + '-title', 'aria-describedby': id + '-summary'});
    this.element = el('figure', {class: 'chart', id},
      el('figcaption', {}, el('h3', {id: id + '-title'}, definition.title, definition.unit ? el('span', {class: 'unit'}, ' ' + definition.unit) : null)),
      this.#holder, this.#legend, this.#summary);
    this.#holder.addEventListener('keydown', event => this.#key(event));
    this.#holder.addEventListener('blur', () => this.#plot?.setCursor({left: -10, top: -10}));
    new ResizeObserver(() => this.#resize()).observe(this.#holder);
    new IntersectionObserver(([seen]) => {
      this.#visible = seen.isIntersecting;
      if (this.#visible && this.#rows.length > 0) {
        this.draw(this.#rows, this.#from, this.#to);
      }
    }, {rootMargin: '200px'}).observe(this.element);
  }

  #from = 0;
  #to = 1;

  /** Shows these rows between two times, in ms. Draws nothing while the chart is out of sight. */
  draw(rows, from, to) {
    this.#rows = rows;
    this.#from = from;
    this.#to = to;
    if (!this.#visible || this.#holder.clientWidth === 0) {
      return;
    }
    const series = this.#definition.series(rows);
    if (!this.#plot || !sameSeries(series, this.#series)) {
      this.#series = series;
      this.#build();
    }
    this.#plot.batch(() => {
      this.#plot.setData([rows.map(row => row.at / 1000), ...series.map(one => rows.map(row => (row.sample === null ? null : one.value(row.sample))))], false);
      this.#plot.setScale('x', {min: from / 1000, max: to / 1000});
    });
    this.#describe();
  }

  /** Rebuilds the chart, because the colours have changed. */
  restyle() {
    this.#plot?.destroy();
    this.#plot = null;
    if (this.#rows.length > 0) {
      this.draw(this.#rows, this.#from, this.#to);
    }
  }

  #build() {
    this.#plot?.destroy();
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name).trim();
    const definition = this.#definition;
    const axis = {stroke: colour('--quiet'), font: '11px ' + colour('--font'), ticks: {stroke: colour('--line'), width: 1, size: 3}, grid: {stroke: colour('--grid'), width: 1}};
    this.#plot = new uPlot({
      width: this.#holder.clientWidth,
      height: HEIGHT,
      // Half the width of one sample, for the last one.
      padding: [10, 26, 0, 0],
      legend: {show: false},
      cursor: {drag: {x: false, y: false}, y: false, sync: {key: SYNC, setSeries: false, scales: ['x', null]}, points: {size: 5}},
      scales: {x: {time: true, auto: false}, y: definition.log ? {distr: 3, log: 10, range: decades} : {range: (u, min, max) => upFrom0(max, definition.least ?? 1)}},
      axes: [
        {...axis, size: 22, space: 46, incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600], values: (u, ticks) => ticks.map(tick => clock(tick * 1000).slice(0, tick % 60 === 0 ? 5 : 8))},
        {...axis, size: 52, space: 26, incrs: definition.whole ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6] : undefined,
          filter: definition.log ? (u, splits) => splits.map(split => (Number.isInteger(Math.round(Math.log10(split) * 1e6) / 1e6) ? split : null)) : undefined,
          values: (u, ticks) => ticks.map(tick => (tick === null ? '' : definition.axis(tick)))},
      ],
      series: [{}, ...this.#series.map(one => ({
        stroke: colour(one.colour),
        width: one.width ?? 1.5,
        dash: DASHES[one.dash ?? 0],
        fill: one.fill ? colour(one.fill) : one.bars ? colour(one.colour) : undefined,
        paths: one.bars ? uPlot.paths.bars({size: [0.9, 12, 2], align: 0}) : undefined,
        points: {show: () => false, filter: (u, index) => (one.bars ? null : isolated(u, index)), size: 4},
        spanGaps: false,
      }))],
      hooks: {
        drawAxes: [u => drawMarks(u, style)],
        setCursor: [() => this.#cursorMoved()],
        ready: [u => {
          u.over.append(this.#tip);
          u.over.addEventListener('mouseenter', () => { this.#inside = true; });
          u.over.addEventListener('mouseleave', () => { this.#inside = false; this.#tip.hidden = true; });
        }],
      },
    }, [[], ...this.#series.map(() => [])], this.#holder);
    fill(this.#legend, this.#series.length === 0 ? el('li', {}, 'none') : null, ...this.#series.map(one => el('li', {}, swatch(one), one.label, ' ', el('b', {class: 'numbers'}))));
    this.#series.forEach((one, index) => this.#legend.children[index].firstChild.style.setProperty('--swatch', 'var(' + one.colour + ')'));
  }

  #resize() {
    const width = this.#holder.clientWidth;
    if (this.#plot && width > 0 && this.#plot.width !== width) {
      this.#plot.setSize({width, height: HEIGHT});
    } else if (!this.#plot && width > 0 && this.#rows.length > 0) {
      this.draw(this.#rows, this.#from, this.#to);
    }
  }

  /** The row under the cursor, or null if there is none. */
  #at() {
    const {idx, left} = this.#plot.cursor;
    return left >= 0 && idx !== null && idx !== undefined ? this.#rows[idx] ?? null : null;
  }

  #cursorMoved() {
    if (!this.#plot) {
      return;
    }
    const row = this.#at();
    this.#values(row ?? this.#rows.at(-1) ?? null, row !== null);
    if (!this.#inside || row === null) {
      this.#tip.hidden = true;
      return;
    }
    const near = marksNear(this.#plot);
    fill(this.#tip,
      el('b', {class: 'numbers'}, clock(row.at)),
      row.sample === null ? el('div', {}, 'no data') : this.#series.map(one => el('div', {}, one.label + ': ', el('b', {class: 'numbers'}, this.#text(one, row)))),
      near.map(mark => el('div', {'data-tone': mark.tone, class: 'told'}, clock(mark.at) + ' ' + mark.text)));
    this.#tip.hidden = false;
    const {left} = this.#plot.cursor;
    this.#tip.classList.toggle('left', left > this.#plot.over.clientWidth / 2);
    this.#tip.style.transform = 'translateX(' + Math.round(left) + 'px)';
  }

  #values(row, pointed) {
    this.#legend.classList.toggle('pointed', pointed);
    const sums = this.#definition.sum && !pointed;
    this.#series.forEach((one, index) =>
      say(this.#legend.children[index].lastChild, sums ? this.#definition.format(this.#sum(one)) : row === null ? '–' : this.#text(one, row)));
  }

  /** The sum over the time shown. */
  #sum(one) {
    return this.#rows.reduce((sum, row) => sum + (row.sample === null ? 0 : one.value(row.sample) ?? 0), 0);
  }

  #text(one, row) {
    const value = row.sample === null ? null : one.value(row.sample);
    return value === null || value === undefined ? '–' : this.#definition.format(value);
  }

  #describe() {
    if (this.#plot.cursor.left < 0 || this.#at() === null) {
      this.#values(this.#rows.at(-1) ?? null, false);
    } else {
      this.#cursorMoved();
    }
    say(this.#summary, this.#series.length === 0 ? 'None' : this.#series.map((one, index) => {
      const seen = this.#plot.data[index + 1].filter(value => value !== null && value !== undefined);
      return seen.length === 0 ? one.label + ': nothing'
        : one.label + ': ' + (this.#definition.sum ? this.#definition.format(this.#sum(one)) + ' in the time shown; ' : '') + 'now ' + this.#definition.format(seen.at(-1)) + ', between ' + this.#definition.format(Math.min(...seen)) + ' and ' + this.#definition.format(Math.max(...seen));
    }).join('; ') + '. Left and right arrow keys read single values.');
  }

  #key(event) {
    const steps = {ArrowLeft: -1, ArrowRight: 1, PageUp: -30, PageDown: 30, Home: -Infinity, End: Infinity};
    const step = steps[event.key];
    if (step === undefined || !this.#plot || this.#rows.length === 0) {
      return;
    }
    event.preventDefault();
    const last = this.#rows.length - 1;
    const at = this.#plot.cursor.left >= 0 ? this.#plot.cursor.idx ?? last : last + 1;
    const index = Math.max(0, Math.min(last, at + step));
    const row = this.#rows[index];
    this.#plot.setCursor({left: this.#plot.valToPos(row.at / 1000, 'x'), top: 10});
    this.#spoken(clock(row.at) + ': ' + this.#series.map(one => one.label + ' ' + this.#text(one, row)).join(', '));
  }
}

const sameSeries = (a, b) => a.length === b.length && a.every((one, index) => one.key === b[index].key);

function swatch(one) {
  return el('span', {class: 'swatch', 'data-dash': one.dash ?? 0, 'aria-hidden': 'true'});
}

/** A single value between two gaps has no line, so it is shown as a point. */
function isolated(u, index) {
  const data = u.data[index];
  const lone = [];
  for (let i = 0; i < data.length; i++) {
    if ((data[i] ?? null) !== null && (data[i - 1] ?? null) === null && (data[i + 1] ?? null) === null) {
      lone.push(i);
    }
  }
  return lone.length > 0 ? lone : null;
}

function upFrom0(max, least) {
  return [0, Math.max(least, (max ?? 0) * 1.08)];
}

function decades(u, min, max) {
  if (min === null || min === undefined || !(min > 0)) {
    return [100, 10_000];
  }
  const low = 10 ** Math.floor(Math.log10(min));
  const high = 10 ** Math.ceil(Math.log10(max));
  return [low, high > low ? high : low * 10];
}
