/* SPDX-License-Identifier: BSD-2-Clause */
#include "kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>

#include "error.h"
#include "file.h"
#include "hyperv.h"

#if defined(__x86_64__) || defined(__i386__)

enum { LEAVES_MAX = 64 };

/* struct kvm_cpuid2 with its array of leaves. */
typedef struct {
        struct kvm_cpuid2 header;
        struct kvm_cpuid_entry2 leaves[LEAVES_MAX];
} Leaves;

static gboolean get_leaves(int fd, Leaves *ret_leaves) {
        ret_leaves->header.nent = LEAVES_MAX;
        return ioctl(fd, KVM_GET_SUPPORTED_HV_CPUID, &ret_leaves->header) == 0;
}

/* Before Linux 5.11, only a virtual CPU could be asked for Hyper-V's leaves. */
static gboolean get_leaves_of_cpu(int kvm, Leaves *ret_leaves) {
        g_auto(TckFd) vm = ioctl(kvm, KVM_CREATE_VM, 0);
        g_auto(TckFd) cpu = vm < 0 ? -1 : ioctl(vm, KVM_CREATE_VCPU, 0);

        return cpu >= 0 && get_leaves(cpu, ret_leaves);
}

static const struct kvm_cpuid_entry2 *find_leaf(const Leaves *leaves, guint32 number) {
        for (guint i = 0; i < MIN(leaves->header.nent, LEAVES_MAX); i++)
                if (leaves->leaves[i].function == number)
                        return &leaves->leaves[i];
        return NULL;
}

static gboolean ask(int kvm, guint32 leaf, guint32 ret_registers[TCK_KVM_REGISTERS], char **ret_missing,
                    GError **error) {
        const struct kvm_cpuid_entry2 *found;
        Leaves leaves = {0};
        int has = ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_HYPERV_CPUID);
        gboolean got;

        if (has < 0)
                return tck_error_set_errno(error, "KVM does not tell whether it has Hyper-V's interface");
        if (has == 0) {
                *ret_missing = g_strdup("this machine's KVM does not have Hyper-V's interface");
                return TRUE;
        }
        got = ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_SYS_HYPERV_CPUID) > 0 ? get_leaves(kvm, &leaves)
                                                                            : get_leaves_of_cpu(kvm, &leaves);
        if (!got)
                return tck_error_set_errno(error, "KVM does not list its parts of Hyper-V's interface");
        found = find_leaf(&leaves, leaf);
        if (found)
                memcpy(ret_registers, (const guint32[]){found->eax, found->ebx, found->ecx, found->edx},
                       TCK_KVM_REGISTERS * sizeof *ret_registers);
        return TRUE;
}

#else

static gboolean ask(G_GNUC_UNUSED int kvm, G_GNUC_UNUSED guint32 leaf, G_GNUC_UNUSED guint32 *ret_registers,
                    char **ret_missing, G_GNUC_UNUSED GError **error) {
        *ret_missing = g_strdup("KVM has Hyper-V's interface only on x86");
        return TRUE;
}

#endif

gboolean tck_kvm_hyperv_leaf(const char *device, guint32 leaf, guint32 ret_registers[TCK_KVM_REGISTERS],
                             char **ret_missing, GError **error) {
        g_auto(TckFd) kvm = open(device, O_RDWR | O_CLOEXEC);

        *ret_missing = NULL;
        memset(ret_registers, 0, TCK_KVM_REGISTERS * sizeof *ret_registers);
        if (kvm >= 0)
                return ask(kvm, leaf, ret_registers, ret_missing, error);
        if (errno != ENOENT && errno != ENODEV && errno != ENXIO && errno != EACCES && errno != EPERM)
                return tck_error_set_errno(error, "cannot open %s", device);
        *ret_missing = g_strdup_printf("there is no KVM to use: %s: %s", device, g_strerror(errno));
        return TRUE;
}

gboolean tck_kvm_ask_hyperv(const char *device, char **ret_missing, GError **error) {
        enum { EDX = 3 };
        guint32 features[TCK_KVM_REGISTERS];

        if (!tck_kvm_hyperv_leaf(device, HYPERV_CPUID_FEATURES, features, ret_missing, error))
                return FALSE;
        if (!*ret_missing && !(features[EDX] & HYPERV_FEATURE_CRASH))
                *ret_missing = g_strdup("this machine's KVM has Hyper-V's interface without the crash MSRs");
        return TRUE;
}
