// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// What all kinds of pages share: elements, texts, the files of a VM or an incident, and the theme.

const DATA = JSON.parse(document.getElementById('data').textContent);

// h('td', {class: 'x', onclick: f}, child, …): an element. Children are elements or texts; null and false are left out.
function h(name, attributes, ...children) {
	const element = name === 'svg' || h.svg.has(name) ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);

	for (const [key, value] of Object.entries(attributes || {})) {
		if (key.startsWith('on'))
			element.addEventListener(key.slice(2), value);
		else if (value === true)
			element.setAttribute(key, '');
		else if (value !== false && value !== null && value !== undefined)
			element.setAttribute(key, value);
	}
	element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
	return element;
}
h.svg = new Set(['path', 'text', 'line']);

// A list of terms and values; a term without a value is left out.
function terms(pairs) {
	return h('dl', null, pairs.filter(([, value]) => value !== null && value !== undefined && value !== '').map(([term, value]) =>
		[h('dt', null, term), h('dd', null, value)]));
}

function section(id, title, ...children) {
	return h('section', {id, 'aria-labelledby': id + '-title'}, h('h2', {id: id + '-title'}, title), ...children);
}

function seconds(microseconds) {
	return microseconds < 1e6 ? (microseconds / 1e3).toFixed(microseconds < 1e4 ? 1 : 0) + ' ms' : (microseconds / 1e6).toFixed(1) + ' s';
}

function plural(count, one, many) {
	return count + ' ' + (count === 1 ? one : many || one + 's');
}

// Copies a text; where the browser refuses, the text is selected instead.
function copyButton(text, beside) {
	const button = h('button', {type: 'button', onclick: () => navigator.clipboard.writeText(text).then(() => { button.textContent = 'Copied'; },
		() => getSelection().selectAllChildren(beside))}, 'Copy');
	return button;
}

// ---- files ----

// A folder's files are in a script of its own, because a page that was opened as a file may load nothing else.
const folders = new Map();
const waiting = new Map();

// hidden: how many of the folder's files are not in the list.
function tckFiles(id, files, hidden) {
	folders.set(id, [files, hidden]);
	(waiting.get(id) || []).forEach(then => then(files, hidden));
	waiting.delete(id);
}

function withFiles(id, then, failed) {
	if (folders.has(id))
		return then(...folders.get(id));
	if (waiting.has(id))
		return waiting.get(id).push(then);
	waiting.set(id, [then]);
	document.head.append(h('script', {src: 'files/' + id + '.js', onerror: () => { waiting.delete(id); failed(); }}));
}

// Lines of a log, in which those that match are marked.
function logText(text, marked) {
	return h('pre', {class: 'console', tabindex: '0'}, text.split('\n').map((line, number) => {
		const shown = marked && marked(line, number) ? h('mark', null, line || ' ') : line;
		return h('span', null, shown || ' ');
	}));
}

// The files of a folder: a button for each, which shows it. word: what is marked in them.
function filesView(id, word) {
	const shown = h('div', {'aria-live': 'polite'});
	const buttons = h('div', {class: 'files'}, 'Reading…');
	const show = (file, button) => {
		buttons.querySelectorAll('button').forEach(other => other.setAttribute('aria-pressed', String(other === button)));
		shown.replaceChildren(file.image ? h('img', {class: 'shot', src: file.image, alt: 'The picture ' + file.name})
			: logText(file.text, word ? line => line.includes(word) : null),
			file.cut ? h('p', {class: 'quiet'}, `${file.cut} bytes in the middle are left out; the run's folder has the whole file.`) : '');
		const first = shown.querySelector('mark');
		if (first)
			first.scrollIntoView({block: 'nearest'});
	};
	const list = (files, hidden) => {
		buttons.replaceChildren(...files.map(file => {
			const button = h('button', {type: 'button', 'aria-pressed': 'false', onclick: () => show(file, button)}, file.name);
			return button;
		}), hidden ? h('span', {class: 'quiet'}, `${plural(hidden, 'more file')} in the run's folder`) : '');
	};
	withFiles(id, list, () => buttons.replaceChildren('The files of this machine are not beside the page (files/' + id + '.js).'));
	return h('div', null, buttons, shown);
}

// The guest's screen, if the folder has a screenshot; alt: what it is of.
function screenView(id, alt) {
	const place = h('div');
	withFiles(id, files => {
		const screen = files.find(file => file.name === 'screenshot.png' && file.image);
		if (screen)
			place.replaceChildren(h('h3', null, 'Screen'), h('img', {class: 'shot', src: screen.image, alt}));
	}, () => {});
	return place;
}

// ---- theme ----

function themeButton() {
	const root = document.documentElement;
	const dark = () => root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
	const button = h('button', {type: 'button', id: 'theme', onclick: () => {
		root.dataset.theme = dark() ? 'light' : 'dark';
		button.textContent = dark() ? 'Light' : 'Dark';
	}}, dark() ? 'Light' : 'Dark');
	return button;
}

function pageHeader(title, ...more) {
	document.title = title;
	return h('header', null, h('a', {class: 'skip-link', href: '#main'}, 'Skip to the contents'), h('h1', null, title), ...more, themeButton());
}
