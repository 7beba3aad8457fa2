/* SPDX-License-Identifier: BSD-2-Clause */
/* The schedule: which cases run on which VMs, and which share a boot. The order is only asserted where it matters. */
#include "schedule.h"

#include "common.h"
#include "arch.h"
#include "channel.h"

static const char *const pc[] = {"pc", NULL};
static const char *const both[] = {"pc", "q35", NULL};
static const TckBoot boot[] = {
        {.name = "multiboot"},
        {.name = "efi", .firmware = TRUE},
        {.name = "iso", .medium = TCK_MEDIUM_CD},
        {.name = "esp", .medium = TCK_MEDIUM_DISK, .firmware = TRUE},
        {0},
};
static const TckMachine types[] = {{.name = "pc", .domains = TRUE},
                                   {.name = "q35", .domains = TRUE},
                                   {.name = "microvm", .no_pci = TRUE, .no_firmware = TRUE},
                                   {.name = "isapc", .no_pci = TRUE, .no_acpi = TRUE, .no_firmware = TRUE},
                                   {0}};
static const char *const channels[] = {"isa", "pci", "hyperv", NULL};
static const char *const models[] = {"isa", "hyperv", NULL};
static const TckArch arch = {.name = "x86_64",
                             .channels = channels,
                             .machines = types,
                             .boots = boot,
                             .domains = {.usual = "isa", .models = models}};
static const TckBoot *const multiboot[] = {&boot[0], NULL};
static const TckBoot *const only_efi[] = {&boot[1], NULL};
static const TckBoot *const two_boots[] = {&boot[0], &boot[1], NULL};
static const TckBoot *const all_boots[] = {&boot[0], &boot[1], &boot[2], &boot[3], NULL};
static const TckBoot *const no_boots[] = {NULL};

static const TckCase table[] = {
        {.name = "action/pause/stops", .clause = "a", .ends = TRUE},
        {.name = "action/shutdown/exits", .clause = "a", .ends = TRUE, .vm = {.panic = "shutdown"}},
        {.name = "isa/read/bits", .clause = "a"},
        {.name = "isa/read/stable", .clause = "a"},
        {.name = "isa/write/loaded", .clause = "a"},
        {.name = "isa-absent/read", .clause = "a", .vm = {.devices = {TCK_NO_DEVICE}}},
        {.name = "isa-absent/write", .clause = "a", .vm = {.devices = {TCK_NO_DEVICE}}, .ends = TRUE},
};

/* The cases of the table as TckCase *. Free with g_ptr_array_unref(). */
static GPtrArray *list(const TckCase *cases, gsize count) {
        GPtrArray *pointers = g_ptr_array_new();

        for (gsize i = 0; i < count; i++)
                g_ptr_array_add(pointers, (gpointer) &cases[i]);
        return pointers;
}

static GPtrArray *plan(const char *const *patterns, const char *const *machines, const TckBoot *const *boots) {
        g_autoptr(GPtrArray) cases = list(table, G_N_ELEMENTS(table));
        GError *error = NULL;
        GPtrArray *jobs = tck_schedule_jobs(cases, TCK_LAYER_QEMU, patterns, &arch, machines, boots, &error);

        g_assert_no_error(error);
        g_assert_nonnull(jobs);
        return jobs;
}

/* "isa/read/bits@pc-multiboot": a unique name of a job. Free with g_free(). */
static char *job_text(const TckJob *job) {
        g_autofree char *vm = tck_vm_config_name(&job->config);

        return g_strdup_printf("%s@%s", job->tested->name, vm);
}

/* ---- cases of an architecture ---- */

static void test_channels(void) {
        const char *const waits[] = {"disabled-wait", NULL};
        const TckMachine only[] = {{.name = "machine"}, {0}};
        const TckArch other = {.name = "other", .channels = waits, .machines = only, .boots = boot};
        const TckCase usual = {.name = "u", .clause = "a"}, any = {.name = "a", .clause = "a", .any_channel = TRUE},
                      own = {.name = "w", .clause = "a", .vm = {.devices = {"disabled-wait"}}},
                      none = {.name = "n", .clause = "a", .vm = {.devices = {TCK_NO_DEVICE}}};
        const struct {
                const TckCase *tested;
                gboolean arch, other;
        } rows[] = {{&usual, TRUE, FALSE}, {&any, TRUE, TRUE}, {&own, FALSE, TRUE}, {&none, TRUE, FALSE}};
        TckVmSpec spec = any.vm;

        for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_assert_true(tck_machine_concerns(&arch, "pc", &boot[0], rows[i].tested) == rows[i].arch);
                g_assert_true(tck_machine_concerns(&other, "machine", &boot[0], rows[i].tested) == rows[i].other);
        }
        tck_arch_choose_channel(&arch, &any, &spec);
        g_assert_null(spec.devices[0]);
        tck_arch_choose_channel(&other, &any, &spec);
        g_assert_cmpstr(spec.devices[0], ==, "disabled-wait");
}

/* ---- cases of a machine type ---- */

static void test_machines(void) {
        const TckCase plain = {.name = "p", .clause = "a"}, pci = {.name = "i", .clause = "a", .needs = {.pci = TRUE}},
                      other = {.name = "o", .clause = "a", .vm = {.devices = {"isa", "pci"}}},
                      acpi = {.name = "c", .clause = "a", .needs = {.acpi = TRUE}};
        const struct {
                const TckCase *tested;
                gboolean pc, microvm, isapc;
        } table_of_machines[] = {
                {&plain, TRUE, TRUE, TRUE},
                {&pci, TRUE, FALSE, FALSE},
                {&other, TRUE, FALSE, FALSE},
                {&acpi, TRUE, TRUE, FALSE},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(table_of_machines); i++) {
                const TckCase *tested = table_of_machines[i].tested;

                g_assert_true(tck_machine_concerns(&arch, "pc", &boot[0], tested) == table_of_machines[i].pc);
                g_assert_true(tck_machine_concerns(&arch, "old", &boot[0], tested) == table_of_machines[i].pc);
                g_assert_true(tck_machine_concerns(&arch, "q35", &boot[1], tested) == table_of_machines[i].pc);
                g_assert_true(tck_machine_concerns(&arch, "microvm", &boot[0], tested) == table_of_machines[i].microvm);
                g_assert_true(tck_machine_concerns(&arch, "isapc", &boot[0], tested) == table_of_machines[i].isapc);
                g_assert_false(tck_machine_concerns(&arch, "microvm", &boot[1], tested));
        }
}

/* ---- layers ---- */

/* A hypervisor's own cases run only on its machine type, as do cases about any device. */
static void test_layers(void) {
        const TckCase own = {.name = "x", .clause = "a", .layer = "cloud-hypervisor"},
                      anywhere = {.name = "y", .clause = "a", .anywhere = TRUE}, qemus = {.name = "z", .clause = "a"};
        const TckBoot pvh = {.name = "pvh"};
        TckLayer layer = 0, of = 0;

        g_assert_true(tck_find_layer("cloud-hypervisor", &layer));
        g_assert_cmpuint(layer, >=, TCK_LAYER_OTHERS);
        g_assert_true(tck_layer_of_machine("cloud-hypervisor", &of));
        g_assert_cmpuint(of, ==, layer);
        g_assert_false(tck_layer_of_machine("pc", &of));
        g_assert_false(tck_find_layer("xen", &of));
        g_assert_cmpuint(tck_case_layer(&own), ==, layer);
        g_assert_cmpuint(tck_case_layer(&anywhere), ==, TCK_LAYER_QEMU);
        g_assert_true(tck_case_runs_on(&anywhere, layer) && tck_case_runs_on(&anywhere, TCK_LAYER_QEMU));
        g_assert_false(tck_case_runs_on(&anywhere, TCK_LAYER_LIBVIRT) || tck_case_runs_on(&qemus, layer) ||
                       tck_case_runs_on(&own, TCK_LAYER_QEMU));
        g_assert_true(tck_machine_concerns(&arch, "cloud-hypervisor", &pvh, &own));
        g_assert_true(tck_machine_concerns(&arch, "cloud-hypervisor", &pvh, &anywhere));
        g_assert_false(tck_machine_concerns(&arch, "cloud-hypervisor", &pvh, &qemus));
        g_assert_false(tck_machine_concerns(&arch, "cloud-hypervisor", &boot[0], &own));
        g_assert_false(tck_machine_concerns(&arch, "pc", &boot[0], &own));
        g_assert_true(tck_machine_concerns(&arch, "pc", &boot[0], &anywhere));
}

/* ---- patterns ---- */

static void test_patterns(void) {
        static const struct {
                const char *name, *pattern;
                gboolean matches;
        } rules[] = {
                {"isa/read/bits", "isa/read/bits", TRUE},
                {"isa/read/bits", "isa/read", TRUE},
                {"isa/read/bits", "isa", TRUE},
                {"isa/read/bits", "isa/", TRUE},
                {"isa/read/bits", "isa/read//", TRUE},
                {"isa/read/bits", "isa/read/bits/", TRUE},
                {"isa/read/bits", "*", TRUE},
                {"isa/read/bits", "*bits", TRUE},
                {"isa/read/bits", "isa/*/bits", TRUE},
                {"isa/read/bits", "isa/rea?/bits", TRUE},
                {"isa/read/bits", "*/read/*", TRUE},
                {"isa/read/bits", "is", FALSE},
                {"isa/read/bits", "isa/re", FALSE},
                {"isa/read/bits", "isa/read/bits/more", FALSE},
                {"isa/read/bits", "read", FALSE},
                {"isa/read/bits", "isa/read/bits?", FALSE},
                {"isa/read/bits", "ISA", FALSE},
                {"isa/read/bits", "", FALSE},
                {"isa/read/bits", "/", FALSE},
                {"isa/read/bits", "/isa", FALSE},
                {"isa-absent/read", "isa", FALSE},
                {"isa-absent/read", "isa*", TRUE},
        };

        for (gsize i = 0; i < G_N_ELEMENTS(rules); i++) {
                g_test_message("%s ~ %s", rules[i].name, rules[i].pattern);
                g_assert_cmpint(tck_case_matches(rules[i].name, rules[i].pattern), ==, rules[i].matches);
        }
}

static void assert_count(const char *const *patterns, const char *const *machines, const TckBoot *const *boots,
                         guint expected) {
        g_autoptr(GPtrArray) jobs = plan(patterns, machines, boots);

        g_assert_cmpuint(jobs->len, ==, expected);
}

static void test_jobs(void) {
        static const char *const none[] = {NULL};
        static const char *const isa[] = {"isa", NULL};
        static const char *const overlapping[] = {"isa", "isa/read", "*bits", "isa/write/loaded", NULL};

        assert_count(NULL, pc, multiboot, 7);
        assert_count(none, pc, multiboot, 7);
        assert_count(isa, pc, multiboot, 3);
        assert_count(overlapping, pc, multiboot, 3);
        assert_count(isa, both, multiboot, 6);
        assert_count(isa, both, two_boots, 12);
        assert_count(NULL, both, all_boots, 56);
        assert_count(NULL, pc, no_boots, 0);
        assert_count(NULL, none, all_boots, 0);
}

static void test_job_is_right(void) {
        static const char *const pattern[] = {"action/shutdown", NULL};
        g_autofree char *machine = g_strdup("q35"); /* undefined after the call */
        const char *const machines[] = {machine, NULL};
        g_autoptr(GPtrArray) jobs = plan(pattern, machines, only_efi);
        const TckJob *job = jobs->pdata[0];

        memset(machine, '?', strlen(machine));
        g_assert_cmpuint(jobs->len, ==, 1);
        g_assert_true(job->tested == &table[1]);
        g_assert_cmpstr(job->config.machine, ==, "q35");
        g_assert_true(job->config.boot == &boot[1]);
        g_assert_cmpstr(job->config.spec.panic, ==, "shutdown");
}

/* A pattern that matches nothing is refused, even among others that match: it is a typing error. */
static void test_unknown_pattern(void) {
        g_autoptr(GPtrArray) cases = list(table, G_N_ELEMENTS(table));
        static const char *const unknown[] = {"isa", "is", "action", NULL};
        GError *error = NULL;

        g_assert_null(tck_schedule_jobs(cases, TCK_LAYER_QEMU, unknown, &arch, both, all_boots, &error));
        assert_failed(error, TCK_ERROR_USAGE, "no case matches is ");
}

static void nothing(Tck *t) {
        (void) t;
}

static const TckCase both_layers[] = {
        {.name = "isa/read/bits", .clause = "isa.read"},
        {.name = "libvirt/a/b", .clause = "libvirt.a", .run = nothing, .domain = TCK_DOMAIN(.on_crash = "destroy")}};

/* A run has cases of one layer. A pattern of another layer is refused, with the layer's name. */
static void test_jobs_of_layers(void) {
        g_autoptr(GPtrArray) cases = list(both_layers, G_N_ELEMENTS(both_layers));
        static const char *const isa[] = {"isa", NULL};
        g_autoptr(GPtrArray) qemu = tck_schedule_jobs(cases, TCK_LAYER_QEMU, NULL, &arch, both, all_boots, NULL);
        g_autoptr(GPtrArray) libvirt = tck_schedule_jobs(cases, TCK_LAYER_LIBVIRT, NULL, &arch, both, all_boots, NULL);
        GError *error = NULL;

        g_assert_cmpuint(qemu->len, >, 0);
        for (guint i = 0; i < qemu->len; i++)
                g_assert_true(((const TckJob *) qemu->pdata[i])->tested == &both_layers[0]);
        g_assert_cmpuint(libvirt->len, ==, 2); /* the machine types, by multiboot only */
        for (guint i = 0; i < libvirt->len; i++)
                g_assert_true(((const TckJob *) libvirt->pdata[i])->tested == &both_layers[1]);
        g_assert_null(tck_schedule_jobs(cases, TCK_LAYER_LIBVIRT, isa, &arch, both, all_boots, &error));
        assert_failed(error, TCK_ERROR_USAGE, "isa matches only cases of another layer: --layer qemu");
}

/* A domain without panic devices is for the default architecture; one of the usual model, or of an architecture that the case names, for others. */
static void test_domains_of_archs(void) {
        static const char *const own[] = {"s390", NULL};
        static const TckMachine machines[] = {{.name = "machine", .domains = TRUE}, {0}};
        static const TckArch s390x = {.name = "s390x",
                                      .channels = own,
                                      .machines = machines,
                                      .boots = boot,
                                      .domains = {.usual = "s390", .models = own}},
                             without = {.name = "none", .channels = own, .machines = machines, .boots = boot};
        const struct {
                TckCase tested;
                gboolean x86, s390x;
        } rows[] = {
                {{.name = "libvirt/a", .domain = TCK_DOMAIN(.on_crash = "destroy")}, TRUE, FALSE},
                {{.name = "libvirt/b", .domain = TCK_DOMAIN(.panic = TCK_USUAL_PANIC)}, TRUE, TRUE},
                {{.name = "libvirt/c", .domain = TCK_DOMAIN(.panic = {{.model = ""}})}, TRUE, FALSE},
                {{.name = "libvirt/d", .domain = TCK_DOMAIN(.panic = {{.model = "isa"}})}, TRUE, FALSE},
                {{.name = "libvirt/e", .domain = TCK_DOMAIN(.panic = {{.model = "s390"}})}, FALSE, TRUE},
                {{.name = "libvirt/f", .domain = TCK_DOMAIN(.panic = {{.model = "s390"}}), .needs = {.arch = "x86_64"}},
                 TRUE,
                 FALSE},
                {{.name = "libvirt/g", .domain = TCK_DOMAIN(.on_crash = "destroy"), .needs = {.arch = "s390x"}},
                 FALSE,
                 TRUE},
        };

        for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
                g_test_message("%s", rows[i].tested.name);
                g_assert_true(tck_machine_concerns(&arch, "pc", &boot[0], &rows[i].tested) == rows[i].x86);
                g_assert_true(tck_machine_concerns(&s390x, "machine", &boot[0], &rows[i].tested) == rows[i].s390x);
                g_assert_false(tck_machine_concerns(&without, "machine", &boot[0], &rows[i].tested));
        }
}

/* ---- units ---- */

/* The jobs of each unit in the order of the schedule: "a@x b@x | c@y". Free with g_free(). */
static char *units_text(const GPtrArray *units) {
        g_autoptr(GString) text = g_string_new(NULL);

        for (guint u = 0; u < units->len; u++) {
                const TckUnit *unit = units->pdata[u];

                for (guint i = 0; i < unit->jobs->len; i++) {
                        g_autofree char *job = job_text(unit->jobs->pdata[i]);

                        g_string_append_printf(text, "%s%s", text->len ? i ? " " : " | " : "", job);
                }
        }
        return g_strdup(text->str);
}

static void assert_units(const char *const *patterns, const TckBoot *const *boots, gboolean fresh,
                         const char *expected) {
        g_autoptr(GPtrArray) units = tck_schedule_units(plan(patterns, pc, boots), fresh);
        g_autofree char *seen = units_text(units);

        g_assert_cmpstr(seen, ==, expected);
}

static void test_share(void) {
        static const char *const some[] = {"action/pause", "isa/read", NULL};

        assert_units(some, multiboot, FALSE,
                     "isa/read/bits@pc-multiboot isa/read/stable@pc-multiboot action/pause/stops@pc-multiboot");
}

static void test_fresh(void) {
        static const char *const some[] = {"action/pause", "isa/read", NULL};

        assert_units(some, multiboot, TRUE,
                     "action/pause/stops@pc-multiboot | isa/read/bits@pc-multiboot | isa/read/stable@pc-multiboot");
}

static void test_apart(void) {
        static const char *const some[] = {"action/shutdown", "isa/write", "isa-absent/read", NULL};
        g_autoptr(GPtrArray) units = tck_schedule_units(plan(some, pc, multiboot), FALSE);

        g_assert_cmpuint(units->len, ==, 3);
}

static void test_firmware_first(void) {
        static const char *const some[] = {"isa/write", NULL};

        assert_units(some, two_boots, FALSE, "isa/write/loaded@pc-efi | isa/write/loaded@pc-multiboot");
}

/* A case that needs an untouched VM is the first in it; two such cases have a VM each, which others share. */
static void test_untouched(void) {
        static const TckCase some[] = {{.name = "a", .clause = "a"},
                                       {.name = "b", .clause = "a", .ends = TRUE},
                                       {.name = "c", .clause = "a", .needs = {.untouched = TRUE}},
                                       {.name = "d", .clause = "a", .needs = {.untouched = TRUE}},
                                       {.name = "e", .clause = "a", .ends = TRUE}};
        g_autoptr(GPtrArray) cases = list(some, G_N_ELEMENTS(some));
        GPtrArray *jobs = tck_schedule_jobs(cases, TCK_LAYER_QEMU, NULL, &arch, pc, multiboot, NULL);
        g_autoptr(GPtrArray) units = tck_schedule_units(jobs, FALSE);
        g_autofree char *seen = units_text(units);

        g_assert_cmpstr(seen, ==, "c@pc-multiboot a@pc-multiboot b@pc-multiboot | d@pc-multiboot e@pc-multiboot");
}

static void test_nothing(void) {
        assert_units(NULL, no_boots, FALSE, "");
        assert_units(NULL, no_boots, TRUE, "");
        tck_unit_free(NULL);
}

/* ---- the schedule of any table of cases ---- */

enum { CASES_MAX = 40 };

static const char *pick(GRand *random, const char *const *from, gint32 count) {
        return from[g_rand_int_range(random, 0, count)];
}

/* Returns the number of cases. Their names are interned. */
static gsize make_table(GRand *random, TckCase cases[CASES_MAX]) {
        static const char *const panics[] = {NULL, NULL, "none", "shutdown", "exit-failure"};
        static const char *const events[] = {NULL, NULL, "1", "3"};
        gsize count = (gsize) g_rand_int_range(random, 0, CASES_MAX + 1);
        double ending = g_rand_double(random);

        for (gsize i = 0; i < count; i++) {
                g_autofree char *name = g_strdup_printf("family-%u/case/%02" G_GSIZE_FORMAT, (guint) i % 3, i);

                cases[i] = (TckCase){.name = g_intern_string(name),
                                     .clause = "a",
                                     .vm = {.devices = {g_rand_int(random) % 4 ? NULL : TCK_NO_DEVICE},
                                            .panic = pick(random, panics, G_N_ELEMENTS(panics)),
                                            .events = pick(random, events, G_N_ELEMENTS(events)),
                                            .no_shutdown = g_rand_int(random) % 4 == 0},
                                     .needs = {.untouched = g_rand_int(random) % 6 == 0},
                                     .ends = g_rand_double(random) < ending};
        }
        return count;
}

static gint by_text(gconstpointer a, gconstpointer b) {
        return strcmp(*(const char *const *) a, *(const char *const *) b);
}

static void add_texts(GPtrArray *texts, const GPtrArray *jobs) {
        for (guint i = 0; i < jobs->len; i++)
                g_ptr_array_add(texts, job_text(jobs->pdata[i]));
}

/* The sorted names of the jobs, whatever their order. Takes ownership of the array. Free with g_free(). */
static char *sorted(GPtrArray *texts) {
        g_auto(GStrv) list = NULL;

        g_ptr_array_sort(texts, by_text);
        g_ptr_array_add(texts, NULL);
        list = (char **) g_ptr_array_free(texts, FALSE);
        return g_strjoinv(" ", list);
}

static char *jobs_text(const GPtrArray *jobs) {
        GPtrArray *texts = g_ptr_array_new();

        add_texts(texts, jobs);
        return sorted(texts);
}

static char *units_jobs_text(const GPtrArray *units) {
        GPtrArray *texts = g_ptr_array_new();

        for (guint i = 0; i < units->len; i++)
                add_texts(texts, ((const TckUnit *) units->pdata[i])->jobs);
        return sorted(texts);
}

/* A unit has one configuration; only its last job ends the VM, and only its first may need an untouched VM. */
static void check_unit(const TckUnit *unit, gboolean fresh) {
        const TckJob *first = unit->jobs->pdata[0];
        g_autofree char *hardware = tck_vm_config_hardware(&first->config);
        g_autofree char *name = tck_vm_config_name(&first->config);

        g_assert_cmpstr(unit->name, ==, name);
        g_assert_cmpstr(unit->hardware, ==, hardware);
        g_assert_cmpint(unit->firmware, ==, first->config.boot->firmware);
        g_assert_true(!fresh || unit->jobs->len == 1);
        for (guint i = 0; i < unit->jobs->len; i++) {
                const TckJob *job = unit->jobs->pdata[i];
                g_autofree char *same = tck_vm_config_name(&job->config);

                g_assert_cmpstr(same, ==, name);
                g_assert_true(!job->tested->ends || i == unit->jobs->len - 1);
                g_assert_true(!job->tested->needs.untouched || i == 0);
        }
}

static guint count_up(GHashTable *counts, const char *name) {
        guint count = GPOINTER_TO_UINT(g_hash_table_lookup(counts, name)) + 1;

        g_hash_table_insert(counts, (gpointer) g_intern_string(name), GUINT_TO_POINTER(count));
        return count;
}

/* Firmware comes first; and the second unit of each hardware comes after the first unit of every other, and so on. */
static void check_order(const GPtrArray *units) {
        g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
        gboolean firmware = TRUE;
        guint round = 1;

        for (guint i = 0; i < units->len; i++) {
                const TckUnit *unit = units->pdata[i];
                guint count = count_up(counts, unit->hardware);

                g_assert_true(firmware || !unit->firmware);
                if (unit->firmware != firmware)
                        round = 1;
                firmware = unit->firmware;
                g_assert_cmpuint(count, >=, round);
                round = count;
        }
}

/* The minimum number of boots for the jobs of a configuration. */
static guint least_boots(const GPtrArray *units, const char *config) {
        guint alone = 0, untouched = 0, ends = 0, any = 0;

        for (guint u = 0; u < units->len; u++) {
                const TckUnit *unit = units->pdata[u];

                for (guint i = 0; g_str_equal(unit->name, config) && i < unit->jobs->len; i++) {
                        const TckCase *tested = ((const TckJob *) unit->jobs->pdata[i])->tested;

                        if (tested->ends && tested->needs.untouched)
                                alone++;
                        else if (tested->ends)
                                ends++;
                        else if (tested->needs.untouched)
                                untouched++;
                        else
                                any = 1;
                }
        }
        return alone + MAX(MAX(untouched, ends), any);
}

/* Asserts that no boot could have been shared. */
static void check_sharing(const GPtrArray *units) {
        g_autoptr(GHashTable) boots = g_hash_table_new(g_str_hash, g_str_equal);
        GHashTableIter iterator;
        gpointer name, count;

        for (guint u = 0; u < units->len; u++)
                count_up(boots, ((const TckUnit *) units->pdata[u])->name);
        g_hash_table_iter_init(&iterator, boots);
        while (g_hash_table_iter_next(&iterator, &name, &count))
                g_assert_cmpuint(GPOINTER_TO_UINT(count), ==, least_boots(units, name));
}

static void check_table(const GPtrArray *cases, const TckBoot *const *boots, gboolean fresh) {
        GPtrArray *jobs = tck_schedule_jobs(cases, TCK_LAYER_QEMU, NULL, &arch, both, boots, NULL);
        g_autofree char *before = jobs_text(jobs);
        g_autoptr(GPtrArray) units = tck_schedule_units(jobs, fresh);
        g_autofree char *after = units_jobs_text(units);

        /* No job is lost or repeated. */
        g_assert_cmpstr(before, ==, after);
        for (guint i = 0; i < units->len; i++)
                check_unit(units->pdata[i], fresh);
        check_order(units);
        if (!fresh)
                check_sharing(units);
}

static void test_any_table(void) {
        g_autoptr(GRand) random = g_rand_new_with_seed(1);

        for (guint round = 0; round < 200; round++) {
                const TckBoot *boots[G_N_ELEMENTS(boot)] = {NULL};
                guint chosen = 0;
                TckCase cases[CASES_MAX];
                g_autoptr(GPtrArray) pointers = list(cases, make_table(random, cases));

                for (guint i = 0; i < (G_N_ELEMENTS(boot) - 1); i++)
                        if (g_rand_boolean(random))
                                boots[chosen++] = &boot[i];
                check_table(pointers, boots, round % 4 == 0);
        }
}

/* ---- names ---- */

/* Takes one choice from a number that encodes several. */
static guint choose(guint *rest, guint count) {
        guint choice = *rest % count;

        *rest /= count;
        return choice;
}

static TckVmConfig make_config(guint *rest) {
        static const char *const panics[] = {NULL, "none", "shutdown"}, *const devices[][TCK_DEVICES_MAX] = {
                                                                                {NULL},         {TCK_NO_DEVICE},
                                                                                {"pci"},        {"isa", "pci"},
                                                                                {"pci", "pci"}, {"isa", "isa"}};
        const char *const *chosen = devices[choose(rest, G_N_ELEMENTS(devices))];

        return (TckVmConfig){
                .arch = choose(rest, 2) ? "s390x" : NULL,
                .machine = both[choose(rest, 2)],
                .boot = &boot[choose(rest, (G_N_ELEMENTS(boot) - 1))],
                .spec = {.devices = {chosen[0], chosen[1]},
                         .ioport = choose(rest, 2) ? "1" : NULL,
                         .events = choose(rest, 2) ? "1" : NULL,
                         .cpus = choose(rest, 2) ? 2 : 1,
                         .panic = panics[choose(rest, G_N_ELEMENTS(panics))],
                         .shutdown = choose(rest, 2) ? "pause" : NULL,
                         .reboot = choose(rest, 2) ? "shutdown" : NULL,
                         .no_reboot = choose(rest, 2) == 1,
                         .no_shutdown = choose(rest, 2) == 1},
        };
}

/*
 * Two configurations have the same name only if they are equal; otherwise they would share a boot that does not fit one
 * of them.
 */
static void test_names(void) {
        g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

        for (guint i = 0;; i++) {
                guint rest = i;
                TckVmConfig config = make_config(&rest);

                if (rest)
                        break;
                g_assert_true(g_hash_table_add(names, tck_vm_config_name(&config)));
        }
        g_assert_cmpuint(g_hash_table_size(names), >, 1000);
}

#define LONG_CPU                                                                               \
        "hv-relaxed=on,hv-vendor-id=abcdefghijkl,hv-version-id-build=1,hv-version-id-major=2," \
        "hv-version-id-minor=3,hv-version-id-spack=4,hv-time"

/*
 * The panic action is not hardware of the guest. The device is; the bits that it advertises are not part of its state.
 */
static void test_hardware(void) {
        TckVmConfig plain = {.machine = "q35", .boot = &boot[1]}, other = plain;
        g_autofree char *name = tck_vm_config_hardware(&plain), *made = tck_vm_config_make(&plain);
        g_autofree char *same = NULL, *none = NULL, *events = NULL, *made_same = NULL, *made_events = NULL;
        g_autofree char *kvm = NULL, *cpu = NULL, *long_cpu = NULL, *longer = NULL;

        other.spec.panic = "shutdown";
        other.spec.no_shutdown = TRUE;
        same = tck_vm_config_hardware(&other);
        g_assert_cmpstr(same, ==, name);
        made_same = tck_vm_config_make(&other);
        g_assert_cmpstr(made_same, ==, made);
        other.spec.devices[0] = TCK_NO_DEVICE;
        none = tck_vm_config_hardware(&other);
        g_assert_cmpstr(none, !=, name);
        other.spec = (TckVmSpec){.kvm = TRUE};
        kvm = tck_vm_config_hardware(&other);
        g_assert_cmpstr(kvm, !=, name);
        other.spec.cpu = "hv-relaxed=on,hv-spinlocks=64";
        cpu = tck_vm_config_hardware(&other);
        g_assert_cmpstr(cpu, ==, "q35-efi-kvm-hv-relaxed-hv-spinlocks-64");
        other.spec.cpu = LONG_CPU "=on";
        long_cpu = tck_vm_config_hardware(&other);
        g_assert_cmpuint(strlen(long_cpu), <, 160);
        other.spec.cpu = LONG_CPU "=off";
        longer = tck_vm_config_hardware(&other);
        g_assert_cmpstr(longer, !=, long_cpu);
        other.spec = (TckVmSpec){.events = "1"};
        events = tck_vm_config_hardware(&other);
        g_assert_cmpstr(events, ==, name);
        made_events = tck_vm_config_make(&other);
        g_assert_cmpstr(made_events, !=, made);
}

/* Machine types of two architectures may have the same name. */
static void test_names_of_archs(void) {
        static const TckArch others[] = {{.name = "aarch64"}, {.name = "riscv64"}};
        const TckVmConfig usual = tck_arch_vm(&arch, "virt", &boot[0]),
                          first = tck_arch_vm(&others[0], "virt", &boot[0]),
                          second = tck_arch_vm(&others[1], "virt", &boot[0]);
        g_autofree char *usual_name = tck_vm_config_hardware(&usual), *first_name = tck_vm_config_hardware(&first),
                        *second_name = tck_vm_config_name(&second);

        g_assert_cmpstr(usual_name, ==, "virt-multiboot");
        g_assert_cmpstr(first_name, ==, "aarch64-virt-multiboot");
        g_assert_cmpstr(second_name, ==, "riscv64-virt-multiboot");
}

/* A case of an undeclared channel could not be run. */
static void test_devices(void) {
        const GPtrArray *cases = tck_all_cases();

        for (guint i = 0; i < cases->len; i++) {
                const TckCase *tested = cases->pdata[i];
                const char *name;

                for (guint d = 0; (name = tck_vm_spec_device(&tested->vm, d)); d++) {
                        const TckChannel *channel = tck_find_channel(name);

                        if (!channel || !(channel->device || channel->cpu || channel->always))
                                g_error("%s: there is no channel %s that a VM can have", tested->name, name);
                }
        }
        g_assert_cmpuint(cases->len, >, 200);
}

int main(int argc, char **argv) {
        g_test_init(&argc, &argv, NULL);
        g_test_add_func("/schedule/channels", test_channels);
        g_test_add_func("/schedule/machines", test_machines);
        g_test_add_func("/schedule/layers", test_layers);
        g_test_add_func("/schedule/patterns", test_patterns);
        g_test_add_func("/schedule/jobs/how-many", test_jobs);
        g_test_add_func("/schedule/jobs/right", test_job_is_right);
        g_test_add_func("/schedule/jobs/unknown-pattern", test_unknown_pattern);
        g_test_add_func("/schedule/jobs/layers", test_jobs_of_layers);
        g_test_add_func("/schedule/domains/archs", test_domains_of_archs);
        g_test_add_func("/schedule/units/share", test_share);
        g_test_add_func("/schedule/units/fresh", test_fresh);
        g_test_add_func("/schedule/units/apart", test_apart);
        g_test_add_func("/schedule/units/firmware-first", test_firmware_first);
        g_test_add_func("/schedule/units/untouched", test_untouched);
        g_test_add_func("/schedule/units/nothing", test_nothing);
        g_test_add_func("/schedule/units/any-table", test_any_table);
        g_test_add_func("/schedule/names", test_names);
        g_test_add_func("/schedule/names/archs", test_names_of_archs);
        g_test_add_func("/schedule/hardware", test_hardware);
        g_test_add_func("/schedule/devices", test_devices);
        return g_test_run();
}
