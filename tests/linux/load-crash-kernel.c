/* SPDX-License-Identifier: BSD-2-Clause */
/* Loads a crash kernel: load KERNEL INITRAMFS WORDS. Linked statically, for guests that have nothing else. */
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv) {
        int kernel = argc == 4 ? open(argv[1], O_RDONLY) : -1, initramfs = argc == 4 ? open(argv[2], O_RDONLY) : -1;

        if (kernel >= 0 && initramfs >= 0 &&
            syscall(SYS_kexec_file_load, kernel, initramfs, strlen(argv[3]) + 1, argv[3], KEXEC_FILE_ON_CRASH) == 0)
                return 0;
        perror("load-crash-kernel");
        return 1;
}
