/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hypervisors besides QEMU: each is a layer, and each case has its own VM. A hypervisor is a folder in host/vmm, which implements its
 * interface, and a file vmm_NAME.c in this folder, which registers it; there is no list to edit.
 */
#pragma once

#include "layer.h"
#include "profile.h"
#include "vmspec.h"

/* The user's options. Borrowed as long as the hypervisor is open. */
typedef struct {
        const char *program;   /* NULL: the default */
        const char *guests;    /* the folder of the probes' images; NULL: the default */
        const TckBoot *boot;   /* the way to boot */
        const char *directory; /* the run's */
        double timeout;        /* seconds */
} TckHypervisorOptions;

/* What there is to test. */
typedef struct {
        gpointer own;      /* the hypervisor's data, to be closed; NULL: nothing was opened */
        guint version;     /* comparable as Qmp.version */
        const char *accel; /* its accelerator: "kvm" */
        const char *
                words; /* a line for people with its name, version and accelerator; both texts are borrowed until it is closed */
} TckOpened;

typedef struct {
        TckLayerKind layer;

        /* Finds out which version there is to test. */
        gboolean (*open)(const TckHypervisorOptions *options, TckOpened *ret_opened, GError **error);
        void (*close)(gpointer own);

        /* Creates the context of a case, with a profile, in a VM with that name, which is started now and leaves its
         * evidence in the folder. End it with tck_end(). */
        Tck *(*begin)(const TckCase *tested, gpointer own, const TckProfile *profile, const TckVmConfig *config,
                      const char *name, const char *directory);
} TckHypervisor;

/* Registers a hypervisor: TCK_HYPERVISOR(.layer = {.name = "cloud-hypervisor", ...}, ...). */
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
