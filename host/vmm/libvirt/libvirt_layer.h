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
        const TckArch *arch;   /* of its domains' guests */
        const char *emulator;  /* the path of the QEMU */
        const char *accel;     /* "tcg", "kvm" */
        GBytes *kernel;        /* the probe: the user that libvirt runs as may have no access to its file */
        const char *directory; /* of the run */
        const char *const *
                vms; /* NULL-terminated: the names of its VMs, with which the names of their folders begin; NULL: none are
                                 * known. Used by tck_libvirt_new() alone */
        guint device_bits; /* the bits that the ISA device of that QEMU supports */
        double timeout;    /* seconds */
} TckLibvirtOptions;

/* Callers only read it. */
typedef struct TckLibvirt {
        TckLibvirtOptions options;
        char *version_text; /* "9.0.0" */
        guint version;      /* comparable as Qmp.version */
        const char *uri;
        char *kernel; /* the probe, in a file that the hypervisor can read */

        /* its own */
        char *root;
        TckConnection *connection;
        char *embed;
        char *no_sysfs;                  /* why libvirt cannot start domains; NULL: no reason is known */
        char *no_helper, *broken_helper; /* why it cannot save or dump domains */
        struct TckLibvirt *first; /* whose the connection is and what belongs to it; NULL: it is the first itself */
        gint names;
} TckLibvirt;

/* Reads a probe's image for the options. It is read, not mapped: the lab has what this process has mapped, and would differ from that of
 * other processes. NULL with an error if it cannot be read. Free with g_bytes_unref(). */
GBytes *tck_libvirt_read_kernel(const char *path, GError **error);

/* Connects, and removes domains that a killed run left. A process of root runs as another user from now until tck_libvirt_free(): no
 * other thread may run at either time. */
TckLibvirt *tck_libvirt_new(const TckLibvirtOptions *options, GError **error);
void tck_libvirt_free(TckLibvirt *libvirt);

/* The same libvirt, for guests of another architecture, by the same connection: libvirt's driver can be in this process only once. The options
 * have what concerns these guests. It is not to be used once `first` is freed. Free with tck_libvirt_free(). */
TckLibvirt *tck_libvirt_again(TckLibvirt *first, const TckLibvirtOptions *options, GError **error);

/* Whether its domains are on this machine. The files of those on another machine cannot be read. */
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

/* Why a domain of such a case is impossible here: a part of libvirt is missing, or, `elsewhere`, the case needs another run, place or
 * libvirt. NULL if it is possible. Free with g_free(). */
char *tck_stage_cannot(const TckLibvirt *libvirt, const TckDomainSpec *spec, gboolean *ret_elsewhere);

/* Prepares the place of a domain. */
gboolean tck_stage_set(TckLibvirt *libvirt, const TckDomainSpec *spec, guint worker, const char *directory,
                       TckStage *ret_stage, GError **error);
void tck_stage_clear(TckStage *stage);

/* A unique name for a domain. Free with g_free(). */
char *tck_libvirt_new_name(TckLibvirt *libvirt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckLibvirt, tck_libvirt_free)
