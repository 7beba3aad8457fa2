/* SPDX-License-Identifier: BSD-2-Clause */
/* Shards: how they are told, and what is in them. */
#include "shard.h"

#include <string.h>

#include "error.h"
#include "schedule.h"

/* ---- which one ---- */

static void reads(const char *option, const char *const *variables, guint number, guint total) {
        g_autoptr(GError) error = NULL;
        TckShard shard;

        g_assert_true(tck_shard_read(option, (char **) variables, &shard, &error));
        g_assert_no_error(error);
        g_assert_cmpuint(shard.number, ==, number);
        g_assert_cmpuint(shard.total, ==, total);
}

static void refuses(const char *option, const char *const *variables, const char *word) {
        g_autoptr(GError) error = NULL;
        TckShard shard;

        g_assert_false(tck_shard_read(option, (char **) variables, &shard, &error));
        g_assert_error(error, TCK_ERROR, TCK_ERROR_USAGE);
        g_assert_nonnull(strstr(error->message, word));
}

#define VARIABLES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_reading(void) {
        reads(NULL, VARIABLES("HOME=/"), 0, 0);
        reads("2/4", VARIABLES("HOME=/"), 2, 4);
        reads(NULL, VARIABLES("TEST_TOTAL_SHARDS=4", "TEST_SHARD_INDEX=0"), 1, 4);
        reads(NULL, VARIABLES("TEST_TOTAL_SHARDS=4", "TEST_SHARD_INDEX=3"), 4, 4);
        reads(NULL, VARIABLES("CI_NODE_TOTAL=4", "CI_NODE_INDEX=1"), 1, 4);
        reads(NULL, VARIABLES("CI_NODE_TOTAL=4", "CI_NODE_INDEX=4"), 4, 4);
        reads(NULL, VARIABLES("CI_NODE_TOTAL="), 0, 0);
        /* The option goes first. */
        reads("1/2", VARIABLES("CI_NODE_TOTAL=4", "CI_NODE_INDEX=4"), 1, 2);
}

static void test_refusals(void) {
        const char *const wrong[] = {"", "2", "0/4", "5/4", "1/0", "x/4", "1/x", "1/2/3", "-1/4", "1/99999"};

        for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
                refuses(wrong[i], VARIABLES("HOME=/"), "--shard");
        refuses(NULL, VARIABLES("TEST_TOTAL_SHARDS=4", "TEST_SHARD_INDEX=4"), "TEST_SHARD_INDEX");
        refuses(NULL, VARIABLES("TEST_TOTAL_SHARDS=4"), "TEST_SHARD_INDEX");
        refuses(NULL, VARIABLES("TEST_TOTAL_SHARDS=many", "TEST_SHARD_INDEX=0"), "TEST_TOTAL_SHARDS");
        refuses(NULL, VARIABLES("CI_NODE_TOTAL=4", "CI_NODE_INDEX=0"), "CI_NODE_INDEX");
        refuses(NULL, VARIABLES("CI_NODE_TOTAL=4", "CI_NODE_INDEX=5"), "CI_NODE_INDEX");
}

/* ---- which jobs ---- */

static GPtrArray *all_jobs(void) {
        const TckArch *arch = tck_default_arch();
        const TckBoot *const boots[] = {&arch->boots[0], NULL};
        const char *const machines[] = {g_intern_string("pc"), g_intern_string("q35"), NULL};

        return tck_schedule_jobs(tck_all_cases(), TCK_LAYER_QEMU, NULL, arch, machines, boots, NULL);
}

static char *name_of(const TckJob *job) {
        g_autofree char *vm = tck_vm_config_name(&job->config);

        return g_strdup_printf("%s %s", vm, job->tested->name);
}

/* Adds the shard's jobs to those that were seen, each with the number of shards that have it. */
static guint see(GHashTable *seen, guint number, guint total) {
        g_autoptr(GPtrArray) jobs = tck_shard_jobs(all_jobs(), &(TckShard){.number = number, .total = total});
        guint mandatory = 0;

        for (guint i = 0; i < jobs->len; i++) {
                const TckJob *job = jobs->pdata[i];
                char *name = name_of(job);
                guint count = GPOINTER_TO_UINT(g_hash_table_lookup(seen, name));

                mandatory += job->tested->mandatory ? 1 : 0;
                g_hash_table_insert(seen, name, GUINT_TO_POINTER(count + 1));
        }
        g_assert_cmpuint(mandatory, >=, 4);
        return jobs->len;
}

static void test_jobs(void) {
        g_autoptr(GPtrArray) jobs = all_jobs();

        for (guint total = 1; total <= 7; total++) {
                g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

                for (guint number = 1; number <= total; number++)
                        g_assert_cmpuint(see(seen, number, total), <=, jobs->len / total + jobs->len / 10 + 8);
                g_assert_cmpuint(g_hash_table_size(seen), ==, jobs->len);
                for (guint i = 0; i < jobs->len; i++) {
                        const TckJob *job = jobs->pdata[i];
                        g_autofree char *name = name_of(job);
                        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(seen, name));

                        g_assert_true(count == 1 || (job->tested->mandatory && count == total));
                }
        }
}

static void test_more_shards_than_jobs(void) {
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        /* The last of very many has the mandatory cases alone. */
        g_assert_cmpuint(see(seen, 4096, 4096), ==, g_hash_table_size(seen));
}

/* Each channel of the layers that have cases about panics has a mandatory one. */
static void test_channels(void) {
        const char *const names[] = {"isa/",           "pci/",     "acpi/",    "hyperv/",
                                     "disabled-wait/", "os-term/", "libvirt/", "cloud-hypervisor/"};

        for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
                guint count = 0;

                for (guint j = 0; j < tck_all_cases()->len; j++) {
                        const TckCase *tested = tck_all_cases()->pdata[j];

                        count += tested->mandatory && g_str_has_prefix(tested->name, names[i]) ? 1 : 0;
                }
                g_assert_cmpuint(count, ==, 1);
        }
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/shard/reading", test_reading);
        g_test_add_func("/shard/refusals", test_refusals);
        g_test_add_func("/shard/jobs", test_jobs);
        g_test_add_func("/shard/more-shards-than-jobs", test_more_shards_than_jobs);
        g_test_add_func("/shard/channels", test_channels);
        return g_test_run();
}
