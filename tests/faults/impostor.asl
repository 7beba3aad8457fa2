/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A second device QEMU0001, which is found before the real one. It behaves like the real one; its only fault is its presence.
 * faults.test replaces lines of it to make other faults.
 */
DefinitionBlock ("", "SSDT", 1, "TCK", "IMPOSTOR", 1)
{
    External (\_SB.PCI0.FWCF, DeviceObj)

    Scope (\_SB.PCI0.FWCF)
    {
        Device (IMPO)
        {
            Name (_HID, "QEMU0001")
            Name (_STA, 0x0F)
            Name (_CRS, ResourceTemplate () { IO (Decode16, 0x0505, 0x0505, 0x01, 0x01) })
            OperationRegion (PEOR, SystemIO, 0x0505, 0x01)
            Field (PEOR, ByteAcc, NoLock, Preserve) { PEPT, 8 }
            Method (RDPT, 0, NotSerialized) { Return (PEPT) }
            Method (WRPT, 1, NotSerialized) { PEPT = Arg0 }
        }
    }
}
