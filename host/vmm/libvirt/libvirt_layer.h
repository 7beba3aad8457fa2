/* SPDX-License-Identifier: BSD-2-Clause */
/* The libvirt under test: a connection to it, its version, and the resources for running cases on it. */
#pragma once

#include "case.h"
#include "libvirt_daemon.h"
#include "libvirt_domain.h"
#include "libvirt_root.h"
#include "result.h"

/* The user's options. Borrowed as long as the TckLibvirt exists. */
typedef struct {
        const char *connect;   /* a URI; NULL: a libvirt in this process, with a private root */
        const char *arch;      /* of its domains, libvirt's name */
        const char *emulator;  /* the QEMU, by its path */
        const char *accel;     /* "tcg", "kvm" */
        const char *kernel;    /* the probe */
        const char *directory; /* the run's */
        guint device_bits;     /* the bits that the ISA device of that QEMU supports */
        double timeout;        /* seconds */
} TckLibvirtOptions;

/* Callers only read it. */
typedef struct {
        TckLibvirtOptions options;
        char *version_text; /* "9.0.0" */
        guint version;      /* comparable as Qmp.version */
        const char *uri;
        char *kernel; /* the probe, in a place where the hypervisor can read it */

        /* its own */
        TckLibvirtRoot *root;
        TckConnection *connection;
        char *embed;
        char *no_sysfs;                  /* why libvirt cannot start domains; NULL: no reason is known */
        char *no_helper, *broken_helper; /* why it cannot write memory to files */
        gint names;
} TckLibvirt;

/* Connects, and ends domains that a killed run has left. A process of root runs as another user from here on, until
 * tck_libvirt_free(): no other thread may run. */
TckLibvirt *tck_libvirt_new(const TckLibvirtOptions *options, GError **error);
void tck_libvirt_free(TckLibvirt *libvirt);

/* Whether its domains are on this machine: what another one has is not ours to look at. */
gboolean tck_libvirt_is_of_this_machine(const TckLibvirt *libvirt);

/* ---- for one case ---- */

/* The place of the case's domain: the connection, and the daemon if the case has its own. */
typedef struct {
        TckConnection *connection;
        gboolean own_connection;
        TckDaemon *daemon;
        const char *uri; /* for other clients */
        char *work;      /* its folder */
        char *cores;     /* libvirt's folder for automatic cores; NULL if it cannot be read */
        char *logs;      /* libvirt's folder for logs */
} TckStage;

/* Why such a domain is not possible here: a part of libvirt is missing, or, `elsewhere`, it is possible in another run, in another
 * place or with another libvirt. NULL if it is possible. Free with g_free(). */
char *tck_stage_cannot(const TckLibvirt *libvirt, const TckDomainSpec *spec, gboolean *ret_elsewhere);

/* Prepares the place of a domain. */
gboolean tck_stage_set(TckLibvirt *libvirt, const TckDomainSpec *spec, guint worker, const char *directory,
                       TckStage *ret_stage, GError **error);
void tck_stage_clear(TckStage *stage);

/* A unique name for a domain. Free with g_free(). */
char *tck_libvirt_new_name(TckLibvirt *libvirt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLibvirt, tck_libvirt_free)
