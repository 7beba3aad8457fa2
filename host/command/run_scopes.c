/* SPDX-License-Identifier: BSD-2-Clause */
#include "run_scopes.h"

#include <string.h>

#include "error.h"
#include "images.h"
#include "registry.h"

/* ---- architectures ---- */

/* The default one first, then by name. */
static gint in_order(gconstpointer a, gconstpointer b) {
        const TckArch *first = *(const TckArch *const *) a, *second = *(const TckArch *const *) b;

        if ((first == tck_default_arch()) != (second == tck_default_arch()))
                return first == tck_default_arch() ? -1 : 1;
        return strcmp(first->name, second->name);
}

GPtrArray *tck_archs_named(const char *words, GError **error) {
        g_auto(GStrv) names = g_strsplit(words ? words : tck_default_arch()->name, ",", -1);
        g_autoptr(GPtrArray) archs = g_ptr_array_new();

        for (char **name = names; *name; name++) {
                const TckArch *arch = tck_find_arch(*name);
                g_autofree char *known = tck_registry_names(tck_all_archs());

                if (g_str_equal(*name, "all")) {
                        g_ptr_array_extend(archs, (GPtrArray *) tck_all_archs(), NULL, NULL);
                } else if (arch) {
                        g_ptr_array_add(archs, (gpointer) arch);
                } else {
                        tck_error_set(error, TCK_ERROR_USAGE, "--arch takes %s or all, not %s", known, *name);
                        return NULL;
                }
        }
        g_ptr_array_sort(archs, in_order);
        for (guint i = archs->len; i > 1; i--)
                if (archs->pdata[i - 1] == archs->pdata[i - 2])
                        g_ptr_array_remove_index(archs, i - 1);
        return g_steal_pointer(&archs);
}

static gboolean has_image(const TckArch *arch, const char *guests) {
        for (const TckBoot *boot = arch->boots; boot->name; boot++) {
                g_autofree char *path = g_build_filename(guests, boot->image, NULL);

                if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
                        return TRUE;
        }
        return FALSE;
}

char *tck_arch_missing(const TckArch *arch, const char *program, const char *guests) {
        g_autofree char *found = g_find_program_in_path(program);

        if (!found)
                return g_strdup_printf("there is no %s: install the package %s", program, arch->package);
        if (has_image(arch, guests))
                return NULL;
        if (!arch->compiler)
                return g_strdup_printf("there is no %s in %s: `make` builds it", arch->boots->image, guests);
        return g_strdup_printf("there is no %s in %s: install the package %s, and `make cross` builds it",
                               arch->boots->image, guests, arch->compiler);
}

/* ---- machine types and boot methods ---- */

static gboolean lists_machine(const TckArch *arch, const char *name) {
        for (const TckMachine *machine = arch->machines; machine->name; machine++)
                if (g_str_equal(machine->name, name))
                        return TRUE;
        return FALSE;
}

static gboolean has_boot(const TckArch *arch, const char *name) {
        return tck_arch_boot(arch, name) != NULL;
}

/* Fails if there is a name, other than "all", that none of the architectures has. */
static gboolean check_names(const GPtrArray *archs, const char *words, const char *option,
                            gboolean (*has)(const TckArch *arch, const char *name), GError **error) {
        g_auto(GStrv) names = g_strsplit(words ? words : "all", ",", -1);

        for (char **name = names; *name; name++) {
                gboolean known = g_str_equal(*name, "all");

                for (guint i = 0; i < archs->len; i++)
                        known |= has(archs->pdata[i], *name);
                if (!known)
                        return tck_error_set(error, TCK_ERROR_USAGE, "%s %s: none of these architectures has it",
                                             option, *name);
        }
        return TRUE;
}

/* "multiboot, efi, pvh, iso, esp" */
static char *boot_names(const TckArch *arch) {
        g_autoptr(GStrvBuilder) names = g_strv_builder_new();
        g_auto(GStrv) list = NULL;

        for (const TckBoot *boot = arch->boots; boot->name; boot++)
                g_strv_builder_add(names, boot->name);
        list = g_strv_builder_end(names);
        return g_strjoinv(", ", list);
}

static gboolean check_boots(const TckArch *arch, const char *words, GError **error) {
        g_auto(GStrv) names = g_strsplit(words ? words : "all", ",", -1);

        for (char **name = names; *name; name++) {
                g_autofree char *known = boot_names(arch);

                if (!g_str_equal(*name, "all") && !has_boot(arch, *name))
                        return tck_error_set(error, TCK_ERROR_USAGE, "--boot takes %s or all, not %s", known, *name);
        }
        return TRUE;
}

/* The named boot methods, without duplicates, in the architecture's order. */
static const TckBoot *const *choose_boots(const TckArch *arch, const char *words) {
        g_auto(GStrv) names = g_strsplit(words ? words : "all", ",", -1);
        const char *const *list = (const char *const *) names;
        GPtrArray *boots = g_ptr_array_new();

        for (const TckBoot *boot = arch->boots; boot->name; boot++)
                if (g_strv_contains(list, boot->name) || (boot->usual && g_strv_contains(list, "all")))
                        g_ptr_array_add(boots, (gpointer) boot);
        g_ptr_array_add(boots, NULL);
        return (const TckBoot *const *) g_ptr_array_free(boots, FALSE);
}

/* Only QEMU's cases depend on the machine type; libvirt's use one. `listed`: only types that the architecture lists. */
static GStrv choose_machines(const TckScopeWords *words, const TckArch *arch, gboolean listed) {
        const char *only = tck_layer_kind(words->layer)->machine;
        const char *usual = only                                ? only
                            : words->layer == TCK_LAYER_LIBVIRT ? arch->machines[0].name
                                                                : arch->usual_machines;
        g_auto(GStrv) named = g_strsplit(words->machines ? words->machines : usual, ",", -1);
        gboolean all = g_strv_contains((const char *const *) named, "all");
        g_autoptr(GStrvBuilder) chosen = g_strv_builder_new();

        for (const TckMachine *machine = arch->machines; all && machine->name; machine++)
                g_strv_builder_add(chosen, machine->name);
        for (char **name = named; !all && *name; name++)
                if (!listed || lists_machine(arch, *name))
                        g_strv_builder_add(chosen, *name);
        return g_strv_builder_end(chosen);
}

/* ---- scopes ---- */

static void scope_free(gpointer data) {
        TckScope *scope = data;

        g_strfreev((GStrv) scope->machines);
        g_free((gpointer) scope->boots);
        g_free(scope->missing);
        g_free(scope);
}

/* What there is one of cannot be for several architectures. */
static gboolean check_several(const TckScopeWords *words, const GPtrArray *archs, GError **error) {
        const char *program = words->qemu.program, *firmware = words->qemu.firmware;

        if (words->layer >= TCK_LAYER_OTHERS)
                return tck_error_set(error, TCK_ERROR_USAGE, "--layer %s takes one architecture",
                                     tck_layer_name(words->layer));
        if (program && !g_file_test(program, G_FILE_TEST_IS_DIR))
                return tck_error_set(error, TCK_ERROR_USAGE,
                                     "--qemu %s is no folder: for several architectures, name the folder that has a "
                                     "qemu-system-ARCH for each",
                                     program);
        if (firmware && !g_str_equal(firmware, "auto"))
                return tck_error_set(error, TCK_ERROR_USAGE,
                                     "--firmware %s is for one architecture: name that with --arch", firmware);
        return check_names(archs, words->machines, "--machine", lists_machine, error) &&
               check_names(archs, words->boots, "--boot", has_boot, error);
}

static TckScope *scope_new(const TckScopeWords *words, const TckArch *arch, gboolean several) {
        TckScope *scope = g_new0(TckScope, 1);
        g_auto(GStrv) named = g_strsplit(words->archs ? words->archs : arch->name, ",", -1);
        g_autofree char *program = tck_qemu_program(arch, words->qemu.program);

        scope->arch = arch;
        scope->optional = !g_strv_contains((const char *const *) named, arch->name);
        scope->qemu = words->qemu;
        scope->qemu.arch = arch;
        scope->qemu.program = g_intern_string(program);
        scope->machines = (const char *const *) choose_machines(words, arch, several);
        scope->boots = choose_boots(arch, words->boots);
        if (several)
                scope->missing = tck_arch_missing(arch, program,
                                                  words->qemu.guests ? words->qemu.guests : tck_guests_directory());
        return scope;
}

GPtrArray *tck_scopes_new(const TckScopeWords *words, GError **error) {
        g_autoptr(GPtrArray) archs = tck_archs_named(words->archs, error),
                             scopes = g_ptr_array_new_with_free_func(scope_free);
        gboolean several = archs && archs->len > 1;

        if (!archs ||
            !(several ? check_several(words, archs, error) : check_boots(archs->pdata[0], words->boots, error)))
                return NULL;
        for (guint i = 0; i < archs->len; i++)
                g_ptr_array_add(scopes, scope_new(words, archs->pdata[i], several));
        return g_steal_pointer(&scopes);
}
