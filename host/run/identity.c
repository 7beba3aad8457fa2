/* SPDX-License-Identifier: BSD-2-Clause */
#include "identity.h"

#include <string.h>
#include <sys/utsname.h>

#include "digest.h"
#include "images.h"
#include "program.h"

static void add_text(GChecksum *sum, const char *text) {
        g_checksum_update(sum, (const guchar *) (text ? text : ""), -1);
        g_checksum_update(sum, (const guchar *) "\n", 1);
}

/* Its path, and its contents if there is such a file. */
static void add_file(GChecksum *sum, const char *path) {
        g_autofree char *digest = tck_file_digest(path);

        add_text(sum, path);
        add_text(sum, digest);
}

/* The program may be one of scripts/fetch-suite, which is a script: the packages behind it are listed beside it. */
static void add_program(GChecksum *sum, const char *program) {
        g_autofree char *found = program ? g_find_program_in_path(program) : NULL;
        g_autofree char *folder = found ? g_path_get_dirname(found) : NULL;
        g_autofree char *packages = folder ? g_build_filename(folder, "packages", NULL) : NULL;

        if (found)
                add_file(sum, found);
        if (packages)
                add_file(sum, packages);
}

static void add_firmware(GChecksum *sum, const TckQemuOptions *qemu) {
        g_auto(GStrv) parts = qemu->firmware ? g_strsplit(qemu->firmware, ",", -1) : NULL;

        for (char **part = parts; part && *part; part++)
                add_file(sum, *part);
        for (const char *const *path = qemu->arch->firmware; path && *path; path++)
                add_file(sum, *path);
}

static void add_target(GChecksum *sum, const TckTarget *target) {
        const TckScope *scope = target->scope;
        const char *guests = scope->qemu.guests ? scope->qemu.guests : tck_guests_directory();

        add_text(sum, scope->arch->name);
        add_text(sum, target->profile->name);
        add_program(sum, scope->qemu.program);
        add_firmware(sum, &scope->qemu);
        for (const TckBoot *boot = scope->arch->boots; boot->name; boot++) {
                g_autofree char *image = g_build_filename(guests, boot->image, NULL);

                add_file(sum, image);
        }
}

char *tck_run_identity(const TckRun *run, const TckRunOptions *options, const GPtrArray *targets) {
        g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
        g_autofree char *kit = tck_program_file(NULL);
        g_auto(GStrv) launchers = g_strsplit(g_getenv("TCK_LAUNCHER") ? g_getenv("TCK_LAUNCHER") : "", "\n", -1);
        struct utsname host = {0};

        uname(&host);
        add_text(sum, host.release);
        add_text(sum, host.machine);
        add_text(sum, run->options);
        add_text(sum, run->hypervisor);
        if (kit)
                add_file(sum, kit);
        add_program(sum, options->vmm);
        for (char **launcher = launchers; *launcher; launcher++)
                add_program(sum, *launcher);
        for (guint i = 0; i < targets->len; i++)
                add_target(sum, targets->pdata[i]);
        return g_strdup(g_checksum_get_string(sum));
}
