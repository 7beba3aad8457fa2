/* SPDX-License-Identifier: BSD-2-Clause */
/* Any bytes as a core of Linux. libkdumpfile runs in a process of its own, so a run takes a millisecond. */
#include "vmcore.h"

#include "fuzz.h"
#include "wait.h"

#define PATIENCE \
        2.0 /* seconds: an invalid bitmap may claim many pages, which are all searched for VMCOREINFO, slowly under a sanitizer */

/* libkdumpfile gives up without memory. Without a sanitizer RLIMIT_DATA sees to that; here a header of gigabytes would take seconds. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
        return "max_allocation_size_mb=64:allocator_may_return_null=1";
}

static void print(const char *text, gsize length, gpointer data) {
        (void) data;
        for (gsize i = 0; i < length; i++)
                assert(g_ascii_isprint(text[i]) || text[i] == '\t' || text[i] == '\n');
}

static void check_text(const char *text) {
        assert(!text || g_utf8_validate(text, -1, NULL));
}

static void check(TckVmcore *core) {
        GError *error = NULL;
        gboolean good;

        check_text(core->format);
        check_text(core->arch);
        check_text(core->release);
        check_text(core->vmcoreinfo);
        assert(core->format && core->cpu_count <= TCK_VMCORE_CPUS_MAX);
        for (guint i = 0; i < core->cpu_count; i++)
                g_free(tck_vmcore_describe(core, core->cpus[i].registers.ip));
        for (guint i = 0; i < core->troubles->len; i++)
                check_text(core->troubles->pdata[i]);
        good = tck_vmcore_dmesg(core, &(TckDmesgSink){.print = print}, NULL, &error);
        assert_told(good, error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        GError *error = NULL;
        TckVmcore *core;
        char *path;
        int file;

        if (size < TCK_VMCORE_SIGNATURE || !tck_vmcore_is_one(data))
                return 0;
        path = make_file(data, size, &file);
        core = tck_vmcore_open(path, tck_deadline(PATIENCE), &error);
        assert_told(core != NULL, error);
        if (core)
                check(core);
        tck_vmcore_free(core);
        g_free(path);
        close(file);
        return 0;
}
