/* SPDX-License-Identifier: BSD-2-Clause */
/* Any text as a monitor's answer to `info registers -a`; after a NUL, a later answer. */
#include "vcpu.h"

#include "fuzz.h"

enum { CPUS_MAX = 4096 };

static GArray *parse(const uint8_t *data, size_t size) {
        g_autofree char *text = g_strndup((const char *) data, size);
        GArray *cpus = tck_vcpu_parse(text);

        assert(cpus->len <= CPUS_MAX);
        return cpus;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        g_autoptr(GPtrArray) looks = g_ptr_array_new_with_free_func((GDestroyNotify) g_array_unref);
        const uint8_t *end = data + size;

        while (data < end && looks->len < 8) {
                const uint8_t *nul = memchr(data, '\0', (size_t) (end - data));

                g_ptr_array_add(looks, parse(data, (size_t) ((nul ? nul : end) - data)));
                data = nul ? nul + 1 : end;
        }
        tck_vcpus_hang(looks);
        tck_vcpus_ran(looks, 1000);
        for (guint i = 0; i < 4; i++) {
                g_autofree char *text = tck_vcpu_text(looks, i);

                assert_shown(text);
                assert(tck_vcpu_judge(looks, i) <= TCK_VCPU_LOOPS);
        }
        return 0;
}
