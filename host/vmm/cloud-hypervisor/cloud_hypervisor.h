/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A cloud-hypervisor, and what it can do, as its program tells by itself.
 */
#pragma once

#include "cloud_vm.h"

typedef struct TckCloud TckCloud;

/* Asks the program, which is started without a VM for that. The kernel and the program are copied; the timeout is in seconds, for
 * anything that it owes. Free with tck_cloud_free(). */
TckCloud *tck_cloud_new(const char *program, const char *kernel, double timeout, GError **error);
void tck_cloud_free(TckCloud *cloud);

/* Comparable as in qmp_version(), and as text, "43.0.0". */
guint tck_cloud_version(const TckCloud *cloud);
const char *tck_cloud_version_text(const TckCloud *cloud);

/* What it runs guests by, of the features that it tells: "kvm", "mshv"; "none" for what stands in for a cloud-hypervisor. */
const char *tck_cloud_accel(const TckCloud *cloud);

/* A line for people: "cloud-hypervisor 43.0.0, build v43.0 (cloud-hypervisor), kvm". */
const char *tck_cloud_words(const TckCloud *cloud);

/* Whether its pvpanic device is its own. */
gboolean tck_cloud_has_own_device(const TckCloud *cloud);

const char *tck_cloud_program(const TckCloud *cloud);
const char *tck_cloud_kernel(const TckCloud *cloud);
double tck_cloud_timeout(const TckCloud *cloud);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(TckCloud, tck_cloud_free)
