/* SPDX-License-Identifier: BSD-2-Clause */
#include "boot_console.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "evidence.h"
#include "file.h"

/* Reads the console's bytes right before an offset. */
static gboolean read_mark(const TckBootConsole *console, guint64 place, char bytes[TCK_MARK_BYTES]) {
        g_auto(TckFd) fd = console->path ? open(console->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) : -1;

        return fd >= 0 && pread(fd, bytes, TCK_MARK_BYTES, (off_t) (place - TCK_MARK_BYTES)) == TCK_MARK_BYTES;
}

/* Makes the next read start at the beginning of the last boot. */
static void forget(TckBootConsole *console) {
        g_clear_pointer(&console->parser, tck_console_parser_free);
        console->read = console->boot;
}

void tck_boot_console_set_path(TckBootConsole *console, const char *path) {
        g_free(console->path);
        console->path = g_strdup(path);
        forget(console);
}

void tck_boot_console_end(TckBootConsole *console) {
        guint64 size = tck_evidence_console_size(console->path);

        console->mark = size >= TCK_MARK_BYTES && read_mark(console, size, console->mark_bytes) ? size : 0;
}

void tck_boot_console_begin(TckBootConsole *console) {
        char bytes[TCK_MARK_BYTES];
        gboolean appends = console->mark && read_mark(console, console->mark, bytes) &&
                           memcmp(bytes, console->mark_bytes, TCK_MARK_BYTES) == 0;

        console->boot = console->seen = appends ? console->mark : 0;
        forget(console);
}

void tck_boot_console_reset(TckBootConsole *console) {
        console->boot = console->seen = tck_evidence_console_size(console->path);
        forget(console);
}

gboolean tck_boot_console_has_grown(TckBootConsole *console) {
        guint64 before = console->seen;

        console->seen = tck_evidence_console_size(console->path);
        return console->seen != before;
}

TckOops *tck_boot_console_oops(TckBootConsole *console) {
        if (!console->path)
                return NULL;
        /* A file that is shorter than before was rewritten. */
        if (tck_evidence_console_size(console->path) < console->read)
                forget(console);
        if (!console->parser)
                console->parser = tck_console_parser_new();
        tck_evidence_feed(console->path, console->parser, &console->read);
        return tck_console_parser_look(console->parser);
}
