/* SPDX-License-Identifier: BSD-2-Clause */
/* What the KVM of this machine can do, as it says itself: QEMU takes what it cannot do, and leaves it out without a word. */
#pragma once

#include <glib.h>

/* Where KVM is asked. */
#define TCK_KVM_DEVICE "/dev/kvm"

/* Whether the KVM behind that device offers guests Hyper-V's interface with its crash MSRs: if not, the reason for a SKIP is in
 * *ret_missing, which is to be freed with g_free() and NULL otherwise. FALSE with an error if KVM does not answer. */
gboolean tck_kvm_ask_hyperv(const char *device, char **ret_missing, GError **error);

/* EAX, EBX, ECX and EDX. */
enum { TCK_KVM_REGISTERS = 4 };

/* What that KVM offers guests in a leaf of Hyper-V's interface, HYPERV_CPUID_FEATURES; zeros where it does not list the leaf. A KVM without
 * the interface is a reason for a SKIP, and one that does not answer an error, as above. */
gboolean tck_kvm_hyperv_leaf(const char *device, guint32 leaf, guint32 ret_registers[TCK_KVM_REGISTERS],
                             char **ret_missing, GError **error);
