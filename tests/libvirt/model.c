/* SPDX-License-Identifier: BSD-2-Clause */
/* The models of <panic>: those that this libvirt supports work, and the others are refused. */
#include "check_libvirt.h"
#include "pvpanic.h"

static void expect_model(Tck *t, const char *model) {
        g_autofree char *seen = tck_dom_live_text(t, "string(/domain/devices/panic/@model)");

        if (!tck_over(t))
                tck_expect_text(t, "the model in the live XML", seen, model);
}

/* The device responds at its port, and a panic written there crashes the domain. */
static void isa(Tck *t) {
        guint64 bits;

        tck_dom_start(t);
        expect_model(t, "isa");
        bits = tck_ask(t, "in 1 %#x", tck_port(t));
        if (!tck_over(t) && (!(bits & PVPANIC_PANICKED) || bits == 0xff))
                tck_fail(t, "the device at its port", "0x%x", (guint) bits);
        tck_dom_panic(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

static void moved(Tck *t) {
        isa(t);
        tck_dom_resume(t);
        tck_expect_number(t, "a read of the default port", tck_ask(t, "in 1 %#x", PVPANIC_PORT), 0xff);
}

/* ---- Hyper-V ---- */

/* The crash MSRs: P0 to P4, then the control register, whose bit 63 notifies the host. */
static void hyperv(Tck *t) {
        enum { P0 = 0x40000100, CONTROL = 0x40000105, PARAMETERS = 5 };

        tck_dom_start(t);
        for (guint i = 0; i < PARAMETERS; i++)
                tck_do(t, "wrmsr %#x %#x", P0 + i, 0x11 * (i + 1));
        tck_start(t, "wrmsr %#x 0x8000000000000000", CONTROL);
        tck_dom_expect_crashed(t);
        tck_dom_expect_log(t, "panic hyper-v: arg1='0x11', arg2='0x22', arg3='0x33', arg4='0x44', arg5='0x55'");
}

/* If the processor has no such MSRs, libvirt refuses a domain that is configured with them, or provides them. */
static void hyperv_without(Tck *t) {
        enum { FEATURES = 0x40000003, EDX = 3, CRASH_MSRS = 1 << 10 };

        if (!tck_dom_try_start(t, VIR_ERR_CONFIG_UNSUPPORTED))
                return;
        tck_do(t, "cpuid 0x40000000 0");
        if (tck_number(t, 0) < FEATURES)
                tck_fail(t, "a guest with Hyper-V's features", "CPUID leaves up to 0x%x", (guint) tck_number(t, 0));
        tck_do(t, "cpuid %#x 0", FEATURES);
        tck_expect_number(t, "the bit for crash MSRs in CPUID", tck_number(t, EDX) & CRASH_MSRS, CRASH_MSRS);
}

/* The devices are independent: the one at the port works whether or not the processor has the MSRs. */
static void isa_and_hyperv(Tck *t) {
        if (!tck_dom_try_start(t, VIR_ERR_CONFIG_UNSUPPORTED))
                return;
        tck_dom_panic(t);
        tck_dom_expect_state(t, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
}

/* ---- refused ---- */

/* Valid XML that this driver or architecture does not support. */
static void unsupported(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_CONFIG_UNSUPPORTED);
}

/* Meaningless XML: libvirt may call it invalid or an unsupported configuration. */
static void invalid(Tck *t) {
        tck_dom_expect_refused(t, VIR_ERR_XML_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
}

static void validates(Tck *t) {
        if (!tck_dom_validates(t))
                tck_fail(t, "the domain's XML to be valid by libvirt's schema", "that it is not");
        tck_dom_start(t);
}

#define MODEL(text)               \
        {                         \
                { .model = text } \
        }

TCK_CASES({.name = "libvirt/model/isa/default-port",
           .clause = "libvirt.model.isa",
           .summary = "model isa is at port 0x505, and a panic there crashes the domain",
           .run = isa,
           .domain = TCK_DOMAIN(.panic = MODEL("isa"), .on_crash = "preserve")},
          {.name = "libvirt/model/isa/moved",
           .clause = "libvirt.model.isa",
           .summary = "with an address model isa is at that port, and not at 0x505",
           .run = moved,
           .domain = TCK_DOMAIN(.panic = {{.model = "isa", .iobase = "0x606"}}, .on_crash = "preserve")},
          {.name = "libvirt/model/none-named/is-isa",
           .clause = "libvirt.model.default",
           .summary = "<panic/> without a model is the ISA device on x86",
           .run = isa,
           .domain = TCK_DOMAIN(.panic = MODEL(""), .on_crash = "preserve")},
          {.name = "libvirt/model/schema",
           .clause = "libvirt.model.schema",
           .summary = "a domain with a panic device is valid according to libvirt's schema, and starts",
           .needs = {.validator = TRUE},
           .run = validates,
           .domain = TCK_DOMAIN(.panic = {{.model = "isa", .iobase = "0x505"}}, .on_crash = "coredump-restart")},
          {.name = "libvirt/model/isa-and-pvpanic",
           .clause = "libvirt.model.several",
           .summary = "panic devices of two models, isa and pvpanic, work together",
           .needs = {.model = "pvpanic"},
           .run = isa,
           .domain = TCK_DOMAIN(.panic = {{.model = "isa"}, {.model = "pvpanic"}}, .on_crash = "preserve")},
          {.name = "libvirt/model/isa-and-hyperv",
           .clause = "libvirt.model.several",
           .summary = "panic devices of two models, isa and hyperv, work together or are refused",
           .run = isa_and_hyperv,
           .domain = TCK_DOMAIN(.panic = {{.model = "isa"}, {.model = "hyperv"}}, .on_crash = "preserve")},
          {.name = "libvirt/model/hyperv/crashes",
           .clause = "libvirt.model.hyperv",
           .summary = "the crash MSRs crash the domain, and their values are in its log",
           .needs = {.hyperv = TRUE, .log = TRUE},
           .run = hyperv,
           .domain = TCK_DOMAIN(.panic = MODEL("hyperv"), .on_crash = "preserve", .kvm = TRUE)},
          {.name = "libvirt/model/hyperv/refused-or-there",
           .clause = "libvirt.model.hyperv",
           .summary = "a TCG domain with model hyperv is refused, or the guest has the crash MSRs",
           .run = hyperv_without,
           .domain = TCK_DOMAIN(.panic = MODEL("hyperv"), .on_crash = "preserve")},
          {.name = "libvirt/model/two-isa/are-refused",
           .clause = "libvirt.model.twice",
           .summary = "two panic devices of the same model are refused",
           .run = invalid,
           .domain = TCK_DOMAIN(.panic = {{.model = "isa"}, {.model = "isa", .iobase = "0x606"}}, .persistent = TRUE)},
          {.name = "libvirt/model/pseries/is-refused",
           .clause = "libvirt.model.foreign",
           .summary = "model pseries is refused on x86",
           .needs = {.arch = "x86_64"},
           .run = unsupported,
           .domain = TCK_DOMAIN(.panic = MODEL("pseries"), .persistent = TRUE)},
          {.name = "libvirt/model/s390/is-refused",
           .clause = "libvirt.model.foreign",
           .summary = "model s390 is refused on x86",
           .needs = {.arch = "x86_64"},
           .run = unsupported,
           .domain = TCK_DOMAIN(.panic = MODEL("s390"), .persistent = TRUE)},
          {.name = "libvirt/model/hyperv/address-is-refused",
           .clause = "libvirt.model.address",
           .summary = "model hyperv with an address is refused",
           .run = unsupported,
           .domain = TCK_DOMAIN(.panic = {{.model = "hyperv", .iobase = "0x505"}}, .persistent = TRUE)},
          {.name = "libvirt/model/unknown/is-refused",
           .clause = "libvirt.model.unknown",
           .summary = "an unknown model is refused",
           .needs = {.arch = "x86_64"},
           .run = invalid,
           .domain = TCK_DOMAIN(.panic = MODEL("telegraph"), .persistent = TRUE)})
