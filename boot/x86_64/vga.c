/* SPDX-License-Identifier: BSD-2-Clause */
#include "boot.h"
#include "platform.h"

#define BIOS_VIDEO_MODE 0x449u /* where the BIOS stores the mode */
#define MODE_TEXT 3u           /* 80x25 in colour */
#define SCREEN 0xb8000u
#define COLUMNS 80u
#define ROWS 25u
#define CELLS (COLUMNS * ROWS)
#define BLANK 0x0720u /* light grey on black, a space */

static volatile uint16_t *screen;
static unsigned cursor;

bool vga_open(void) {
        volatile uint16_t *cell = memory_at(SCREEN);

        if (*(const uint8_t *) memory_at(BIOS_VIDEO_MODE) != MODE_TEXT)
                return false;
        *cell = (uint16_t) ~BLANK;
        if (*cell != (uint16_t) ~BLANK)
                return false; /* the BIOS stored a mode, but there is no screen */
        screen = cell;
        for (unsigned i = 0; i < CELLS; i++)
                screen[i] = BLANK;
        return true;
}

static void scroll(void) {
        for (unsigned i = 0; i < CELLS; i++)
                screen[i] = i + COLUMNS < CELLS ? screen[i + COLUMNS] : BLANK;
        cursor -= COLUMNS;
}

void vga_print(const char *text, size_t length) {
        for (; screen && length; text++, length--) {
                if (*text == '\n')
                        cursor += COLUMNS - cursor % COLUMNS;
                else
                        screen[cursor++] = (uint16_t) ((BLANK & 0xff00) | (uint8_t) *text);
                if (cursor == CELLS)
                        scroll();
        }
}
