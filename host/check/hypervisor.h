/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hypervisors beside QEMU: each is a layer of its own, whose VMs are a case's own. One is a folder in host/vmm, which speaks its
 * interface, and a file vmm_NAME.c in this folder, which declares it: no list names it.
 */
#pragma once

#include "layer.h"
#include "profile.h"
#include "vmspec.h"

/* What the user chose. Borrowed for the life of what is opened. */
typedef struct {
        const char *program;   /* NULL: the usual one */
        const char *guests;    /* the folder of the probes' images; NULL: the usual one */
        const TckBoot *boot;   /* the way to boot */
        const char *directory; /* the run's */
        double timeout;        /* seconds */
} TckHypervisorOptions;

/* What there is to test. */
typedef struct {
        gpointer own;      /* the hypervisor's, to be closed; NULL: nothing was opened */
        guint version;     /* comparable as Qmp.version */
        const char *accel; /* what it runs guests with: "kvm" */
        const char *words; /* a line for people that names it and both; both texts are borrowed until it is closed */
} TckOpened;

typedef struct {
        TckLayerKind layer;

        /* Finds out what there is to test. */
        gboolean (*open)(const TckHypervisorOptions *options, TckOpened *ret_opened, GError **error);
        void (*close)(gpointer own);

        /* The context of a case, which is held to a profile, in a VM that is started now and called so, and that leaves its
         * evidence in the folder. End it with tck_end(). */
        Tck *(*begin)(const TckCase *tested, gpointer own, const TckProfile *profile, const TckVmConfig *config,
                      const char *name, const char *directory);
} TckHypervisor;

/* Declares a hypervisor: TCK_HYPERVISOR(.layer = {.name = "cloud-hypervisor", ...}, ...). */
#define TCK_HYPERVISOR(...)                                                  \
        static const TckHypervisor hypervisor = {__VA_ARGS__};               \
        __attribute__((constructor)) static void register_hypervisor(void) { \
                tck_register_layer(&hypervisor.layer);                       \
        }

/* The hypervisor of that layer; NULL for QEMU and libvirt. */
static inline const TckHypervisor *tck_hypervisor_of(TckLayer layer) {
        G_STATIC_ASSERT(G_STRUCT_OFFSET(TckHypervisor, layer) == 0);
        return layer < TCK_LAYER_OTHERS ? NULL : (const TckHypervisor *) tck_layer_kind(layer);
}
