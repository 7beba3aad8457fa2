/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared by the implementations of check_libvirt.h.
 */
#pragma once

#include "check_private.h"

#include "check_libvirt.h"
#include "check_panic.h"
#include "libvirt_layer.h"
#include "libvirt_pieces.h"

/* The libvirt objects and state of a case. */
typedef struct CheckDomain {
        const TckVmConfig *config;
        TckLibvirt *libvirt;
        TckStage stage;
        TckDomain *domain;
        gboolean pause_due; /* the event of the pause after a crash may still come */
        gboolean stopped;   /* libvirt has reported that the domain stopped, and not that it started again */
        GPid pid;           /* of the hypervisor that the case started with */
} CheckDomain;

/* ---- dom_trouble.c ---- */

/* Skips the case for a reason outside libvirt: something is not installed, or, `elsewhere`, another
 * run can test it. */
void check_dom_skip(Tck *t, gboolean elsewhere, const char *reason);

/* Verdicts on t->error, as in check_private.h; `expected` says what the case awaited. If libvirt refuses something
 * that it has to do, that is a FAIL; if something did not come, that is a FAIL if libvirt answers,
 * or if the hypervisor has ended by itself. */
void check_dom_trouble(Tck *t, const char *expected);
void check_dom_silence(Tck *t, const char *expected);

/* The hypervisor's process, or NULL after a verdict. */
const TckProcess *check_dom_process(Tck *t);

/* ---- dom_events.c ---- */

/* Whether libvirt accepts such a domain, which is defined or started, and then removed. */
gboolean check_dom_takes_other(Tck *t, const TckDomainSpec *spec, const char *name, GError **error);

/* Makes sure that all of libvirt's events up to now have arrived, or gives a verdict; `expected` says what the case awaits. */
void check_dom_fence(Tck *t, const char *expected);

/* The next lifecycle event that has arrived, except the pause after a crash. FALSE if there is none. */
gboolean check_dom_take_event(Tck *t, TckLifecycle *ret_event);

/* Awaits the next one. FALSE after a verdict. */
gboolean check_dom_next_event(Tck *t, const char *expected, TckLifecycle *ret_event);

/* The next event of QEMU's monitor that has arrived, as "NAME {...}"; NULL if there is none. Free with g_free(). */
char *check_dom_take_monitor_event(Tck *t);

/* ---- dom_needs.c ---- */

void check_needs_of_libvirt(Tck *t);

/* The panic models in libvirt's capabilities; NULL if these do not list any, in older versions, or after a verdict. */
GStrv check_dom_panic_models(Tck *t);

/* The file that libvirt's hook writes its calls to; NULL if there is none. */
const char *check_dom_hooks_file(void);

/* ---- dom_core.c ---- */

/* The files named after the domain in libvirt's folder for cores. NULL with an error if it cannot be read. */
GPtrArray *check_dom_find_cores(Tck *t, GError **error);
