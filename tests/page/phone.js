// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// Tests of a page in a window as wide as a telephone. What scrolls by itself may be wider.

test('nothing sticks out of the window', () => {
	const outside = $$('body *').filter(one => !one.closest('.scroll, .skip-link, dialog, pre, head, script') && one.getBoundingClientRect().right > innerWidth + 1);
	same([innerWidth, outside.slice(0, 5).map(one => one.outerHTML.slice(0, 120))], [390, []], 'width, and elements that stick out');
});
test('accessible there', accessible);
