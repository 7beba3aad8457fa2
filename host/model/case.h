/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A conformance case: a name, the clause it is about, the VM it needs, and a plain sequential function (check.h).
 */
#pragma once

#include "domspec.h"
#include "vmspec.h"

typedef struct Tck Tck;
typedef struct TckDom TckDom;

/* Through what the cases look at a guest. */
typedef enum {
        TCK_LAYER_QEMU,    /* the kit starts the hypervisor and talks to its monitor */
        TCK_LAYER_LIBVIRT, /* libvirt does */
        TCK_LAYERS,
} TckLayer;

/* "qemu", "libvirt" */
const char *tck_layer_name(TckLayer layer);

/* This place in the source, "tests/conformance/isa_write.c:40". */
#define TCK_HERE __FILE__ ":" G_STRINGIFY(__LINE__)

typedef struct {
        const char *name;    /* a path, family/subject/behaviour: "isa/write/panicked-pauses" */
        const char *clause;  /* its id in docs/clauses.ini */
        const char *summary; /* what a pass means, in one line */
        void (*run)(Tck *t);
        TckVmSpec vm;
        guint64 argument; /* what a function that serves several cases is to use: tck_argument() */
        gboolean ends;    /* the VM is of no use to another case afterwards */
        const char *
                refused; /* instead of `run`: the hypervisor has to refuse to start such a VM, in words that match this */
        const char *at; /* where that is declared: TCK_HERE */

        void (*run_domain)(TckDom *d); /* instead of `run`: of the layer libvirt (libvirt_check.h) */
        TckDomainSpec domain;          /* and the domain it needs */
} TckCase;

TckLayer tck_case_layer(const TckCase *tested);

/* Declares the cases of a file: TCK_CASES({"isa/read/bits", ...}, ...). */
#define TCK_CASES(...)                                                  \
        static const TckCase cases[] = {__VA_ARGS__};                   \
        __attribute__((constructor)) static void register_cases(void) { \
                tck_register_cases(cases, G_N_ELEMENTS(cases));         \
        }

void tck_register_cases(const TckCase *cases, gsize count);

/* All cases, sorted by name: const TckCase *. Owned by the library. */
const GPtrArray *tck_all_cases(void);

/* The case of that name, or NULL. */
const TckCase *tck_find_case(const char *name);

/* Whether a name matches a pattern: a shell's * and ?, or a leading part that ends where a path element does. */
gboolean tck_case_matches(const char *name, const char *pattern);
