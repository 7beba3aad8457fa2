/* SPDX-License-Identifier: BSD-2-Clause */
#include "cloud_hypervisor.h"

#include "error.h"
#include "json.h"
#include "table.h"
#include "wait.h"

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
        JsonObject *ping = tck_json_node_object(body);
        const char *version = tck_json_string(ping, "version"), *build = tck_json_string(ping, "build_version");
        g_autoptr(GPtrArray) features = tck_json_texts(ping, "features");

        if (!version || !tck_version_parse(version, 0, &cloud->version))
                return tck_error_set(error, TCK_ERROR_PROTOCOL, "GET vmm.ping returned no version");
        cloud->version_text = g_strdup(version);
        cloud->accel = has_text(features, "kvm") ? "kvm" : has_text(features, "mshv") ? "mshv" : "none";
        cloud->own_device = !g_str_equal(cloud->accel, "none"); /* what supports neither is a stand-in */
        cloud->words = g_strdup_printf("cloud-hypervisor %s, build %s (%s), %s", version, build ? build : "unknown",
                                       cloud->program, cloud->own_device ? cloud->accel : "neither kvm nor mshv");
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
        tck_error_set(error, TCK_ERROR_ENVIRONMENT,
                      "cannot use %s as cloud-hypervisor: %s; install it, or name another with --vmm", program,
                      local->message);
        return NULL;
}
