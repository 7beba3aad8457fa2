/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process in which libkdumpfile runs, and the protocol on the socket that is its standard output; its standard input is the core. For
 * core_pages.c.
 */
#pragma once

#include <glib.h>

enum {
        TCK_PAGES_PIECE_MAX = 1 << 20, /* bytes that are sent at once */
        TCK_PAGES_MESSAGE_MAX = 240,
};

typedef enum {
        TCK_PAGES_READ,
        TCK_PAGES_ATTRIBUTE,
        TCK_PAGES_GET_VMCOREINFO,
        TCK_PAGES_SET_VMCOREINFO,
        TCK_PAGES_SEARCH,
} TckPagesOperation;

typedef struct {
        guint32 operation, space;
        guint64 address;
        guint64 text;   /* bytes that follow: an attribute's key, VMCOREINFO, the beginning of a page */
        guint64 length; /* bytes that are requested */
} TckPagesRequest;

typedef struct {
        guint32 status; /* KDUMP_... */
        guint32 found;
        guint64 address;
        guint64 length; /* bytes that follow: the requested data, or the library's error message */
} TckPagesAnswer;

/* Opens the core, whose architecture is given unless it is NULL, reports the result, and then answers each request until the other end is
 * closed. Runs in a copy of a process, and does not call GLib: another thread may have held one of its locks at the fork. */
int tck_pages_process(gpointer arch);
