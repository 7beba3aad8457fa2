/* SPDX-License-Identifier: BSD-2-Clause */
/* Hyper-V's enlightenments: each of QEMU's CPU properties hv-* enabled alone with what it requires, and not enabled. */
#include "enlightenment.h"
#include "hyperv.h"
#include "reset.h"

enum { REFERENCE_COUNT = 0x40000020, TSC_FREQUENCY = 0x40000022, APIC_FREQUENCY = 0x40000023 };
enum { VP_INDEX = 0x40000002, RESET = 0x40000003, SYNIC_CONTROL = 0x40000080, GENERAL_PROTECTION = 0xd };

static const char *const registers[] = {"EAX", "EBX", "ECX", "EDX"};

/* ---- CPUID and MSRs ---- */

/* The property in the case's name, which is enabled in its VM, has its bits and its MSRs. */
static void is_there(Tck *t) {
        tck_expect_enlightenment(t, strrchr(tck_name(t), '/') + 1);
        tck_expect_no_event(t);
}

/* Properties that are not enabled have no bits, and access to their MSRs is a #GP. */
static void others_are_not(Tck *t) {
        const char *asked = tck_spec(t)->cpu;

        tck_expect_no_other_enlightenment(t, asked);
        for (const TckEnlightenment *one = tck_enlightenments(); one->property; one++)
                for (guint i = 0; i < TCK_ENLIGHTENMENT_MSRS_MAX && one->msrs[i]; i++)
                        if (!tck_is_asked(asked, one->property))
                                tck_expect_fault(t, GENERAL_PROTECTION, "rdmsr %#x", one->msrs[i]);
        tck_expect_no_event(t);
}

/* ---- what is required ---- */

/* Enlightenments without one that they require, indexed by the argument. */
static const struct {
        const char *asked, *words;
} incomplete[] = {{"hv-synic=on", "*hv-synic*requires*hv-vpindex*"},
                  {"hv-vpindex=on,hv-synic=on,hv-stimer=on", "*hv-stimer*requires*hv-time*"},
                  {"hv-vpindex=on,hv-synic=on,hv-time=on,hv-stimer-direct=on", "*hv-stimer-direct*requires*hv-stimer*"},
                  {"hv-tlbflush=on", "*hv-tlbflush*requires*hv-vpindex*"},
                  {"hv-ipi=on", "*hv-ipi*requires*hv-vpindex*"},
                  {"hv-syndbg=on", "*hv-syndbg*requires*hv-relaxed*"}};

static void is_refused(Tck *t) {
        tck_expect_refused(t, incomplete[tck_argument(t)].asked, incomplete[tck_argument(t)].words);
}

/* ---- what the registers are for ---- */

static void index_is_the_cpu(Tck *t) {
        tck_expect_number(t, "the index of CPU 0", tck_read_msr(t, 0, VP_INDEX), 0);
}

static void time_goes_on(Tck *t) {
        enum { LOOKS = 1000 };
        guint64 first = tck_read_msr(t, 0, REFERENCE_COUNT), last = first;

        for (guint looks = 0; looks < LOOKS && last == first && !tck_over(t); looks++)
                last = tck_read_msr(t, 0, REFERENCE_COUNT);
        if (!tck_over(t) && last <= first)
                tck_fail(t, "the reference counter to count upwards",
                         "0x%" G_GINT64_MODIFIER "x after 0x%" G_GINT64_MODIFIER "x", last, first);
}

static void frequencies_are_reported(Tck *t) {
        if (tck_read_msr(t, 0, TSC_FREQUENCY) == 0)
                tck_fail(t, "the frequency of the TSC", "0");
        if (tck_read_msr(t, 0, APIC_FREQUENCY) == 0)
                tck_fail(t, "the frequency of the APIC's timer", "0");
}

static void synic_keeps_its_switch(Tck *t) {
        tck_write_msr(t, 0, SYNIC_CONTROL, 1);
        tck_expect_number(t, "the SynIC's enable bit", tck_read_msr(t, 0, SYNIC_CONTROL), 1);
        tck_write_msr(t, 0, SYNIC_CONTROL, 0);
        tck_expect_number(t, "the SynIC's enable bit", tck_read_msr(t, 0, SYNIC_CONTROL), 0);
}

static void resets(Tck *t) {
        tck_start_write_msr(t, 0, RESET, 1);
        expect_reset_by_guest(t);
        tck_expect_status(t, "running");
}

/* ---- values ---- */

/* The values that VMs are configured with. MAJOR and MINOR share a register, as do BRANCH and NUMBER. */
enum {
        ATTEMPTS = 64,
        BUILD = 0x1234,
        MAJOR = 0x5678,
        MINOR = 0x9abc,
        PACK = 0xdef0123,
        BRANCH = 0x56,
        NUMBER = 0x789abc
};
#define VENDOR "pvpanic-test"
#define VERSION_BUILD ",hv-version-id-build=0x1234"
#define VERSION_WORDS ",hv-version-id-major=0x5678,hv-version-id-minor=0x9abc,hv-version-id-spack=0xdef0123"
#define VERSION_SERVICE ",hv-version-id-sbranch=0x56,hv-version-id-snumber=0x789abc"
#define VERSION VERSION_BUILD VERSION_WORDS VERSION_SERVICE
#define VALUES "hv-relaxed=on,hv-spinlocks=64,hv-vendor-id=" VENDOR VERSION

static void attempts_are_reported(Tck *t) {
        tck_expect_number(t, "the number of spinlock attempts", tck_cpuid(t, HYPERV_CPUID_RECOMMENDATIONS, TCK_EBX),
                          tck_argument(t));
}

static void vendor_is_reported(Tck *t) {
        tck_expect_vendor(t, VENDOR);
}

static void version_is_reported(Tck *t) {
        static const guint32 owed[] = {BUILD, (guint32) MAJOR << 16 | MINOR, PACK, (guint32) BRANCH << 24 | NUMBER};

        for (guint i = 0; i < G_N_ELEMENTS(owed); i++)
                tck_expect_number(t, registers[i], tck_cpuid(t, HYPERV_CPUID_VERSION, (TckCpuidRegister) i), owed[i]);
}

/* ---- all of them ---- */

static void all_are_known(Tck *t) {
        g_auto(GStrv) properties = tck_hyperv_properties(t);
        g_autoptr(GString) unknown = g_string_new(NULL);

        for (char **name = properties; *name; name++)
                if (!tck_find_enlightenment(*name))
                        g_string_append_printf(unknown, " %s", *name);
        if (unknown->len)
                tck_give_up(t, "the kit does not know these properties of this QEMU:%s", unknown->str);
}

/* The guest gets what KVM supports, including the crash registers, which KVM was asked for before. */
static void passes_through(Tck *t) {
        tck_expect_number(t, "the interface", tck_cpuid(t, HYPERV_CPUID_INTERFACE, TCK_EAX), HYPERV_INTERFACE);
        tck_expect_number(t, "the feature bit of the crash MSRs",
                          tck_cpuid(t, HYPERV_CPUID_FEATURES, TCK_EDX) & HYPERV_FEATURE_CRASH, HYPERV_FEATURE_CRASH);
        tck_read_msr(t, 0, HYPERV_CRASH_CONTROL);
}

#define LACKS "*not supported by kernel*"

#define FLAG_CASE(name_, clause_, summary_, run_, argument_, cpu_)                                               \
        {                                                                                                        \
                .name = "hyperv/flag/" name_, .clause = "hyperv.flag" clause_, .summary = summary_, .run = run_, \
                .argument = argument_, .needs = {.hyperv = TRUE, .kernel = LACKS},                               \
                .vm = {.kvm = TRUE,                                                                              \
                       .cpu = cpu_ }                                                                             \
        }
#define FLAG(flag_, cpu_) FLAG_CASE(flag_, "", flag_ " provides its CPUID bits and its MSRs", is_there, 0, cpu_)
#define NOT_ASKED(name_, cpu_)                                                                          \
        FLAG_CASE("not-asked/" name_, "",                                                               \
                  "beside " name_ " the guest has no bit and no MSR of a property that is not enabled", \
                  others_are_not, 0, cpu_)
#define WORKS(name_, summary_, run_, cpu_) FLAG_CASE(name_, ".works", summary_, run_, 0, cpu_)
#define REFUSED(flag_, lacking_, argument_)                                                                        \
        FLAG_CASE(flag_ "/requires", ".requires", flag_ " without " lacking_ " is refused", is_refused, argument_, \
                  PLAIN)

/* Properties that are independent of each other share a VM, to save time. */
#define ENFORCED ",hv-enforce-cpuid=on"
#define PLAIN "hv-relaxed=on,hv-vpindex=on,hv-runtime=on,hv-reset=on,hv-tlbflush=on" ENFORCED
#define CLOCKS "hv-vapic=on,hv-vpindex=on,hv-time=on,hv-frequencies=on,hv-reenlightenment=on,hv-ipi=on" ENFORCED
#define TIMERS "hv-vpindex=on,hv-time=on,hv-synic=on,hv-stimer=on,hv-stimer-direct=on" ENFORCED
#define NEWER "hv-avic=on,hv-no-nonarch-coresharing=on,hv-emsr-bitmap=on,hv-xmm-input=on" ENFORCED
#define DEBUGGER                                                                                     \
        "hv-relaxed=on,hv-time=on,hv-vapic=on,hv-vpindex=on,hv-synic=on,hv-runtime=on,hv-stimer=on," \
        "hv-syndbg=on" ENFORCED
#define CRASH "hv-crash=on" ENFORCED

TCK_CASES(FLAG("hv-relaxed", PLAIN), FLAG("hv-vpindex", PLAIN), FLAG("hv-runtime", PLAIN), FLAG("hv-reset", PLAIN),
          FLAG("hv-tlbflush", PLAIN), FLAG("hv-vapic", CLOCKS), FLAG("hv-time", CLOCKS), FLAG("hv-frequencies", CLOCKS),
          FLAG("hv-reenlightenment", CLOCKS), FLAG("hv-ipi", CLOCKS), FLAG("hv-synic", TIMERS),
          FLAG("hv-stimer", TIMERS), FLAG("hv-stimer-direct", TIMERS), FLAG("hv-avic", NEWER),
          FLAG("hv-no-nonarch-coresharing", NEWER), FLAG("hv-emsr-bitmap", NEWER), FLAG("hv-xmm-input", NEWER),
          FLAG("hv-syndbg", DEBUGGER), FLAG("hv-crash", CRASH), FLAG("hv-evmcs", "hv-vapic=on,hv-evmcs=on" ENFORCED),
          FLAG("hv-tlbflush-ext", "hv-vpindex=on,hv-tlbflush=on,hv-tlbflush-ext=on" ENFORCED),
          FLAG("hv-tlbflush-direct", "hv-vapic=on,hv-tlbflush-direct=on" ENFORCED),
          FLAG("hv-apicv", "hv-relaxed=on,hv-apicv=on"),
          FLAG("alone/hv-no-nonarch-coresharing", "hv-no-nonarch-coresharing=on"), NOT_ASKED("hv-relaxed", PLAIN),
          NOT_ASKED("hv-time", CLOCKS), NOT_ASKED("hv-synic", TIMERS), NOT_ASKED("hv-avic", NEWER),
          NOT_ASKED("hv-syndbg", DEBUGGER), NOT_ASKED("hv-crash", CRASH),
          WORKS("hv-vpindex/index", "HV_X64_MSR_VP_INDEX is the number of the CPU", index_is_the_cpu, PLAIN),
          WORKS("hv-time/counts", "HV_X64_MSR_TIME_REF_COUNT counts upwards", time_goes_on, CLOCKS),
          WORKS("hv-frequencies/values", "the frequencies of the TSC and the APIC timer are not 0",
                frequencies_are_reported, CLOCKS),
          WORKS("hv-synic/switch", "HV_X64_MSR_SCONTROL keeps its enable bit", synic_keeps_its_switch, TIMERS),
          WORKS("hv-reset/resets", "a write to HV_X64_MSR_RESET is a reset by the guest", resets, PLAIN),
          REFUSED("hv-synic", "hv-vpindex", 0), REFUSED("hv-stimer", "hv-time", 1),
          REFUSED("hv-stimer-direct", "hv-stimer", 2), REFUSED("hv-tlbflush", "hv-vpindex", 3),
          REFUSED("hv-ipi", "hv-vpindex", 4), REFUSED("hv-syndbg", "hv-relaxed", 5),
          FLAG_CASE("hv-spinlocks", ".value", "hv-spinlocks appears as the number of attempts", attempts_are_reported,
                    ATTEMPTS, VALUES),
          FLAG_CASE("hv-spinlocks/not-asked", ".value", "without hv-spinlocks the number of attempts is unlimited",
                    attempts_are_reported, G_MAXUINT32, PLAIN),
          FLAG_CASE("hv-vendor-id", ".value", "hv-vendor-id appears as the vendor", vendor_is_reported, 0, VALUES),
          FLAG_CASE("hv-version-id", ".value", "hv-version-id-* appear as the version, each in its field",
                    version_is_reported, 0, VALUES),
          FLAG_CASE("hv-passthrough", ".passthrough", "hv-passthrough gives the guest what KVM supports",
                    passes_through, 0, "hv-passthrough=on"),
          {.name = "hyperv/flag/all-known",
           .clause = "hyperv.flag",
           .summary = "the kit knows each property hv-* of this QEMU",
           .run = all_are_known})
