/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the parts of check_libvirt.h have in common.
 */
#pragma once

#include "check_private.h"

#include "check_libvirt.h"
#include "libvirt_layer.h"
#include "libvirt_pieces.h"

/* What a case has of libvirt's. */
typedef struct CheckDomain {
        const TckVmConfig *config;
        TckLibvirt *libvirt;
        TckStage stage;
        TckDomain *domain;
        gboolean pause_due; /* the event of the pause by a crash may come yet */
        gboolean stopped;   /* libvirt has told that the domain stopped, and not that it started again */
        GPid pid;           /* of the hypervisor that the case started with */
} CheckDomain;

/* ---- dom_trouble.c ---- */

/* What the case takes is not there, for a reason that says nothing of libvirt: something is not installed, or, `elsewhere`, another
 * run has it. */
void check_dom_skip(Tck *t, gboolean elsewhere, const char *reason);

/* Verdicts on what broke, t->error, while the case awaited what `expected` says, as those of check_private.h: where libvirt was asked for
 * what it has to do, to refuse that is a FAIL; where something should have come, it is one if it did not come although libvirt answers,
 * or the hypervisor has ended by itself. */
void check_dom_trouble(Tck *t, const char *expected);
void check_dom_silence(Tck *t, const char *expected);

/* The hypervisor's process, or NULL after a verdict. */
const TckProcess *check_dom_process(Tck *t);

/* ---- dom_events.c ---- */

/* Whether libvirt takes such a domain, to define it or to start it, and gives it up at once. */
gboolean check_dom_takes_other(Tck *t, const TckDomainSpec *spec, const char *name, GError **error);

/* All events that libvirt has told of so far are in, or there is a verdict: the case awaits what `expected` says. */
void check_dom_fence(Tck *t, const char *expected);

/* The next lifecycle event that is in, but for the pause of a crash. FALSE if there is none. */
gboolean check_dom_take_event(Tck *t, TckLifecycle *ret_event);

/* The next one, when it comes. FALSE after a verdict. */
gboolean check_dom_next_event(Tck *t, const char *expected, TckLifecycle *ret_event);

/* The next event of QEMU's monitor that is in, as "NAME {...}"; NULL if there is none. Free with g_free(). */
char *check_dom_take_monitor_event(Tck *t);

/* ---- dom_needs.c ---- */

void check_needs_of_libvirt(Tck *t);

/* The panic models by libvirt's capabilities; NULL where these do not tell of any, in older versions, or after a verdict. */
GStrv check_dom_panic_models(Tck *t);

/* The file that libvirt's hook writes its calls to; NULL if there is none. */
const char *check_dom_hooks_file(void);

/* ---- dom_core.c ---- */

/* The files named after the domain where libvirt puts cores. NULL with an error if that cannot be told. */
GPtrArray *check_dom_find_cores(Tck *t, GError **error);
