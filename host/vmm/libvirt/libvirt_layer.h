/* SPDX-License-Identifier: BSD-2-Clause */
/* The libvirt under test: a connection to it, what it is, and what it takes to run cases on it. */
#pragma once

#include "case.h"
#include "libvirt_daemon.h"
#include "libvirt_domain.h"
#include "libvirt_root.h"
#include "result.h"

/* What the user chose. Borrowed for the life of the TckLibvirt. */
typedef struct {
        const char *connect;   /* a URI; NULL: a libvirt in this process, with a private root */
        const char *arch;      /* of its domains, as libvirt calls it */
        const char *emulator;  /* the QEMU, by its path */
        const char *accel;     /* "tcg", "kvm" */
        const char *kernel;    /* the probe */
        const char *directory; /* the run's */
        guint device_bits;     /* those that the ISA device of that QEMU knows */
        double timeout;        /* seconds */
} TckLibvirtOptions;

/* Callers only read it. */
typedef struct {
        TckLibvirtOptions options;
        char *version_text; /* "9.0.0" */
        guint version;      /* comparable as Qmp.version */
        const char *uri;
        char *kernel; /* the probe, where the hypervisor can read it */

        /* its own */
        TckLibvirtRoot *root;
        TckConnection *connection;
        char *embed;
        char *no_sysfs;                  /* why libvirt cannot start domains; NULL: it can, as far as is known */
        char *no_helper, *broken_helper; /* and why it cannot write memory to files */
        gint names;
} TckLibvirt;

/* Connects, and ends what a run left behind that was killed. A process that is root runs as another user from here on, until
 * tck_libvirt_free(): no other thread may run. */
TckLibvirt *tck_libvirt_new(const TckLibvirtOptions *options, GError **error);
void tck_libvirt_free(TckLibvirt *libvirt);

/* Whether its domains are on this machine: what another one has is not ours to look at. */
gboolean tck_libvirt_is_of_this_machine(const TckLibvirt *libvirt);

/* ---- for one case ---- */

/* Where the case's domain is to be: the connection, and a daemon if it is of the case's own. */
typedef struct {
        TckConnection *connection;
        gboolean own_connection;
        TckDaemon *daemon;
        const char *uri; /* for other clients */
        char *work;      /* its folder */
        char *cores;     /* where libvirt puts cores of itself; NULL if they cannot be read */
        char *logs;      /* and the domain's log */
} TckStage;

/* Why such a domain cannot be had here: a piece of libvirt's is missing, or, `elsewhere`, another run may have it, in another
 * place or told to use another libvirt. NULL if it is. Free with g_free(). */
char *tck_stage_cannot(const TckLibvirt *libvirt, const TckDomainSpec *spec, gboolean *ret_elsewhere);

/* Sets the stage. */
gboolean tck_stage_set(TckLibvirt *libvirt, const TckDomainSpec *spec, guint worker, const char *directory,
                       TckStage *ret_stage, GError **error);
void tck_stage_clear(TckStage *stage);

/* A name for a domain, given once. Free with g_free(). */
char *tck_libvirt_new_name(TckLibvirt *libvirt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLibvirt, tck_libvirt_free)
