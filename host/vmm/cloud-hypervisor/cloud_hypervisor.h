/* SPDX-License-Identifier: BSD-2-Clause */
/* A cloud-hypervisor and its capabilities, as reported by the program. */
#pragma once

#include "cloud_vm.h"

/* Callers only read it. */
typedef struct {
        char *program, *kernel;
        double timeout; /* seconds, for every answer and event */
        guint version;  /* comparable as Qmp.version */
        char *version_text;
        const char *accel;   /* its accelerator: "kvm", "mshv"; "none" for a stand-in */
        char *words;         /* for people: "cloud-hypervisor 43.0.0, build v43.0 (cloud-hypervisor), kvm" */
        gboolean own_device; /* its pvpanic device is not that of a stand-in */
} TckCloud;

/* Starts the program without a VM, and asks it. Free with tck_cloud_free(). */
TckCloud *tck_cloud_new(const char *program, const char *kernel, double timeout, GError **error);
void tck_cloud_free(TckCloud *cloud);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCloud, tck_cloud_free)
