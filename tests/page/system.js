// SPDX-License-Identifier: BSD-2-Clause
'use strict';

// Tests of the page of a matrix, which says what was tested.

test('a target has its system', () => {
	const card = $$('.card').find(one => one.querySelector('h3').textContent === 'old').textContent;
	for (const part of ['x86_64, kernel 6.1', 'qemu-system-x86 1.0', '/q SHA-256 0a'])
		if (!card.includes(part))
			throw new Error(`"${part}" is not in ${card}`);
});
test('accessible with it', accessible);
