/* SPDX-License-Identifier: BSD-2-Clause */
/* pvpanic on the ISA bus: an I/O port. */
#include "arch.h"
#include "channel.h"
#include "console.h"
#include "fw_cfg.h"
#include "pvpanic.h"

#define FLOATING 0xffu /* what a port without a device reads */
#define REPEATS 16u

static uint16_t port = PVPANIC_PORT;
static bool present; /* a device answers at the port */
static uint8_t bits; /* the bits that it reads as */

static bool read_bits(uint8_t *ret_bits) {
        uint32_t value = FLOATING;

        if (!port_read(port, 1, &value))
                return false;
        *ret_bits = (uint8_t) value;
        return true;
}

static enum verdict check_presence(struct round *round) {
        port = round->port;
        if (!read_bits(&bits))
                return check_skip(round, "this architecture has no I/O ports");
        present = bits != FLOATING;
        console_print("# port 0x%x reads 0x%x\n", port, bits);
        return check_verdict(round, present, "it reads all ones, as a port without a device does");
}

static enum verdict check_stability(struct round *round) {
        uint8_t again;

        if (!present)
                return check_skip(round, "no device");
        for (unsigned i = 0; i < REPEATS; i++)
                if (!read_bits(&again) || again != bits)
                        return check_verdict(round, false, "a later read differs");
        return PASS;
}

static enum verdict check_unknown_bits(struct round *round) {
        if (!present)
                return check_skip(round, "no device");
        return check_verdict(round, !(bits & ~PVPANIC_KNOWN_BITS), "other bits are set");
}

static enum verdict check_panic_bits(struct round *round) {
        if (!present)
                return check_skip(round, "no device");
        return check_verdict(round, bits & (PVPANIC_PANICKED | PVPANIC_CRASH_LOADED), "neither bit is set");
}

static enum verdict check_zero(struct round *round) {
        uint8_t after;

        if (!present)
                return check_skip(round, "no device");
        port_write(port, 1, 0);
        return check_verdict(round, read_bits(&after) && after == bits, "it reads differently afterwards");
}

static enum verdict check_fw_cfg(struct round *round) {
        struct fw_cfg_file file;
        uint8_t bytes[2];

        if (!fw_cfg_present())
                return check_skip(round, "no fw_cfg");
        if (!fw_cfg_find(PVPANIC_FW_CFG_FILE, &file))
                return check_skip(round, "no such file");
        if (file.size != sizeof(bytes))
                return check_verdict(round, false, "it is not two bytes long");
        fw_cfg_read(&file, 0, bytes, sizeof(bytes));
        return check_verdict(round, (bytes[0] | bytes[1] << 8) == port, "it names another port");
}

static const struct check checks[] = {
        {"port: a device answers", check_presence},
        {"port: every read gives the same bits", check_stability},
        {"port: only bits that the specification defines", check_unknown_bits},
        {"port: PANICKED or CRASH_LOADED is supported", check_panic_bits},
        {"port: writing 0 changes nothing", check_zero},
        {"fw_cfg: " PVPANIC_FW_CFG_FILE " names the port", check_fw_cfg},
};

static const char *obstacle(void) {
        return present && bits & PVPANIC_PANICKED ? NULL : "the device does not support PANICKED";
}

static void tell(const char *prefix, uint8_t events) {
        console_print("%s0x%x to port 0x%x\n", prefix, events, port);
        port_write(port, 1, events);
}

CHANNEL(.word = "panic", .checks = checks, .count = sizeof(checks) / sizeof(checks[0]), .obstacle = obstacle,
        .tell = tell);
