/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kinds of files that an autopsy reads. A kind is a file in this folder, source_NAME.c, which registers it; there is no list to edit. Files
 * are recognized by their content, never by their name.
 */
#pragma once

#include "findings.h"
#include "input.h"

/* How sure a kind is that it can read a file; the surest kind reads it. */
typedef enum {
        TCK_SURE_NOT,
        TCK_SURE_FALLBACK, /* if no other kind knows it */
        TCK_SURE_PERHAPS,  /* a form that other kinds may have, too */
        TCK_SURE_LIKELY,
        TCK_SURE_CERTAIN, /* it says so itself */
} TckSure;

typedef struct {
        const char *name; /* "domain-log" */
        const char *what; /* what such a file is, for people: "libvirt's log of a domain" */

        /* Checks the beginning, TCK_INPUT_HEAD bytes or all of the file, followed by a NUL. */
        TckSure (*recognise)(const char *head, gsize length);

        /* Reads it, and adds the findings. FALSE with an error if it could not be read to its end, or is of another kind:
         * earlier findings are kept. */
        gboolean (*read)(TckFindings *findings, TckInput *input, GError **error);
} TckSource;

/* Registers a kind: TCK_SOURCE(.name = "domain-log", ...). */
#define TCK_SOURCE(...)                                                  \
        static const TckSource source = {__VA_ARGS__};                   \
        __attribute__((constructor)) static void register_source(void) { \
                tck_register_source(&source);                            \
        }

void tck_register_source(const TckSource *source);

/* The kind of a file with this beginning; NULL if it is not known. */
const TckSource *tck_find_source(const char *head, gsize length);

/* All kinds: const TckSource *. Owned by the library. */
const GPtrArray *tck_all_sources(void);

/* ---- for their recognise() ---- */

/* Whether a line of the beginning matches the pattern, from the beginning of the line. The text of the pattern has to live as long as
 * the program. */
gboolean tck_head_has_line(const char *head, gsize length, const char *pattern);

/* Whether it looks like text, though a console may hold anything. */
gboolean tck_head_is_text(const char *head, gsize length);
