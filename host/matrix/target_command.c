/* SPDX-License-Identifier: BSD-2-Clause */
#include "target_command.h"

#include <string.h>
#include <unistd.h>

#include "arch.h"
#include "digest.h"
#include "images.h"
#include "program.h"
#include "qemu.h"

enum { OS_RELEASE_MAX = 1 << 16 };

void tck_target_command_free(TckTargetCommand *command) {
        if (!command)
                return;
        g_ptr_array_unref(command->words);
        g_ptr_array_unref(command->cases);
        g_ptr_array_unref(command->files);
        g_ptr_array_unref(command->digests);
        g_free(command->packages);
        g_free(command->missing);
        g_free(command);
}

/* Something that the target needs is missing; of several the first is told. Takes ownership of the text. */
static void add_missing(TckTargetCommand *command, char *missing) {
        if (command->missing)
                g_free(missing);
        else
                command->missing = missing;
}

/* ---- suites ---- */

/* Where scripts/fetch-suite puts a suite. Free with g_free(). */
static char *suite_folder(const char *suite) {
        const char *given = g_getenv("XDG_CACHE_HOME");
        const char *cache = given && *given ? given : geteuid() == 0 ? "/var/cache" : g_get_user_cache_dir();

        return g_build_filename(cache, "pvpanic-tck", "suites", suite, NULL);
}

/* Whether this machine itself is of that suite. */
static gboolean is_own_suite(const char *suite) {
        g_autofree char *name = g_get_os_info("VERSION_CODENAME");

        return g_strcmp0(name, suite) == 0;
}

/* The names of the target's architectures. "all" is what there is. Free with g_strfreev(). */
static char **arch_names(const TckMatrixTarget *target) {
        const char *names = target->values[TCK_TARGET_ARCH];

        return g_strsplit(names ? names : tck_default_arch()->name, ",", -1);
}

/* "scripts/fetch-suite --arch s390x sid", or that of an installed kit. Free with g_free(). */
static char *fetch_command(const TckMatrixTarget *target) {
        g_autofree char *installed = tck_shared_file("fetch-suite");
        g_autoptr(GString) command = g_string_new(installed ? installed : "scripts/fetch-suite");
        g_auto(GStrv) archs = arch_names(target);

        if (target->layer == TCK_LAYER_LIBVIRT)
                g_string_append(command, " --libvirt");
        for (char **arch = archs; *arch; arch++)
                if (!g_str_equal(*arch, "all") && !g_str_equal(*arch, tck_default_arch()->name))
                        g_string_append_printf(command, " --arch %s", *arch);
        g_string_append_printf(command, " %s", target->values[TCK_TARGET_SUITE]);
        return g_strdup(command->str);
}

static void add_file(TckTargetCommand *command, const char *path) {
        char *digest = g_file_test(path, G_FILE_TEST_IS_REGULAR) ? tck_file_digest(path) : NULL;

        if (!digest)
                return;
        g_ptr_array_add(command->files, g_strdup(path));
        g_ptr_array_add(command->digests, digest);
}

/* The suite's QEMU for each architecture. FALSE if one is not there. */
static gboolean add_suite_programs(TckTargetCommand *command, char **archs, const char *folder) {
        gboolean all = TRUE;

        for (char **name = archs; *name; name++) {
                const TckArch *arch = g_str_equal(*name, "all") ? tck_default_arch() : tck_find_arch(*name);
                g_autofree char *program = tck_qemu_program(arch, folder);

                all = all && g_file_test(program, G_FILE_TEST_IS_EXECUTABLE);
                add_file(command, program);
        }
        return all;
}

static void add_option(TckTargetCommand *command, const char *option, const char *value) {
        tck_argv_add(command->words, option);
        tck_argv_add(command->words, value);
}

/* The suite's firmware, where there is one architecture. */
static void add_suite_firmware(TckTargetCommand *command, const TckMatrixTarget *target, char **archs,
                               const char *folder) {
        gboolean usual = g_str_equal(archs[0], tck_default_arch()->name);
        g_autofree char *name = usual ? g_strdup("OVMF.fd") : g_strdup_printf("UEFI-%s.fd", archs[0]);
        g_autofree char *path = g_build_filename(folder, name, NULL);

        if (archs[1] || g_str_equal(archs[0], "all") || target->values[TCK_TARGET_FIRMWARE] ||
            !g_file_test(path, G_FILE_TEST_EXISTS))
                return;
        add_option(command, "--firmware", path);
        add_file(command, path);
}

/* FALSE if the suite is not there. */
static gboolean add_suite(TckTargetCommand *command, const TckMatrixTarget *target, const char *folder) {
        g_auto(GStrv) archs = arch_names(target);

        if (target->layer == TCK_LAYER_LIBVIRT) {
                g_autofree char *with = g_build_filename(folder, "with-libvirt", NULL);

                g_ptr_array_insert(command->words, 0, g_strdup(with));
                add_file(command, with);
                return g_file_test(with, G_FILE_TEST_IS_EXECUTABLE);
        }
        if (!add_suite_programs(command, archs, folder))
                return FALSE;
        add_option(command, "--qemu", folder);
        add_suite_firmware(command, target, archs, folder);
        return TRUE;
}

static void use_suite(TckTargetCommand *command, const TckMatrixTarget *target) {
        const char *suite = target->values[TCK_TARGET_SUITE];
        g_autofree char *folder = suite_folder(suite), *packages = g_build_filename(folder, "packages", NULL);
        g_autofree char *fetch = fetch_command(target);
        gboolean there = g_file_test(folder, G_FILE_TEST_IS_DIR);

        if (!there && is_own_suite(suite))
                return;
        if (there && add_suite(command, target, folder))
                command->packages = g_steal_pointer(&packages);
        else
                add_missing(command,
                            g_strdup_printf("what it needs of %s is not in %s: `%s` brings it", suite, folder, fetch));
}

/* ---- programs ---- */

/* The program that the key names, unless it names a folder. */
static void use_program(TckTargetCommand *command, const TckMatrixTarget *target, TckTargetKey key) {
        const char *given = target->values[key];
        g_autofree char *found =
                given && !g_file_test(given, G_FILE_TEST_IS_DIR) ? g_find_program_in_path(given) : NULL;

        if (found)
                add_file(command, found);
        else if (given && !g_file_test(given, G_FILE_TEST_IS_DIR))
                add_missing(command, g_strdup_printf("there is no program %s: install it, or correct line %u of %s",
                                                     given, target->lines[key], target->file));
}

/* ---- the command ---- */

/* Keys whose value is that of an option. */
static const struct {
        TckTargetKey key;
        const char *option;
} options[] = {
        {TCK_TARGET_HYPERVISOR, "--layer"}, {TCK_TARGET_FIRMWARE, "--firmware"}, {TCK_TARGET_ARCH, "--arch"},
        {TCK_TARGET_MACHINES, "--machine"}, {TCK_TARGET_BOOT, "--boot"},         {TCK_TARGET_ACCEL, "--accel"},
        {TCK_TARGET_LAB, "--lab"},          {TCK_TARGET_PROFILE, "--profile"},   {TCK_TARGET_TIMEOUT, "--timeout"},
};

static void add_list(TckTargetCommand *command, const TckMatrixTarget *target, TckTargetKey key, const char *option) {
        g_auto(GStrv) values = tck_target_list(target, key);

        for (char **value = values; *value; value++) {
                g_autofree char *word = g_strconcat(option, "=", *value, NULL);

                tck_argv_add(command->words, word);
        }
}

/* Where neither the program nor a suite is named, and there is one architecture. */
static void add_usual_files(TckTargetCommand *command, const TckMatrixTarget *target) {
        g_auto(GStrv) archs = arch_names(target);
        const TckArch *arch = archs[1] ? NULL : tck_find_arch(archs[0]);
        g_autofree char *program = arch ? g_find_program_in_path(arch->program) : NULL;

        if (!program || target->layer >= TCK_LAYER_OTHERS || target->values[TCK_TARGET_PROGRAM])
                return;
        add_file(command, program);
        for (const char *const *path = arch->firmware; path && *path && !target->values[TCK_TARGET_FIRMWARE]; path++)
                if (g_file_test(*path, G_FILE_TEST_IS_REGULAR)) {
                        add_file(command, *path);
                        break;
                }
}

static void add_firmware_files(TckTargetCommand *command, const TckMatrixTarget *target) {
        const char *given = target->values[TCK_TARGET_FIRMWARE];
        g_auto(GStrv) parts = g_strsplit(given ? given : "", ",", -1);

        for (char **part = parts; *part; part++)
                add_file(command, *part);
}

TckTargetCommand *tck_target_command_new(const TckMatrixTarget *target, const char *self) {
        TckTargetCommand *command = g_new0(TckTargetCommand, 1);
        const char *program = target->values[TCK_TARGET_PROGRAM], *with = target->values[TCK_TARGET_WITH];
        g_auto(GStrv) patterns = NULL;

        command->words = g_ptr_array_new_with_free_func(g_free);
        command->cases = g_ptr_array_new_with_free_func(g_free);
        command->files = g_ptr_array_new_with_free_func(g_free);
        command->digests = g_ptr_array_new_with_free_func(g_free);
        if (with)
                tck_argv_add(command->words, with);
        tck_argv_add(command->words, self);
        tck_argv_add(command->words, "run");
        use_program(command, target, TCK_TARGET_WITH);
        use_program(command, target, TCK_TARGET_PROGRAM);
        if (program)
                add_option(command, target->layer < TCK_LAYER_OTHERS ? "--qemu" : "--vmm", program);
        if (target->values[TCK_TARGET_SUITE])
                use_suite(command, target);
        for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
                if (target->values[options[i].key])
                        add_option(command, options[i].option, target->values[options[i].key]);
        add_list(command, target, TCK_TARGET_ARGUMENTS, "--qemu-arg");
        add_list(command, target, TCK_TARGET_WAIVERS, "--waive");
        add_firmware_files(command, target);
        if (!command->packages || target->layer == TCK_LAYER_LIBVIRT)
                add_usual_files(command, target);
        patterns = tck_target_list(target, TCK_TARGET_CASES);
        for (char **pattern = patterns; *pattern; pattern++)
                tck_argv_add(command->cases, *pattern);
        return command;
}
