// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// Runs in a page that is being tested, after its own script: tests are functions that throw if something is wrong. What they found
// is left in the element #verdicts, as JSON, and read from the DOM.

const tests = [];
const test = (name, body) => tests.push([name, body]);
const $ = selector => document.querySelector(selector);
const $$ = selector => [...document.querySelectorAll(selector)];

function same(seen, expected, what) {
	if (JSON.stringify(seen) !== JSON.stringify(expected))
		throw new Error(`${what}: ${JSON.stringify(seen)}, expected ${JSON.stringify(expected)}`);
}

function type(element, text) {
	element.value = text;
	element.dispatchEvent(new Event('input', {bubbles: true}));
	element.dispatchEvent(new Event('change', {bubbles: true}));
}

function press(key) {
	document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
}

// Waits until the condition gives something other than a false value; its other uses are errors.
async function until(condition, what) {
	for (let tries = 0; tries < 200; tries++) {
		const value = condition();
		if (value)
			return value;
		await new Promise(resolve => setTimeout(resolve, 20));
	}
	throw new Error('waited in vain for ' + what);
}

async function accessible() {
	const found = await axe.run(document, {resultTypes: ['violations']});
	same(found.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html)]), [], 'violations of axe-core');
}

async function runTests() {
	const verdicts = [];

	for (const [name, body] of tests) {
		try {
			verdicts.push({name, good: true, note: await body() || null});
		} catch (error) {
			verdicts.push({name, good: false, note: String(error && error.stack || error)});
		}
	}
	document.body.append(Object.assign(document.createElement('pre'), {id: 'verdicts', textContent: JSON.stringify(verdicts)}));
}
