/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the kit interprets KVM's answers about Hyper-V's interface. This file plays KVM: it answers the requests that are
 * made of /dev/null.
 */
#include "kvm.h"

#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

#include "common.h"

enum { FEATURES = 0x40000003, CRASH_MSRS = 1 << 10 };

/* What KVM_CHECK_EXTENSION answers for the two capabilities, the leaf of features if there is one, and its EDX. */
typedef struct {
        int hyperv, system;
        guint leaf, edx;
        gboolean refuses; /* it refuses to list the leaves */
        guint cpus;       /* that were created */
} Played;

static Played played;

static int give_leaves(struct kvm_cpuid2 *ret_leaves) {
        if (played.refuses) {
                errno = E2BIG;
                return -1;
        }
        g_assert_cmpuint(ret_leaves->nent, >=, 2);
        ret_leaves->nent = 2;
        ret_leaves->entries[0] = (struct kvm_cpuid_entry2){.function = 0x40000000, .edx = CRASH_MSRS};
        ret_leaves->entries[1] = (struct kvm_cpuid_entry2){.function = played.leaf, .edx = played.edx};
        return 0;
}

static int check_extension(long capability) {
        int answer = capability == KVM_CAP_HYPERV_CPUID ? played.hyperv : played.system;

        g_assert_true(capability == KVM_CAP_HYPERV_CPUID || capability == KVM_CAP_SYS_HYPERV_CPUID);
        errno = ENOTTY;
        return answer;
}

/* Replaces libc's function. */
int ioctl(int fd, unsigned long request, ...) {
        va_list list;
        void *argument;

        va_start(list, request);
        argument = va_arg(list, void *);
        va_end(list);
        switch (request) {
        case KVM_CHECK_EXTENSION:
                return check_extension((long) argument);
        case KVM_GET_SUPPORTED_HV_CPUID:
                g_assert_true(played.system || played.cpus == 1);
                return give_leaves(argument);
        case KVM_CREATE_VM:
                return open("/dev/null", O_RDWR | O_CLOEXEC);
        case KVM_CREATE_VCPU:
                played.cpus++;
                return open("/dev/null", O_RDWR | O_CLOEXEC);
        default:
                return (int) syscall(SYS_ioctl, fd, request, argument);
        }
}

static void assert_missing(const char *device, const char *pattern) {
        g_autofree char *missing = NULL;
        g_autoptr(GError) error = NULL;

        g_assert_true(tck_kvm_ask_hyperv(device, &missing, &error));
        g_assert_no_error(error);
        if (!pattern)
                g_assert_cmpstr(missing, ==, NULL);
        else if (!missing || !g_pattern_match_simple(pattern, missing))
                g_error("expected %s, saw %s", pattern, missing ? missing : "that nothing is missing");
}

static void assert_no_answer(const char *device, const char *pattern) {
        g_autofree char *missing = NULL;
        g_autoptr(GError) error = NULL;

        g_assert_false(tck_kvm_ask_hyperv(device, &missing, &error));
        g_assert_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT);
        g_assert_null(missing);
        if (!g_pattern_match_simple(pattern, error->message))
                g_error("expected %s, saw %s", pattern, error->message);
}

static void test_there(void) {
        played = (Played){.hyperv = 1, .system = 1, .leaf = FEATURES, .edx = CRASH_MSRS};
        assert_missing("/dev/null", NULL);
        g_assert_cmpuint(played.cpus, ==, 0);
        played.system = 0; /* before Linux 5.11 */
        assert_missing("/dev/null", NULL);
        g_assert_cmpuint(played.cpus, ==, 1);
}

static void test_missing(void) {
        assert_missing("/dev/no-such-device", "there is no KVM to use: /dev/no-such-device: *");
        played = (Played){.hyperv = 0};
        assert_missing("/dev/null", "*KVM does not have Hyper-V's interface");
        played = (Played){.hyperv = 1, .system = 1, .leaf = FEATURES, .edx = G_MAXUINT32 - CRASH_MSRS};
        assert_missing("/dev/null", "*without the crash MSRs");
        played = (Played){.hyperv = 1, .system = 1, .leaf = 0x40000004, .edx = CRASH_MSRS};
        assert_missing("/dev/null", "*without the crash MSRs");
}

static void test_leaf(void) {
        guint32 registers[TCK_KVM_REGISTERS] = {1, 2, 3, 4};
        g_autofree char *missing = NULL;
        GError *error = NULL;

        played = (Played){.hyperv = 1, .system = 1, .leaf = 0x40000004, .edx = 0x12345678};
        g_assert_true(tck_kvm_hyperv_leaf("/dev/null", 0x40000004, registers, &missing, &error));
        g_assert_no_error(error);
        g_assert_null(missing);
        g_assert_cmphex(registers[0] | registers[1] | registers[2], ==, 0);
        g_assert_cmphex(registers[3], ==, 0x12345678);
        g_assert_true(tck_kvm_hyperv_leaf("/dev/null", 0x4000000a, registers, &missing, &error)); /* it is not listed */
        g_assert_cmphex(registers[3], ==, 0);
        g_assert_true(tck_kvm_hyperv_leaf("/dev/no-such-device", 0x40000004, registers, &missing, &error));
        g_assert_nonnull(missing);
}

/* If KVM does not answer, that does not mean that it lacks the interface. */
static void test_no_answer(void) {
        played = (Played){.hyperv = -1};
        assert_no_answer("/dev/null", "KVM does not tell whether *");
        played = (Played){.hyperv = 1, .system = 1, .refuses = TRUE};
        assert_no_answer("/dev/null", "KVM does not list *");
        assert_no_answer("/dev", "cannot open /dev: *");
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/kvm/there", test_there);
        g_test_add_func("/kvm/missing", test_missing);
        g_test_add_func("/kvm/leaf", test_leaf);
        g_test_add_func("/kvm/no-answer", test_no_answer);
        return g_test_run();
}
