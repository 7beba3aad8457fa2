// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// Tests of the page of two incidents that autopsies of fixtures left: a Linux of s390x, and a Windows.

const shownGuests = () => $$('section[id^="incident-"]').filter(part => !part.hidden).map(part => part.querySelector('h2').textContent);
const linux = () => $$('section[id^="incident-"]').find(part => part.querySelector('h2').textContent.includes('s390x'));
const part = title => {
	const head = $$('h3').find(one => one.textContent === title && linux().contains(one));
	return head && head.nextElementSibling;
};

test('both incidents are told', () => {
	same([$$('#list tbody tr').length, shownGuests().length], [2, 2], 'incidents');
	same(linux().querySelector('.verdict').textContent, 'panicked', 'the kind');
	if (!linux().textContent.includes('Fatal exception: panic_on_oops'))
		throw new Error(linux().textContent);
});
test('the list is searched', () => {
	type($('#search'), 'bug check');
	same(shownGuests(), ['qmp.jsonl'], 'the guest with a bug check');
	type($('#search'), '');
	same(shownGuests().length, 2, 'after that');
});
test('the console has its fatal lines marked', async () => {
	await until(() => [...part('Console').querySelectorAll('pre span')].length > 20, 'the whole console');
	const marked = [...part('Console').querySelectorAll('mark')].map(mark => mark.textContent);
	same([marked.length > 3, marked.some(line => line.includes('Kernel panic - not syncing')), marked.some(line => line.includes('Modules linked in'))], [true, true, false], 'marked lines');
});
test('the screen is shown, of the guest that has one', async () => {
	const screens = await until(() => $$('img').length && $$('img'), 'the screen');
	same([screens.length, linux().contains(screens[0]), screens[0].alt], [1, true, 'The screen of case-023-s390x-oops.log'], 'the screens');
	await until(() => screens[0].complete && screens[0].naturalWidth === 1, 'the picture');
});
test('timeline and backtrace are there', () => {
	same(part('Timeline').querySelectorAll('tbody tr').length, 2, 'moments');
	same(part('Backtrace').textContent.split('\n')[0], 'number+0x464/0x5d0', 'the innermost frame');
});
test('a bug check is decoded', () => {
	if (!$$('dd').some(one => one.textContent.includes('STATUS_ACCESS_VIOLATION')))
		throw new Error('its first parameter is not');
});
test('accessible in light', async () => { document.documentElement.dataset.theme = 'light'; await accessible(); });
test('accessible in dark', async () => { document.documentElement.dataset.theme = 'dark'; await accessible(); });
