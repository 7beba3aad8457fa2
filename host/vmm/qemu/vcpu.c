/* SPDX-License-Identifier: BSD-2-Clause */
#include "vcpu.h"

#include <string.h>

#include "error.h"
#include "json.h"

enum { CPUS_MAX = 4096 };

static const guint64 PAGE = 4096;

/* Tries each architecture's names of registers. */
static gboolean parse_cpu(const char *text, const char *end, TckVcpu *ret_cpu) {
        const GPtrArray *archs = tck_all_archs();

        for (guint i = 0; i < archs->len; i++) {
                const TckArch *arch = archs->pdata[i];

                if (arch->read_registers && arch->read_registers(text, end, ret_cpu))
                        return TRUE;
        }
        return FALSE;
}

static const char header[] = "CPU#";

/* Where a CPU's text begins, in a line of its own: on ppc64 its number occurs within that text, too. NULL if there is none. */
static const char *find_cpu(const char *text, const char *from) {
        const char *at = strstr(from, header);

        while (at && at != text && at[-1] != '\n')
                at = strstr(at + 1, header);
        return at;
}

GArray *tck_vcpu_parse(const char *text) {
        GArray *cpus = g_array_new(FALSE, FALSE, sizeof(TckVcpu));

        for (const char *at = find_cpu(text, text); at && cpus->len < CPUS_MAX;) {
                const char *next = find_cpu(text, at + strlen(header));
                const char *end = next ? next : at + strlen(at);
                TckVcpu cpu = {.index = (guint) g_ascii_strtoull(at + strlen(header), NULL, 10)};

                if (parse_cpu(at, end, &cpu))
                        g_array_append_val(cpus, cpu);
                at = next;
        }
        return cpus;
}

/* The first number is the time on the CPU in nanoseconds (Linux, Documentation/scheduler/sched-stats). */
static guint64 time_of_thread(GPid process, gint64 thread) {
        g_autofree char *path = g_strdup_printf("/proc/%d/task/%" G_GINT64_FORMAT "/schedstat", (int) process, thread);
        g_autofree char *text = NULL;

        return g_file_get_contents(path, &text, NULL, NULL) ? g_ascii_strtoull(text, NULL, 10) / 1000 : 0;
}

/* Each CPU's index and its thread's ID. If a CPU is listed twice, the last entry counts. */
static GHashTable *find_threads(Qmp *qmp, gint64 deadline) {
        g_autoptr(JsonNode) answer = qmp_execute(qmp, "query-cpus-fast", NULL, deadline, NULL);
        JsonArray *list = tck_json_node_array(answer);
        GHashTable *threads = g_hash_table_new(NULL, NULL);

        for (guint i = 0; list && i < json_array_get_length(list); i++) {
                JsonObject *object = tck_json_node_object(json_array_get_element(list, i));
                gint64 index = tck_json_int(object, "cpu-index", -1), thread = tck_json_int(object, "thread-id", 0);

                if (index >= 0 && index <= G_MAXUINT32 && thread > 0 && thread <= G_MAXINT32)
                        g_hash_table_replace(threads, GUINT_TO_POINTER(index), GUINT_TO_POINTER(thread));
        }
        return threads;
}

static void read_times(GArray *cpus, Qmp *qmp, GPid process, gint64 deadline) {
        g_autoptr(GHashTable) threads = find_threads(qmp, deadline);

        for (guint place = 0; place < cpus->len; place++) {
                TckVcpu *cpu = &g_array_index(cpus, TckVcpu, place);
                guint thread = GPOINTER_TO_UINT(g_hash_table_lookup(threads, GUINT_TO_POINTER(cpu->index)));

                if (thread)
                        cpu->ran = time_of_thread(process, thread);
        }
}

GArray *tck_vcpu_look(Qmp *qmp, GPid process, gint64 deadline, GError **error) {
        GArray *cpus;
        g_autofree char *text = qmp_monitor_text(qmp, "info registers -a", deadline, error);

        if (!text)
                return NULL;
        cpus = tck_vcpu_parse(text);
        if (process)
                read_times(cpus, qmp, process, deadline);
        return cpus;
}

static const TckVcpu *look_at(const GPtrArray *looks, guint look, guint place) {
        const GArray *cpus = looks->pdata[look];

        return place < cpus->len ? &g_array_index(cpus, TckVcpu, place) : NULL;
}

TckVcpuState tck_vcpu_judge(const GPtrArray *looks, guint place) {
        const TckVcpu *first = looks->len ? look_at(looks, 0, place) : NULL;
        gboolean halted = TRUE;

        if (!first)
                return TCK_VCPU_RUNS;
        for (guint i = 0; i < looks->len; i++) {
                const TckVcpu *cpu = look_at(looks, i, place);

                if (!cpu || cpu->interrupts || cpu->ip / PAGE != first->ip / PAGE)
                        return TCK_VCPU_RUNS;
                halted &= cpu->halted;
        }
        if (halted)
                return TCK_VCPU_HALTED;
        return looks->len > 1 ? TCK_VCPU_LOOPS : TCK_VCPU_RUNS;
}

gboolean tck_vcpus_hang(const GPtrArray *looks) {
        const GArray *last = looks->len ? looks->pdata[looks->len - 1] : NULL;

        if (!last || !last->len)
                return FALSE;
        for (guint i = 0; i < last->len; i++)
                if (tck_vcpu_judge(looks, i) == TCK_VCPU_RUNS)
                        return FALSE;
        return TRUE;
}

gboolean tck_vcpus_ran(const GPtrArray *looks, guint64 microseconds) {
        const GArray *last = looks->len ? looks->pdata[looks->len - 1] : NULL;

        for (guint i = 0; last && i < last->len; i++) {
                const TckVcpu *first = look_at(looks, 0, i), *now = look_at(looks, looks->len - 1, i);

                if (tck_vcpu_judge(looks, i) == TCK_VCPU_LOOPS && first->ran && now->ran - first->ran < microseconds)
                        return FALSE;
        }
        return TRUE;
}

gboolean tck_vcpu_stays_below(const GPtrArray *looks, guint place, guint64 address) {
        for (guint i = 0; i < looks->len; i++) {
                const TckVcpu *cpu = look_at(looks, i, place);

                if (!cpu || cpu->ip >= address)
                        return FALSE;
        }
        return looks->len > 0;
}

char *tck_vcpu_text(const GPtrArray *looks, guint place) {
        static const char *const states[] = {
                [TCK_VCPU_RUNS] = "runs",
                [TCK_VCPU_HALTED] = "is halted with interrupts disabled",
                [TCK_VCPU_LOOPS] = "loops with interrupts disabled",
        };
        const TckVcpu *cpu = looks->len ? look_at(looks, looks->len - 1, place) : NULL;

        if (!cpu)
                return g_strdup_printf("there is no CPU %u", place);
        return g_strdup_printf("CPU %u %s, at 0x%" G_GINT64_MODIFIER "x", cpu->index,
                               states[tck_vcpu_judge(looks, place)], cpu->ip);
}
