// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// Times on the page of results: each target's run, and each case on all targets. A target has a mark of its own: a shape, and a colour for those who see it.

const SHAPES = ['M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z', 'M-4.5-4.5h9v9h-9z', 'M0-6L5.5 4.5h-11z', 'M0-6L6 0L0 6L-6 0z', 'M0 6L5.5-4.5h-11z',
	'M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z', 'M-6 0L4.5-5.5v11z', 'M6 0L-4.5-5.5v11z', 'M-2-6.5h4v13h-4z', 'M-6.5-2h13v4h-13z'];
const HUES = 8;
const TIME_SORTS = {slow: 'slowest first', spread: 'largest difference of targets first', name: 'order of the cases'};
const TIME_ROWS = 25, TIME_MORE = 100;

// A target's mark at a place: the first ten shapes are filled, the next ten are hollow, and then there are numbers.
function mark(target, x, y) {
	const hue = 'hue' + target % HUES;
	const shape = target < 2 * SHAPES.length ? h('path', {d: SHAPES[target % SHAPES.length], class: target < SHAPES.length ? 'filled' : 'hollow'})
		: h('text', {'text-anchor': 'middle', y: 4}, String(target));
	return h('svg', {x, y, class: 'mark ' + hue}, shape);
}

function markAlone(target) {
	return h('svg', {class: 'alone', viewBox: '-8 -8 16 16', width: 16, height: 16, 'aria-hidden': 'true'}, mark(target, 0, 0));
}

// ---- each target's run, which is the legend as well ----

const hidden = new Set();

function legend(targets, changed) {
	const longest = Math.max(...targets.map(target => target.run.duration_us || 0), 1);
	return h('ul', {class: 'legend'}, targets.map((target, number) => {
		const us = target.run.duration_us || 0;
		const button = h('button', {type: 'button', 'aria-pressed': String(!hidden.has(number)), onclick: () => {
			if (!hidden.delete(number))
				hidden.add(number);
			button.setAttribute('aria-pressed', String(!hidden.has(number)));
			changed();
		}}, markAlone(number), target.name);
		return h('li', null, button, h('span', {class: 'rail', 'aria-hidden': 'true'}, us > 0 && h('span', {class: 'bar', style: `width: ${(us / longest * 100).toFixed(2)}%`})),
			h('span', {class: 'value'}, us ? seconds(us) : target.state || 'not known'));
	}));
}

// ---- each case on all targets ----

// The case's longest result on each target; what took no time was not run.
function timesOf(results) {
	const times = new Map();
	for (const result of results) {
		if (!result.us || hidden.has(result.target))
			continue;
		let own = times.get(result.case);
		if (!own)
			times.set(result.case, own = {number: result.case, on: new Map(), most: 0, least: Infinity});
		if (result.us > (own.on.get(result.target) || 0))
			own.on.set(result.target, result.us);
	}
	for (const own of times.values()) {
		own.most = Math.max(...own.on.values());
		own.least = Math.min(...own.on.values());
	}
	return [...times.values()];
}

const TIME_KEYS = {slow: own => -own.most, spread: own => own.on.size > 1 ? -own.most / own.least : 0, name: own => own.number};

// A scale by powers of ten: where a time is, in per cent of the width, and the powers.
function scaleOf(times) {
	const low = Math.floor(Math.log10(Math.min(...times.map(own => own.least)))), high = Math.max(Math.ceil(Math.log10(Math.max(...times.map(own => own.most)))), low + 1);
	const ticks = [];
	for (let power = low; power <= high; power++)
		ticks.push(10 ** power);
	return {at: us => (4 + (Math.log10(us) - low) / (high - low) * 92).toFixed(2) + '%', ticks};
}

function lines(scale) {
	return scale.ticks.map(tick => h('line', {class: 'tick', x1: scale.at(tick), x2: scale.at(tick), y1: 0, y2: '100%'}));
}

function axis(scale) {
	const labelled = scale.ticks.filter((tick, number) => scale.ticks.length < 7 || number % 2 === 0);
	return h('svg', {class: 'strip', 'aria-hidden': 'true'}, labelled.map(tick => h('text', {x: scale.at(tick), y: 18, 'text-anchor': 'middle'},
		tick < 1000 ? tick + ' µs' : tick < 1e6 ? tick / 1e3 + ' ms' : tick / 1e6 + ' s')));
}

// Marks are on three heights, so that equal times do not hide each other.
function strip(own, scale, targets) {
	const told = [...own.on].map(([target, us]) => `${targets[target].name} ${seconds(us)}`).join(', ');
	return h('svg', {class: 'strip', role: 'img', 'aria-label': told}, lines(scale),
		h('line', {class: 'range', x1: scale.at(own.least), x2: scale.at(own.most), y1: '50%', y2: '50%'}),
		[...own.on].map(([target, us]) => mark(target, scale.at(us), own.on.size === 1 ? 14 : 8 + target % 3 * 6)));
}

function timeRow(own, scale, targets, names) {
	const values = h('ul', {class: 'values', hidden: true});
	const button = h('button', {type: 'button', 'aria-expanded': 'false', onclick: () => {
		values.hidden = !values.hidden;
		button.setAttribute('aria-expanded', String(!values.hidden));
		values.replaceChildren(...[...own.on].sort((one, other) => other[1] - one[1]).map(([target, us]) =>
			h('li', null, markAlone(target), `${targets[target].name}: ${seconds(us)}`)));
	}}, names[own.number].name);
	return h('tr', null, h('th', {scope: 'row'}, button, values), h('td', {class: 'plot'}, strip(own, scale, targets)), h('td', {class: 'value'}, seconds(own.most)),
		h('td', {class: 'value'}, own.on.size > 1 ? '× ' + (own.most / own.least).toFixed(1) : ''));
}

// The table of cases; draw(results) shows those of these results.
function caseTimes(targets, names, sort) {
	const place = h('div');
	let results = [], rows = TIME_ROWS;
	const draw = () => {
		const key = TIME_KEYS[sort()];
		const times = timesOf(results).map(own => [key(own), own]).sort((one, other) => one[0] - other[0]).map(([, own]) => own);
		if (!times.length)
			return place.replaceChildren(h('p', null, 'No case that is shown took any time.'));
		const scale = scaleOf(times), left = times.length - rows;
		const more = left > 0 ? h('button', {type: 'button', class: 'more', onclick: () => { rows += TIME_MORE; draw(); }}, `Show ${Math.min(left, TIME_MORE)} more of ${left}`) : null;
		place.replaceChildren(h('table', {class: 'times'}, h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Case'),
			h('th', {scope: 'col', class: 'plot'}, h('span', {class: 'unseen'}, 'Time on each target'), axis(scale)), h('th', {scope: 'col', class: 'value'}, 'Longest'),
			h('th', {scope: 'col', class: 'value'}, h('abbr', {title: 'Longest time divided by shortest time'}, 'Ratio')))),
		h('tbody', null, times.slice(0, rows).map(own => timeRow(own, scale, targets, names)))), more || '');
	};
	return {place, draw: shown => { results = shown || results; draw(); }};
}

function timeSection(targets, state, table, changed) {
	const select = h('select', {onchange: () => { state.times = select.value; changed(); table.draw(); }},
		Object.entries(TIME_SORTS).map(([value, text]) => h('option', {value, selected: state.times === value}, text)));
	return section('time', 'Time', h('h3', null, 'Each target’s run'), legend(targets, () => table.draw()),
		h('h3', null, 'Each case on all targets'),
		h('p', {class: 'quiet'}, 'A mark is the longest time of the case’s results on a target, without booting; the scale is logarithmic. ' +
			'The filters above apply. A target’s button in the list above hides and shows its marks; a case’s button shows its times.'),
		h('label', {class: 'sort'}, 'Cases sorted by ', select), table.place);
}
