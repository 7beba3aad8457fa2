/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A KVM with Hyper-V's interface, as far as the kit queries it: to be preloaded, together with hyperv-qemu. It replaces
 * /dev/kvm in this process; the programs that it starts use the machine's own.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

static __thread int kvm = -1; /* each thread opens it itself */

__attribute__((constructor)) static void begin(void) {
        unsetenv("LD_PRELOAD");
}

int open(const char *path, int flags, ...) {
        int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...)) dlsym(RTLD_NEXT, "open");
        int mode = 0, fd;
        va_list list;

        va_start(list, flags);
        if (flags & (O_CREAT | O_TMPFILE))
                mode = va_arg(list, int);
        va_end(list);
        if (strcmp(path, "/dev/kvm") != 0)
                return real(path, flags, mode);
        fd = real("/dev/null", flags);
        kvm = fd;
        return fd;
}

/* One leaf is enough: the features, with the crash MSRs. */
static int give_leaves(struct kvm_cpuid2 *ret_leaves) {
        ret_leaves->nent = 1;
        ret_leaves->entries[0] = (struct kvm_cpuid_entry2){.function = 0x40000003, .edx = 1 << 10};
        return 0;
}

int ioctl(int fd, unsigned long request, ...) {
        int (*real)(int, unsigned long, ...) = (int (*)(int, unsigned long, ...)) dlsym(RTLD_NEXT, "ioctl");
        va_list list;
        void *argument;

        va_start(list, request);
        argument = va_arg(list, void *);
        va_end(list);
        if (fd != kvm || kvm < 0)
                return real(fd, request, argument);
        if (request == KVM_GET_SUPPORTED_HV_CPUID)
                return give_leaves(argument);
        return request == KVM_CHECK_EXTENSION ? 1 : real(fd, request, argument);
}
