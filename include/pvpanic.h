/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pvpanic device as its specification states it (QEMU, docs/specs/pvpanic).
 *
 * These constants are written from that page, not from QEMU's headers: a kit that took its expectations from the code
 * under test would prove nothing.
 */
#pragma once

/* "ISA": the default I/O port (`-device pvpanic,ioport=` changes it). */
#define PVPANIC_PORT 0x505u

/* "Bit Definition": the events that a guest can report. A read of the device returns the bits that it supports. */
#define PVPANIC_PANICKED 0x01u     /* a guest panic has happened and the host should process it */
#define PVPANIC_CRASH_LOADED 0x02u /* a guest panic has happened and the guest handles it; the host only takes note */
#define PVPANIC_SHUTDOWN 0x04u     /* a regular guest shutdown has happened and the host should process it */
#define PVPANIC_KNOWN_BITS 0x07u   /* every bit that the specification defines */

/* "PCI": identity of the PCI function. Its one register is the first byte of BAR 0, with the port's semantics. */
#define PVPANIC_PCI_VENDOR 0x1b36u
#define PVPANIC_PCI_DEVICE 0x0011u

/* "ACPI": the device's hardware id and its two methods. */
#define PVPANIC_ACPI_HID "QEMU0001"
#define PVPANIC_ACPI_READ "RDPT"
#define PVPANIC_ACPI_WRITE "WRPT"

/* fw_cfg: the file that names the port to firmware, a little-endian 16-bit number. */
#define PVPANIC_FW_CFG_FILE "etc/pvpanic-port"
