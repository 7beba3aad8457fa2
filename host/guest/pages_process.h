/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The process that libkdumpfile works in, and what goes over the socket that is its standard output; its standard input is the core. For
 * core_pages.c.
 */
#pragma once

#include <glib.h>

enum {
        TCK_PAGES_PIECE_MAX = 1 << 20, /* bytes that go over the socket at once */
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
        guint64 length; /* bytes that are wanted */
} TckPagesRequest;

typedef struct {
        guint32 status; /* KDUMP_... */
        guint32 found;
        guint64 address;
        guint64 length; /* bytes that follow: what was asked for, or the library's words for an error */
} TckPagesAnswer;

/* Opens the core, which is of that architecture unless it is NULL, answers whether it did, and then each request until the other end is
 * closed. Runs in a copy of a process, and calls no GLib: another thread may have held a lock of its own when it was made. */
int tck_pages_process(gpointer arch);
