/* SPDX-License-Identifier: BSD-2-Clause */
/* A conformance case: a name, the clause it is about, the VM it needs, and a plain sequential function (check.h). */
#pragma once

#include "layer.h"
#include "needs.h"
#include "vmspec.h"

typedef struct Tck Tck;

/* This place in the source, "tests/conformance/isa_write.c:40". */
#define TCK_HERE __FILE__ ":" G_STRINGIFY(__LINE__)

typedef struct {
        const char *name;    /* a path, family/subject/behaviour: "isa/write/panicked-pauses" */
        const char *clause;  /* its id in docs/clauses.ini */
        const char *summary; /* what a pass means, in one line */
        void (*run)(Tck *t);
        TckVmSpec vm;
        TckNeeds needs;
        guint64 argument; /* for a function that serves several cases: tck_argument() */
        gboolean ends;    /* no other case can use the VM afterwards */
        const char *
                refused; /* instead of `run`: the hypervisor has to refuse to start such a VM, with a message that matches this */
        const char *at; /* where that is declared: TCK_HERE */

        const TckDomainSpec *
                domain; /* the domain it needs: it is of the layer libvirt (check_libvirt.h). NULL: of the layer qemu */
        const char *layer;  /* the name of its layer, if that is neither of the two */
        gboolean mandatory; /* every shard runs it: its panic shows that the channel is alive */
        gboolean
                any_channel; /* it is about no channel: without devices of its own, its VM has the usual one of its architecture */
        gboolean
                anywhere; /* it is about the guest's view of its device: every hypervisor that registers itself runs it, too */
} TckCase;

/* A case's domain: .domain = TCK_DOMAIN(.on_crash = "preserve"). */
#define TCK_DOMAIN(...) (&(const TckDomainSpec){__VA_ARGS__})

TckLayer tck_case_layer(const TckCase *tested);

/* Whether that layer runs the case: the case's own layer does, and others do if `anywhere` is set. */
gboolean tck_case_runs_on(const TckCase *tested, TckLayer layer);

/* Whether no other case can use its VM afterwards: each case has its own domain, and its own VM of a hypervisor other than QEMU. */
gboolean tck_case_ends(const TckCase *tested);

/* Whether its VM or domain has what its architecture usually has, because it is about no channel. */
gboolean tck_case_any_channel(const TckCase *tested);

/* Whether the machine type has to have PCI, or ACPI: by the needs of the case, or by its devices. */
gboolean tck_case_needs_pci(const TckCase *tested);
gboolean tck_case_needs_acpi(const TckCase *tested);

/* The channel that the case is about: that of its name, acpi included; else that of its VM's first device, or, if it declares none, the model of its
 * domain's ("default" if that has none); else "none". Interned. */
const char *tck_case_channel(const TckCase *tested, const TckVmSpec *spec);

/* All needs of the case, its VM and its domain: "qemu, device isa, bits SHUTDOWN". Free with g_free(). */
char *tck_case_needs_text(const TckCase *tested);

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
