/* SPDX-License-Identifier: BSD-2-Clause */
#include "target_check.h"

#include <string.h>

#include "arch.h"
#include "case.h"
#include "number.h"
#include "profile.h"
#include "registry.h"

typedef char *(*Check)(const TckMatrixTarget *target, const char *value);

static char *check_accel(G_GNUC_UNUSED const TckMatrixTarget *target, const char *value) {
        static const char *const accels[] = {"tcg", "kvm", NULL};

        return g_strv_contains(accels, value) ? NULL : g_strdup_printf("accel takes tcg or kvm, not %s", value);
}

static char *check_lab(G_GNUC_UNUSED const TckMatrixTarget *target, const char *value) {
        static const char *const uses[] = {"auto", "always", "never", NULL};

        return g_strv_contains(uses, value) ? NULL : g_strdup_printf("lab takes auto, always or never, not %s", value);
}

static char *check_suite(G_GNUC_UNUSED const TckMatrixTarget *target, const char *value) {
        return g_ascii_islower(*value) && strspn(value, G_CSET_a_2_z "-") == strlen(value)
                       ? NULL
                       : g_strdup_printf("%s is not the name of a Debian suite", value);
}

static char *check_arch(G_GNUC_UNUSED const TckMatrixTarget *target, const char *value) {
        g_auto(GStrv) names = g_strsplit(value, ",", -1);
        g_autofree char *known = tck_registry_names(tck_all_archs());

        for (char **name = names; *name; name++)
                if (!g_str_equal(*name, "all") && !tck_find_arch(*name))
                        return g_strdup_printf("arch takes %s or all, not %s", known, *name);
        return NULL;
}

static gboolean has_boot(const TckMatrixTarget *target, const char *name) {
        const GPtrArray *archs = tck_all_archs();
        gboolean has = g_str_equal(name, "all") || g_strcmp0(tck_layer_kind(target->layer)->boot, name) == 0;

        for (guint i = 0; i < archs->len; i++)
                has = has || tck_arch_boot(archs->pdata[i], name);
        return has;
}

static char *check_boot(const TckMatrixTarget *target, const char *value) {
        g_auto(GStrv) names = g_strsplit(value, ",", -1);

        for (char **name = names; *name; name++)
                if (!has_boot(target, *name))
                        return g_strdup_printf("there is no boot method %s", *name);
        return NULL;
}

static gboolean matches_case(const TckMatrixTarget *target, const char *pattern) {
        const GPtrArray *cases = tck_all_cases();

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];

                if (tck_case_runs_on(tested, target->layer) && tck_case_matches(tested->name, pattern))
                        return TRUE;
        }
        return FALSE;
}

static char *check_cases(const TckMatrixTarget *target, G_GNUC_UNUSED const char *value) {
        g_auto(GStrv) patterns = tck_target_list(target, TCK_TARGET_CASES);

        for (char **pattern = patterns; *pattern; pattern++)
                if (!matches_case(target, *pattern))
                        return g_strdup_printf(
                                "no case of the hypervisor %s matches %s (`pvpanic-tck list` names them all)",
                                tck_layer_name(target->layer), *pattern);
        return NULL;
}

static char *check_profile(const TckMatrixTarget *target, const char *value) {
        const TckProfile *profile = tck_find_profile(value);
        g_autofree char *names = tck_profile_names(target->layer);

        if (!profile)
                return g_strdup_printf("there is no profile %s; there are %s", value, names);
        return tck_profile_concerns(profile, target->layer)
                       ? NULL
                       : g_strdup_printf("the profile %s is not for the hypervisor %s; there are %s", value,
                                         tck_layer_name(target->layer), names);
}

static char *check_timeout(G_GNUC_UNUSED const TckMatrixTarget *target, const char *value) {
        g_autoptr(GError) error = NULL;
        double seconds;

        return tck_number_seconds("timeout", value, FALSE, &seconds, &error) ? NULL : g_strdup(error->message);
}

/* Slurm knows what it means. It is a word of a command line, so blanks are refused, which it never has. */
static char *check_constraint(G_GNUC_UNUSED const TckMatrixTarget *target, const char *value) {
        static const char letters[] = G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._:=+&|!*,()[]-";

        return *value != '-' && strspn(value, letters) == strlen(value)
                       ? NULL
                       : g_strdup_printf("%s is not a constraint of Slurm, such as kvm&bookworm", value);
}

/* ---- what does not go together ---- */

static char *check_layer(TckMatrixTarget *target) {
        const char *name = target->values[TCK_TARGET_HYPERVISOR];
        g_autofree char *names = tck_layer_names();

        if (!name || tck_find_layer(name, &target->layer))
                return NULL;
        return g_strdup_printf("hypervisor takes one of %s, not %s", names, name);
}

/* The key that the hypervisor has no use for; TCK_TARGET_KEYS: none. */
static TckTargetKey find_useless(const TckMatrixTarget *target) {
        /* Those of QEMU; libvirt has no use for the first two. */
        static const TckTargetKey qemu[] = {TCK_TARGET_FIRMWARE, TCK_TARGET_ARGUMENTS, TCK_TARGET_SUITE,
                                            TCK_TARGET_ACCEL, TCK_TARGET_LAB};
        gsize count = target->layer == TCK_LAYER_QEMU ? 0 : target->layer == TCK_LAYER_LIBVIRT ? 2 : G_N_ELEMENTS(qemu);

        for (gsize i = 0; i < count; i++)
                if (target->values[qemu[i]])
                        return qemu[i];
        return TCK_TARGET_KEYS;
}

static char *check_together(const TckMatrixTarget *target, guint *ret_line) {
        TckTargetKey useless = find_useless(target);

        if (useless != TCK_TARGET_KEYS) {
                *ret_line = target->lines[useless];
                return g_strdup_printf("the hypervisor %s has no use for %s", tck_layer_name(target->layer),
                                       tck_target_key_name(useless));
        }
        if (!target->values[TCK_TARGET_SUITE])
                return NULL;
        *ret_line = target->lines[TCK_TARGET_SUITE];
        if (target->layer == TCK_LAYER_QEMU && target->values[TCK_TARGET_PROGRAM])
                return g_strdup("suite names the program: leave out program");
        if (target->layer == TCK_LAYER_LIBVIRT && target->values[TCK_TARGET_WITH])
                return g_strdup("suite names the program of `with`: leave out with");
        return NULL;
}

char *tck_target_check(TckMatrixTarget *target, guint *ret_line) {
        static const Check checks[TCK_TARGET_KEYS] = {
                [TCK_TARGET_ACCEL] = check_accel,
                [TCK_TARGET_LAB] = check_lab,
                [TCK_TARGET_SUITE] = check_suite,
                [TCK_TARGET_ARCH] = check_arch,
                [TCK_TARGET_BOOT] = check_boot,
                [TCK_TARGET_CASES] = check_cases,
                [TCK_TARGET_PROFILE] = check_profile,
                [TCK_TARGET_TIMEOUT] = check_timeout,
                [TCK_TARGET_CONSTRAINT] = check_constraint,
        };
        char *what = check_layer(target);

        if (what) {
                *ret_line = target->lines[TCK_TARGET_HYPERVISOR];
                return what;
        }
        for (guint key = 0; key < TCK_TARGET_KEYS; key++) {
                what = target->values[key] && checks[key] ? checks[key](target, target->values[key]) : NULL;
                if (what) {
                        *ret_line = target->lines[key];
                        return what;
                }
        }
        return check_together(target, ret_line);
}
