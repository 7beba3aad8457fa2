// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// Tests of the page of a matrix whose only target is missing.

test('the page says that nothing was run', () => {
	same([$('#missing dd').textContent, $('#count').textContent, $$('.grid tbody tr').length], ['missing: p', '0 clauses of 0, 0 results: nothing matches', 0], 'what it says');
});
test('accessible without results', accessible);
