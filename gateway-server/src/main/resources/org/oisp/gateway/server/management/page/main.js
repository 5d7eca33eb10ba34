/** Connects the parts: passes live events to the parts that show them, and shows the view that the address names. */
import * as alerts from './alerts.js';
import * as charts from './charts.js';
import * as device from './device.js';
import * as devices from './devices.js';
import * as instances from './instances.js';
import * as limited from './limited.js';
import {Live} from './live.js';
import {byId} from './dom.js';
import {setGatewayClock} from './format.js';
import {mark, newest} from './marks.js';
import * as news from './news.js';
import {current} from './route.js';
import {Samples} from './samples.js';
import * as status from './status.js';
import {learn} from './words.js';

const samples = new Samples();

/** The newest sample is the current state. */
function showNow() {
  const latest = samples.latest();
  if (latest) {
    status.setSample(latest, samples.all());
    alerts.setAlerts(latest.alerts ?? []);
    limited.setLimited(latest.limited ?? []);
    instances.setHealth(latest.health);
  }
}

function showView(focus) {
  const route = current();
  for (const view of document.querySelectorAll('.view')) {
    view.hidden = view.id !== route.view;
  }
  for (const link of document.querySelectorAll('nav a')) {
    const here = link.dataset.view === (route.view === 'device' ? 'devices' : route.view);
    link.toggleAttribute('data-here', here);
    if (here && route.view !== 'device') {
      link.setAttribute('aria-current', 'page');
    } else {
      link.removeAttribute('aria-current');
    }
  }
  if (route.view === 'devices') {
    devices.show(route.parameters);
  } else {
    devices.hide();
  }
  if (route.view === 'device') {
    const title = device.open(route.account, route.id, devices.hash());
    scrollTo(0, 0);
    // A screen reader continues in the view that was opened.
    if (focus) {
      title.focus();
    }
  } else {
    device.close();
  }
  if (route.view === 'overview') {
    charts.draw();
  }
  if (focus && document.activeElement === document.body) {
    // The element that had the focus is gone.
    byId('content').focus();
  }
}

/** Lines across the charts, and their list. */
function remark(entries) {
  if (mark(entries)) {
    news.drawHappenings(newest(8));
  }
}

learn();
charts.start(samples);
news.start();
devices.start();
addEventListener('hashchange', () => showView(true));
byId('skip').addEventListener('click', event => {
  // The hash names the view, so the link must not change it.
  event.preventDefault();
  byId('content').focus();
});
showView(false);

new Live({
  hello(data) {
    setGatewayClock(data.now);
    status.greet(data);
    // Another version may have other words.
    learn();
  },
  history(data) {
    samples.remember(data.samples);
    showNow();
    charts.draw();
  },
  journal(data) {
    remark(data.entries);
    news.setJournal(data.entries);
    charts.draw();
  },
  cluster(data) {
    instances.setCluster(data);
    devices.setCluster(data);
    status.setCluster(data);
  },
  sample(data) {
    samples.add(data);
    showNow();
    charts.draw();
  },
  news(data) {
    remark(data.entries);
    news.add(data.entries, data.leftOut);
    devices.hear(data.entries);
    device.hear(data.entries);
  },
  asleep() {
    status.sleep();
  },
  connection(data) {
    status.setConnection(data);
    if (data.lost) {
      charts.draw();
    }
  },
}).open();
