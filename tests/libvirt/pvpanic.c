/* SPDX-License-Identifier: BSD-2-Clause */
/* The panic model pvpanic: the PCI device, which guests of several architectures can have. */
#include "check_libvirt.h"

static void expect_model(Tck *t) {
        g_autofree char *model = tck_dom_live_text(t, "string(/domain/devices/panic/@model)"),
                        *address = tck_dom_live_text(t, "string(/domain/devices/panic/address/@type)");

        tck_expect_text(t, "the model in the live XML", model, "pvpanic");
        tck_expect_text(t, "the type of its address", address, "pci");
}

static void crashes(Tck *t) {
        tck_dom_start(t);
        expect_model(t);
        tck_dom_panic(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
        tck_dom_expect_same_process(t);
}

static void refused(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_XML_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

/* on_crash is carried out for the panic, and not before. */
static void crash_loaded(Tck *t) {
        tck_dom_start(t);
        tck_control(t);
        tck_expect_no_event(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_BOOTED);
        tck_dom_panic(t);
        tck_dom_expect_end(t, VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED);
}

static void resumed(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_resume(t);
        tck_dom_expect_state(t, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED);
        tck_dom_panic(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void raw(Tck *t) {
        tck_dom_start(t);
        tck_dom_panic(t);
        tck_dom_expect_monitor_event(t, "GUEST_PANICKED", "info", NULL);
}

/* The architectures of which guests have no other panic device. */
static void none_named(Tck *t) {
        if (!tck_dom_try_start(t, VIR_ERR_CONFIG_UNSUPPORTED))
                return;
        expect_model(t);
        tck_dom_panic(t);
}

#define PVPANIC                        \
        {                              \
                { .model = "pvpanic" } \
        }
#define PVPANIC_CASE(name_, clause_, summary_, run_, ...)                                                  \
        {                                                                                                  \
                .name = "libvirt/model/pvpanic/" name_, .clause = "libvirt." clause_, .summary = summary_, \
                .run = run_, .vm = {.devices = {"pci"}}, .needs = {.model = "pvpanic"},                    \
                .domain = TCK_DOMAIN(__VA_ARGS__)                                                          \
        }

/* Once for each of these architectures. */
#define FOREIGN_CASES(arch_)                                                                                 \
        {.name = "libvirt/model/pvpanic/" arch_ "/isa-is-refused",                                           \
         .clause = "libvirt.model.foreign",                                                                  \
         .summary = "model isa is refused for guests of " arch_,                                             \
         .run = refused,                                                                                     \
         .any_channel = TRUE,                                                                                \
         .needs = {.arch = arch_},                                                                           \
         .domain = TCK_DOMAIN(.panic = {{.model = "isa"}}, .persistent = TRUE)},                             \
                {.name = "libvirt/model/pvpanic/" arch_ "/pseries-is-refused",                               \
                 .clause = "libvirt.model.foreign",                                                          \
                 .summary = "model pseries is refused for guests of " arch_,                                 \
                 .run = refused,                                                                             \
                 .any_channel = TRUE,                                                                        \
                 .needs = {.arch = arch_},                                                                   \
                 .domain = TCK_DOMAIN(.panic = {{.model = "pseries"}}, .persistent = TRUE)},                 \
        {                                                                                                    \
                .name = "libvirt/model/pvpanic/" arch_ "/none-named", .clause = "libvirt.model.default",     \
                .summary = "<panic/> without a model is of model pvpanic, or refused, for guests of " arch_, \
                .run = none_named, .any_channel = TRUE, .needs = {.arch = arch_, .model = "pvpanic"},        \
                .domain = TCK_DOMAIN(.panic = {{.model = ""}}, .on_crash = "preserve")                       \
        }

TCK_CASES(PVPANIC_CASE("crashes", "model.pvpanic",
                       "model pvpanic is the PCI device, and a panic there crashes the domain", crashes,
                       .panic = PVPANIC, .on_crash = "preserve"),
          PVPANIC_CASE("crash-loaded", "crash-loaded", "CRASH_LOADED there is reported, and the domain goes on",
                       crash_loaded, .panic = PVPANIC, .on_crash = "destroy"),
          PVPANIC_CASE("resume-and-panic-again", "crashed.resume",
                       "a domain that crashed through it can be resumed, and panic again", resumed, .panic = PVPANIC,
                       .on_crash = "preserve"),
          PVPANIC_CASE("raw", "raw.panicked", "the monitor's GUEST_PANICKED has no information for it", raw,
                       .panic = PVPANIC, .on_crash = "preserve"),
          PVPANIC_CASE("isa-address-is-refused", "model.pvpanic.address",
                       "model pvpanic with the address of a port is refused", refused,
                       .panic = {{.model = "pvpanic", .iobase = "0x505"}}, .persistent = TRUE),
          PVPANIC_CASE("two-are-refused", "model.twice", "two panic devices of model pvpanic are refused", refused,
                       .panic = {{.model = "pvpanic"}, {.model = "pvpanic"}}, .persistent = TRUE),
          {.name = "libvirt/model/pvpanic/refused-if-not-offered",
           .clause = "libvirt.model.unknown",
           .summary = "model pvpanic is refused if the capabilities do not have it",
           .needs = {.lacks = "pvpanic"},
           .run = refused,
           .vm = {.devices = {"pci"}},
           .domain = TCK_DOMAIN(.panic = PVPANIC, .persistent = TRUE)},
          FOREIGN_CASES("aarch64"), FOREIGN_CASES("riscv64"))
