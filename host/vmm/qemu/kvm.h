/* SPDX-License-Identifier: BSD-2-Clause */
/* The capabilities of this machine's KVM, as it reports them: QEMU silently leaves out what KVM lacks. */
#pragma once

#include <glib.h>

/* The device of KVM. */
#define TCK_KVM_DEVICE "/dev/kvm"

/* Whether KVM offers guests Hyper-V's interface with its crash MSRs. If not, *ret_missing is the reason for a SKIP, to be freed with
 * g_free(); otherwise NULL. FALSE with an error if KVM does not answer. */
gboolean tck_kvm_ask_hyperv(const char *device, char **ret_missing, GError **error);

/* EAX, EBX, ECX and EDX. */
enum { TCK_KVM_REGISTERS = 4 };

/* What that KVM offers guests in a leaf of Hyper-V's interface, HYPERV_CPUID_FEATURES; zeros where it does not list the leaf. A KVM without
 * the interface is a reason for a SKIP, and one that does not answer an error, as above. */
gboolean tck_kvm_hyperv_leaf(const char *device, guint32 leaf, guint32 ret_registers[TCK_KVM_REGISTERS],
                             char **ret_missing, GError **error);
