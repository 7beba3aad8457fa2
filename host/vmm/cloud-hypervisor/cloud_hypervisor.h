/* SPDX-License-Identifier: BSD-2-Clause */
/* A cloud-hypervisor, and what it can do, as its program tells by itself. */
#pragma once

#include "cloud_vm.h"

/* Callers only read it. */
typedef struct {
        char *program, *kernel;
        double timeout; /* seconds, for anything that it owes */
        guint version;  /* comparable as Qmp.version */
        char *version_text;
        const char *accel; /* what it runs guests by: "kvm", "mshv"; "none" for what stands in for a cloud-hypervisor */
        char *words;       /* for people: "cloud-hypervisor 43.0.0, build v43.0 (cloud-hypervisor), kvm" */
        gboolean own_device; /* its pvpanic device is its own */
} TckCloud;

/* Asks the program, which is started without a VM for that. Free with tck_cloud_free(). */
TckCloud *tck_cloud_new(const char *program, const char *kernel, double timeout, GError **error);
void tck_cloud_free(TckCloud *cloud);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCloud, tck_cloud_free)
