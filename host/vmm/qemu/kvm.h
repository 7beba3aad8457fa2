/* SPDX-License-Identifier: BSD-2-Clause */
/* What the KVM of this machine can do, as it says itself: QEMU takes what it cannot do, and leaves it out without a word. */
#pragma once

#include <glib.h>

/* Where KVM is asked. */
#define TCK_KVM_DEVICE "/dev/kvm"

/* Whether the KVM behind that device offers guests Hyper-V's interface with its crash MSRs: if not, the reason for a SKIP is in
 * *ret_missing, which is to be freed with g_free() and NULL otherwise. FALSE with an error if KVM does not answer. */
gboolean tck_kvm_ask_hyperv(const char *device, char **ret_missing, GError **error);
