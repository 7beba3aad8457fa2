/* SPDX-License-Identifier: BSD-2-Clause */
#include "cloud_hypervisor.h"

#include "error.h"
#include "json.h"
#include "table.h"
#include "wait.h"

struct TckCloud {
        char *program, *kernel;
        double timeout;
        char *version_text, *words;
        guint version;
        const char *accel;
};

void tck_cloud_free(TckCloud *cloud) {
        if (!cloud)
                return;
        g_free(cloud->program);
        g_free(cloud->kernel);
        g_free(cloud->version_text);
        g_free(cloud->words);
        g_free(cloud);
}

static gboolean has_text(GPtrArray *texts, const char *text) {
        return g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL);
}

/* VmmPingResponse: build_version, version, pid, features. */
static gboolean read_ping(TckCloud *cloud, JsonNode *body, GError **error) {
        JsonObject *ping = body && JSON_NODE_HOLDS_OBJECT(body) ? json_node_get_object(body) : NULL;
        const char *version = tck_json_string(ping, "version"), *build = tck_json_string(ping, "build_version");
        g_autoptr(GPtrArray) features = ping ? tck_json_texts(ping, "features") : NULL;

        if (!version || !tck_version_parse(version, 0, &cloud->version)) {
                g_set_error(error, TCK_ERROR, TCK_ERROR_PROTOCOL, "GET vmm.ping tells no version");
                return FALSE;
        }
        cloud->version_text = g_strdup(version);
        cloud->accel = has_text(features, "kvm") ? "kvm" : has_text(features, "mshv") ? "mshv" : "none";
        cloud->words = g_strdup_printf("cloud-hypervisor %s, build %s (%s), %s", version, build ? build : "unknown",
                                       cloud->program,
                                       tck_cloud_has_own_device(cloud) ? cloud->accel : "neither kvm nor mshv");
        return TRUE;
}

static gboolean ask(TckCloud *cloud, GError **error) {
        const TckCloudVmSetup setup = {.program = cloud->program};
        g_autoptr(TckCloudVm) vm = tck_cloud_vm_start(&setup, tck_deadline(cloud->timeout), error);
        g_autoptr(JsonNode) body = NULL;

        return vm && tck_cloud_vm_request(vm, "GET", "vmm.ping", tck_deadline(cloud->timeout), &body, error) &&
               read_ping(cloud, body, error);
}

TckCloud *tck_cloud_new(const char *program, const char *kernel, double timeout, GError **error) {
        g_autoptr(TckCloud) cloud = g_new0(TckCloud, 1);
        g_autoptr(GError) local = NULL;

        cloud->program = g_strdup(program);
        cloud->kernel = g_strdup(kernel);
        cloud->timeout = timeout;
        if (ask(cloud, &local))
                return g_steal_pointer(&cloud);
        g_set_error(error, TCK_ERROR, TCK_ERROR_ENVIRONMENT,
                    "cannot use %s as cloud-hypervisor: %s; install it, or name another with --vmm", program,
                    local->message);
        return NULL;
}

guint tck_cloud_version(const TckCloud *cloud) {
        return cloud->version;
}

const char *tck_cloud_version_text(const TckCloud *cloud) {
        return cloud->version_text;
}

const char *tck_cloud_accel(const TckCloud *cloud) {
        return cloud->accel;
}

const char *tck_cloud_words(const TckCloud *cloud) {
        return cloud->words;
}

/* One that runs guests by neither has somebody else's. */
gboolean tck_cloud_has_own_device(const TckCloud *cloud) {
        return !g_str_equal(cloud->accel, "none");
}

const char *tck_cloud_program(const TckCloud *cloud) {
        return cloud->program;
}

const char *tck_cloud_kernel(const TckCloud *cloud) {
        return cloud->kernel;
}

double tck_cloud_timeout(const TckCloud *cloud) {
        return cloud->timeout;
}
