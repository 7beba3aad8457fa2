/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The panic model of an architecture whose guests need no device to report a crash, so that libvirt adds it by itself: the cases are the same on
 * each of these architectures.
 */
#pragma once

#include "check_libvirt.h"

/* The live XML has one panic device, of the usual model. */
static inline void expect_usual_model(Tck *t) {
        g_autofree char *count = tck_dom_live_text(t, "string(count(/domain/devices/panic))"),
                        *model = tck_dom_live_text(t, "string(/domain/devices/panic/@model)");

        tck_expect_text(t, "the number of panic devices in the live XML", count, "1");
        tck_expect_text(t, "the model in the live XML", model, tck_dom_usual_model(t));
}

static inline void usual_model_crashes(Tck *t) {
        tck_dom_start(t);
        expect_usual_model(t);
        tck_dom_panic(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
        tck_dom_expect_same_process(t);
}

static inline void usual_model_refused(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_XML_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

#define USUAL_MODEL_CASE(arch_, name_, clause_, summary_, run_, ...)                                                  \
        {                                                                                                             \
                .name = "libvirt/model/" name_, .clause = "libvirt.model." clause_, .summary = summary_, .run = run_, \
                .any_channel = TRUE, .needs = {.arch = arch_}, .domain = TCK_DOMAIN(__VA_ARGS__)                      \
        }

/* The cases for an architecture and its model. */
#define USUAL_MODEL_CASES(arch_, model_)                                                                        \
        USUAL_MODEL_CASE(arch_, model_ "/crashes", "always", "a panic crashes a domain with model " model_,     \
                         usual_model_crashes, .panic = TCK_USUAL_PANIC, .on_crash = "preserve"),                \
                USUAL_MODEL_CASE(arch_, model_ "/added", "always",                                              \
                                 "a domain without <panic> has model " model_ ", and a panic crashes it",       \
                                 usual_model_crashes, .on_crash = "preserve"),                                  \
                USUAL_MODEL_CASE(arch_, model_ "/none-named", "default",                                        \
                                 "<panic/> without a model is of model " model_, usual_model_crashes,           \
                                 .panic = {{.model = ""}}, .on_crash = "preserve"),                             \
                USUAL_MODEL_CASE(arch_, model_ "/address-is-refused", "address",                                \
                                 "model " model_ " with an address is refused", usual_model_refused,            \
                                 .panic = {{.model = TCK_USUAL_MODEL, .iobase = "0x505"}}, .persistent = TRUE), \
                USUAL_MODEL_CASE(arch_, model_ "/two-are-refused", "twice",                                     \
                                 "two panic devices of model " model_ " are refused", usual_model_refused,      \
                                 .panic = {{.model = TCK_USUAL_MODEL}, {.model = TCK_USUAL_MODEL}},             \
                                 .persistent = TRUE),                                                           \
                USUAL_MODEL_CASE(arch_, model_ "/isa-is-refused", "foreign",                                    \
                                 "model isa is refused for guests of " arch_, usual_model_refused,              \
                                 .panic = {{.model = "isa"}}, .persistent = TRUE)
